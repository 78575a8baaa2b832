import type { Database } from 'better-sqlite3';
import type { ObservedGroup } from '../domain/identity/observed.ts';
import { oktaGroupId, type OktaGroupId } from '../domain/kernel/ids.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { MirrorStore } from '../reconcile/ports.ts';

interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly type: ObservedGroup['type'];
  readonly updated: number;
  readonly admin: number;
  readonly members: number | null;
}

type GroupStore = Pick<
  MirrorStore,
  'nextGroupPass' | 'putGroups' | 'groupsUnseen' | 'removeGroups' | 'finishGroups' | 'groupsNamed' | 'group'
>;

/** All groups, by name and id. Who is in them is kept of those that matter alone. */
export function mirrorGroups(database: Database, ensureState: () => void): GroupStore {
  const unseen = database.prepare<[number], GroupRow>(
    `SELECT okta_id AS id, name, type, last_membership_updated AS updated, admin,
        members_counted AS members FROM mirror_group WHERE pass < ? ORDER BY okta_id`,
  );
  const highest = database.prepare<[], number | null>(`SELECT max(pass) FROM mirror_group`).pluck();
  const named = database.prepare<[string], GroupRow>(
    `SELECT okta_id AS id, name, type, last_membership_updated AS updated, admin,
        members_counted AS members FROM mirror_group WHERE name = ? ORDER BY okta_id`,
  );
  const byId = database.prepare<
    [string],
    GroupRow
  >(`SELECT okta_id AS id, name, type, last_membership_updated AS updated, admin,
        members_counted AS members FROM mirror_group WHERE okta_id = ?`);
  const finish = database.prepare<[number, number | null]>(
    `UPDATE mirror_state SET groups = (SELECT count(*) FROM mirror_group), groups_cursor = ?,
       groups_at = coalesce(?, groups_at)`,
  );
  return {
    putGroups: groupWriter(database, ensureState),
    nextGroupPass: () => (highest.get() ?? 0) + 1,
    groupsUnseen: (pass) => unseen.all(pass).map(toGroup),
    removeGroups: groupRemover(database),
    finishGroups: (cursor: Instant, at: Instant | null) => void finish.run(cursor, at),
    groupsNamed: (name) => named.all(name).map(toGroup),
    group(id) {
      const row = byId.get(id);
      return row === undefined ? null : toGroup(row);
    },
  };
}

function groupWriter(database: Database, ensureState: () => void): GroupStore['putGroups'] {
  const put = database.prepare<[string, string, string, number, number, number | null, number]>(
    `INSERT INTO mirror_group (okta_id, name, type, last_membership_updated, admin, members_counted, pass)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (okta_id) DO UPDATE SET name = excluded.name, type = excluded.type,
       last_membership_updated = excluded.last_membership_updated, admin = excluded.admin,
       members_counted = excluded.members_counted, pass = excluded.pass`,
  );
  return database.transaction((groups: readonly ObservedGroup[], pass: number) => {
    ensureState();
    for (const { id, name, type, lastMembershipUpdated, admin, members } of groups) {
      put.run(id, name, type, lastMembershipUpdated, admin === true ? 1 : 0, members ?? null, pass);
    }
  });
}

function groupRemover(database: Database): GroupStore['removeGroups'] {
  const group = database.prepare<[string]>(`DELETE FROM mirror_group WHERE okta_id = ?`);
  return database.transaction((ids: readonly OktaGroupId[]) => {
    for (const id of ids) group.run(id);
  });
}

function toGroup({ id, name, type, updated, admin, members }: GroupRow): ObservedGroup {
  return {
    id: oktaGroupId(id),
    name,
    type,
    lastMembershipUpdated: instant(updated),
    admin: admin === 1,
    ...(members === null ? {} : { members }),
  };
}
