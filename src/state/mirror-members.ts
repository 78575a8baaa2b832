import type { Database } from 'better-sqlite3';
import type { ObservedGroup, ObservedGroupRule } from '../domain/identity/observed.ts';
import { oktaGroupId, oktaUserId, type OktaGroupId, type OktaUserId } from '../domain/kernel/ids.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { Administrators, MirrorStore } from '../reconcile/ports.ts';
import { mirrorFingerprint, profileFacts } from './mirror-fingerprint.ts';

type MemberStore = Pick<
  MirrorStore,
  | 'putGroups'
  | 'membersReadAt'
  | 'replaceMembers'
  | 'memberCount'
  | 'setReferences'
  | 'rules'
  | 'administrators'
  | 'isMember'
  | 'noteMember'
>;

/** Groups, the members of those that matter, rules and administrators. */
export function mirrorMembers(database: Database, ensureState: () => void): MemberStore {
  const readAt = database.prepare<[string], { at: number | null }>(
    `SELECT members_read_at AS at FROM mirror_group WHERE okta_id = ?`,
  );
  const count = database.prepare<[string], { count: number }>(
    `SELECT count(*) AS count FROM mirror_member WHERE group_id = ?`,
  );
  const member = database.prepare<[string, string], { one: number }>(
    `SELECT 1 AS one FROM mirror_member WHERE group_id = ? AND okta_id = ?`,
  );
  return {
    putGroups: groupWriter(database, ensureState),
    membersReadAt(group) {
      const at = readAt.get(group)?.at ?? null;
      return at === null ? null : instant(at);
    },
    replaceMembers: memberReplacer(database),
    memberCount: (group) => count.get(group)?.count ?? 0,
    noteMember: memberNoter(database),
    isMember: (group, user) => member.get(group, user) !== undefined,
    ...referenceStore(database, ensureState),
  };
}

function groupWriter(database: Database, ensureState: () => void): MemberStore['putGroups'] {
  const put = database.prepare<[string, string, string, number]>(
    `INSERT INTO mirror_group (okta_id, name, type, last_membership_updated) VALUES (?, ?, ?, ?)
     ON CONFLICT (okta_id) DO UPDATE SET name = excluded.name, type = excluded.type,
       last_membership_updated = excluded.last_membership_updated`,
  );
  const removeOthers = database.prepare<[string]>(
    `DELETE FROM mirror_group WHERE okta_id NOT IN (SELECT value FROM json_each(?))`,
  );
  const recount = database.prepare(`UPDATE mirror_state SET groups = (SELECT count(*) FROM mirror_group)`);
  return database.transaction((groups: readonly ObservedGroup[], full: boolean) => {
    ensureState();
    for (const group of groups) put.run(group.id, group.name, group.type, group.lastMembershipUpdated);
    if (full) removeOthers.run(JSON.stringify(groups.map((group) => group.id)));
    recount.run();
  });
}

/** Replaces a group's members; the fingerprints of accounts that came or went follow. */
function memberReplacer(database: Database): MemberStore['replaceMembers'] {
  const current = database.prepare<[string], [string]>(`SELECT okta_id FROM mirror_member WHERE group_id = ?`).raw();
  const add = database.prepare<[string, string]>(`INSERT INTO mirror_member (group_id, okta_id) VALUES (?, ?)`);
  const remove = database.prepare<[string, string]>(`DELETE FROM mirror_member WHERE group_id = ? AND okta_id = ?`);
  const read = database.prepare<[number, string]>(`UPDATE mirror_group SET members_read_at = ? WHERE okta_id = ?`);
  const refresh = fingerprintRefresher(database);
  return database.transaction((group: OktaGroupId, members: Iterable<OktaUserId>, at: Instant) => {
    const gone = new Set(current.all(group).map(([id]) => id));
    const come: string[] = [];
    for (const id of members) {
      if (!gone.delete(id)) come.push(id);
    }
    for (const id of come) add.run(group, id);
    for (const id of gone) remove.run(group, id);
    for (const id of [...come, ...gone]) refresh(id);
    read.run(at, group);
  });
}

