import type { Database } from 'better-sqlite3';
import { enabledStatuses, type ObservedValue, type UserStatus } from '../domain/identity/observed.ts';
import { loginKey } from '../domain/identity/login.ts';
import { oktaGroupId, oktaUserId } from '../domain/kernel/ids.ts';
import { instant } from '../domain/time/instant.ts';
import type { MirroredUser, MirrorStore } from '../reconcile/ports.ts';

export interface UserRow {
  readonly no: number;
  readonly id: string;
  readonly status: UserStatus;
  readonly login: string;
  readonly email: string | null;
  readonly typeId: string;
  readonly realmId: string | null;
  readonly provider: string;
  readonly lastLogin: number | null;
  readonly lastUpdated: number;
  readonly attributes: string;
}

type UserReader = Pick<MirrorStore, 'user' | 'userById' | 'userByLogin' | 'usersByKey' | 'unboundEnabled'>;

/** Single accounts of the mirror, by number, id, login or a key attribute. */
export function mirrorUsers(database: Database): UserReader {
  const byNo = database.prepare<[number], UserRow>(
    `SELECT u.user_no AS no, u.okta_id AS id, u.status, p.login, p.email, p.type_id AS typeId, p.realm_id AS realmId, p.provider,
            p.last_login AS lastLogin, p.last_updated AS lastUpdated, p.attributes
     FROM mirror_user u JOIN mirror_profile p ON p.user_no = u.user_no WHERE u.user_no = ?`,
  );
  const noOfId = database.prepare<[string], { no: number }>(`SELECT user_no AS no FROM mirror_user WHERE okta_id = ?`);
  const noOfLogin = database.prepare<[string], { no: number }>(
    `SELECT user_no AS no FROM mirror_user WHERE login_key = ? ORDER BY user_no LIMIT 1`,
  );
  const byKey = database
    .prepare<[string, string], number>(
      // Sorted below: with an ORDER BY SQLite compiles the statement anew for every value, at five times the cost.
      `SELECT user_no FROM mirror_key WHERE attribute = ? AND value = ?`,
    )
    .pluck();
  const groups = database
    .prepare<[string], [string]>(`SELECT group_id FROM mirror_member WHERE okta_id = ? ORDER BY group_id`)
    .raw();

  const unbound = database
    .prepare<[string], number>(
      `SELECT count(*) FROM mirror_user u WHERE u.status IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.okta_id = u.okta_id)`,
    )
    .pluck();

  function user(no: number | undefined): MirroredUser | null {
    const row = no === undefined ? undefined : byNo.get(no);
    if (row === undefined) return null;
    return toUser(
      row,
      groups.all(row.id).map(([id]) => id),
    );
  }

  return {
    user,
    userById: (id) => user(noOfId.get(id)?.no),
    userByLogin: (login) => user(noOfLogin.get(loginKey(login))?.no),
    unboundEnabled: () => unbound.get(JSON.stringify([...enabledStatuses])) ?? 0,
    usersByKey: (attribute, value) => byKey.all(attribute, value).sort((left, right) => left - right),
  };
}

function toUser(row: UserRow, groupIds: readonly string[]): MirroredUser {
  return {
    no: row.no,
    id: oktaUserId(row.id),
    status: row.status,
    login: row.login,
    email: row.email,
    typeId: row.typeId,
    ...(row.realmId === null ? {} : { realmId: row.realmId }),
    provider: row.provider,
    attributes: JSON.parse(row.attributes) as Record<string, ObservedValue>,
    lastUpdated: instant(row.lastUpdated),
    lastLogin: row.lastLogin === null ? null : instant(row.lastLogin),
    managedGroups: groupIds.map(oktaGroupId),
  };
}
