import type { Database } from 'better-sqlite3';
import { loginKey } from '../domain/identity/login.ts';
import { oktaUserId } from '../domain/kernel/ids.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { MirrorState, MirrorStore } from '../reconcile/ports.ts';
import { mirrorGroups } from './mirror-groups.ts';
import { mirrorMembers } from './mirror-members.ts';
import { mirrorPass, userNoter } from './mirror-pass.ts';
import { mirrorReferences } from './mirror-references.ts';
import { mirrorUsers } from './mirror-users.ts';

interface StateRow {
  readonly attributes: string;
  readonly key_attributes: string;
  readonly full_pass_at: number | null;
  readonly cursor: number | null;
  readonly watermark: number | null;
  readonly users: number;
  readonly groups: number;
  readonly canary: string | null;
  readonly rules_at: number | null;
  readonly administrators_at: number | null;
  readonly rules_fault: string | null;
  readonly administrators_fault: string | null;
  readonly groups_at: number | null;
  readonly groups_cursor: number | null;
  readonly schema_fingerprint: string | null;
  readonly writable_attributes: string | null;
}

/** What Okta said last: a hint for planning, never the truth for a destructive step. */
export function mirrorStore(database: Database): MirrorStore {
  const state = database.prepare<[], StateRow>(`SELECT * FROM mirror_state`);
  const ensure = database.prepare(
    `INSERT INTO mirror_state (only_row, attributes, key_attributes, users, groups) VALUES (1, '[]', '[]', 0, 0) ON CONFLICT DO NOTHING`,
  );
  const setSchema = database.prepare<[string, string]>(
    `UPDATE mirror_state SET schema_fingerprint = ?, writable_attributes = ?`,
  );
  const noteUser = userNoter(database);
  const taken = database.prepare<[string], { one: number }>(
    `SELECT 1 AS one FROM mirror_user WHERE login_key = ? LIMIT 1`,
  );

  return {
    state: () => toState(state.get()),
    beginPass(full, attributes, keyAttributes) {
      ensure.run();
      return mirrorPass(database, { full, attributes, keyAttributes });
    },
    setSchema(fingerprint, writable) {
      ensure.run();
      setSchema.run(fingerprint, JSON.stringify(writable));
    },
    loginTaken: (login) => taken.get(loginKey(login)) !== undefined,
    noteUser(user) {
      ensure.run();
      noteUser(user);
    },
    ...mirrorUsers(database),
    ...mirrorMembers(database),
    ...mirrorGroups(database, () => void ensure.run()),
    ...mirrorReferences(database, () => void ensure.run()),
  };
}

const nothingRead: MirrorState = {
  attributes: [],
  keyAttributes: [],
  fullPassAt: null,
  cursor: null,
  watermark: null,
  users: 0,
  groups: 0,
  canary: null,
  rulesAt: null,
  administratorsAt: null,
  rulesFault: null,
  administratorsFault: null,
  groupsAt: null,
  groupsCursor: null,
  schema: null,
  writable: null,
};

function toState(row: StateRow | undefined): MirrorState {
  if (row === undefined) return nothingRead;
  return {
    attributes: JSON.parse(row.attributes) as string[],
    keyAttributes: JSON.parse(row.key_attributes) as string[],
    fullPassAt: optionalInstant(row.full_pass_at),
    cursor: optionalInstant(row.cursor),
    watermark: optionalInstant(row.watermark),
    users: row.users,
    groups: row.groups,
    canary: row.canary === null ? null : oktaUserId(row.canary),
    rulesAt: optionalInstant(row.rules_at),
    administratorsAt: optionalInstant(row.administrators_at),
    rulesFault: row.rules_fault,
    administratorsFault: row.administrators_fault,
    groupsAt: optionalInstant(row.groups_at),
    groupsCursor: optionalInstant(row.groups_cursor),
    schema: row.schema_fingerprint,
    writable: row.writable_attributes === null ? null : (JSON.parse(row.writable_attributes) as string[]),
  };
}

function optionalInstant(value: number | null): Instant | null {
  return value === null ? null : instant(value);
}