/** One membership that was written; the account's fingerprint follows. */
function memberNoter(database: Database): MemberStore['noteMember'] {
  const add = database.prepare<[string, string]>(
    `INSERT INTO mirror_member (group_id, okta_id) VALUES (?, ?) ON CONFLICT DO NOTHING`,
  );
  const remove = database.prepare<[string, string]>(`DELETE FROM mirror_member WHERE group_id = ? AND okta_id = ?`);
  const refresh = fingerprintRefresher(database);
  return database.transaction((group: OktaGroupId, user: OktaUserId, member: boolean) => {
    const { changes } = (member ? add : remove).run(group, user);
    if (changes > 0) refresh(user);
  });
}

interface ProfileRow {
  readonly no: number;
  readonly status: string;
  readonly login: string;
  readonly email: string | null;
  readonly provider: string;
  readonly attributes: string;
}

function fingerprintRefresher(database: Database): (id: string) => void {
  const profile = database.prepare<[string], ProfileRow>(
    `SELECT u.user_no AS no, u.status, p.login, p.email, p.provider, p.attributes
     FROM mirror_user u JOIN mirror_profile p ON p.user_no = u.user_no WHERE u.okta_id = ?`,
  );
  const groups = database
    .prepare<[string], [string]>(`SELECT group_id FROM mirror_member WHERE okta_id = ? ORDER BY group_id`)
    .raw();
  const set = database.prepare<[string, number]>(`UPDATE mirror_user SET fingerprint = ? WHERE user_no = ?`);
  return (id) => {
    const row = profile.get(id);
    if (row === undefined) return;
    const facts = profileFacts(row.login, row.email, row.provider, row.attributes);
    set.run(
      mirrorFingerprint(
        row.status,
        facts,
        groups.all(id).map(([group]) => group),
      ),
      row.no,
    );
  };
}

type References = Pick<MirrorStore, 'setReferences' | 'rules' | 'administrators'>;

function referenceStore(database: Database, ensureState: () => void): References {
  const clearRules = database.prepare(`DELETE FROM mirror_rule`);
  const clearAdmins = database.prepare(`DELETE FROM mirror_admin`);
  const putRule = database.prepare<[string, string, number, string]>(
    `INSERT INTO mirror_rule (rule_id, name, active, groups) VALUES (?, ?, ?, ?)`,
  );
  const putAdmin = database.prepare<[string, string]>(
    `INSERT INTO mirror_admin (okta_id, kind) VALUES (?, ?) ON CONFLICT DO NOTHING`,
  );
  const stamp = database.prepare<[number]>(`UPDATE mirror_state SET references_at = ?`);
  const rules = database.prepare<[], { id: string; name: string; active: number; groups: string }>(
    `SELECT rule_id AS id, name, active, groups FROM mirror_rule ORDER BY rule_id`,
  );
  const admins = database.prepare<[string], { id: string }>(
    `SELECT okta_id AS id FROM mirror_admin WHERE kind = ? ORDER BY okta_id`,
  );
  return {
    setReferences: database.transaction(
      (found: readonly ObservedGroupRule[], administrators: Administrators, at: Instant) => {
        ensureState();
        clearRules.run();
        clearAdmins.run();
        for (const rule of found) putRule.run(rule.id, rule.name, rule.active ? 1 : 0, JSON.stringify(rule.groups));
        for (const id of administrators.users) putAdmin.run(id, 'user');
        for (const id of administrators.groups) putAdmin.run(id, 'group');
        stamp.run(at);
      },
    ),
    rules: () =>
      rules.all().map((row) => ({
        id: row.id,
        name: row.name,
        active: row.active === 1,
        groups: (JSON.parse(row.groups) as string[]).map(oktaGroupId),
      })),
    administrators: () => ({
      users: admins.all('user').map(({ id }) => oktaUserId(id)),
      groups: admins.all('group').map(({ id }) => oktaGroupId(id)),
    }),
  };
}
