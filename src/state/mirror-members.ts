import type { Database } from 'better-sqlite3';
import { oktaUserId, type OktaGroupId, type OktaUserId } from '../domain/kernel/ids.ts';
import { instant, type Instant } from '../domain/time/instant.ts';
import type { MembershipChange, MirrorStore } from '../reconcile/ports.ts';
import { mirrorFingerprint, profileFacts, type ProfileFacts } from './mirror-fingerprint.ts';

type MemberStore = Pick<
  MirrorStore,
  'membersKnown' | 'replaceMembers' | 'membersBeside' | 'changeMembers' | 'memberCount' | 'isMember' | 'noteMember'
>;

interface KnownRow {
  readonly readAt: number | null;
  readonly wholeAt: number | null;
  readonly offset: number | null;
}

/** The members of those groups that matter. */
export function mirrorMembers(database: Database): MemberStore {
  const known = database.prepare<[string], KnownRow>(
    `SELECT members_read_at AS readAt, members_whole_at AS wholeAt, members_offset AS offset FROM mirror_group
     WHERE okta_id = ?`,
  );
  const count = database.prepare<[string], { count: number }>(
    `SELECT count(*) AS count FROM mirror_member WHERE group_id = ?`,
  );
  const member = database.prepare<[string, string], { one: number }>(
    `SELECT 1 AS one FROM mirror_member WHERE group_id = ? AND okta_id = ?`,
  );
  const members = database.prepare<[string], [string]>(`SELECT okta_id FROM mirror_member WHERE group_id = ?`).raw();
  const memberCount = (group: OktaGroupId): number => count.get(group)?.count ?? 0;
  return {
    membersKnown(group) {
      const row = known.get(group);
      if (row === undefined || row.readAt === null) return null;
      const { readAt, wholeAt, offset } = row;
      return { readAt: instant(readAt), wholeAt: instant(wholeAt ?? readAt), offset, count: memberCount(group) };
    },
    membersBeside(group, others, limit) {
      const beside: OktaUserId[] = [];
      for (const [id] of members.iterate(group)) {
        if (!others.has(oktaUserId(id)) && beside.push(oktaUserId(id)) >= limit) break;
      }
      return beside;
    },
    replaceMembers: memberReplacer(database),
    changeMembers: memberChanger(database),
    memberCount,
    noteMember: memberNoter(database),
    isMember: (group, user) => member.get(group, user) !== undefined,
  };
}

/** Replaces a group's members; the fingerprints of accounts that came or went follow. */
function memberReplacer(database: Database): MemberStore['replaceMembers'] {
  const current = database.prepare<[string], [string]>(`SELECT okta_id FROM mirror_member WHERE group_id = ?`).raw();
  const add = database.prepare<[string, string]>(`INSERT INTO mirror_member (group_id, okta_id) VALUES (?, ?)`);
  const remove = database.prepare<[string, string]>(`DELETE FROM mirror_member WHERE group_id = ? AND okta_id = ?`);
  const read = database.prepare<[number, number, number, string]>(
    `UPDATE mirror_group SET members_read_at = ?, members_whole_at = ?, members_offset = members_counted - ?
     WHERE okta_id = ?`,
  );
  const refresh = fingerprintRefresher(database);
  return database.transaction((group: OktaGroupId, members: Iterable<OktaUserId>, at: Instant) => {
    const gone = new Set(current.all(group).map(([id]) => id));
    const come: string[] = [];
    let all = 0;
    for (const id of members) {
      all += 1;
      if (!gone.delete(id)) come.push(id);
    }
    for (const id of come) add.run(group, id);
    for (const id of gone) remove.run(group, id);
    for (const id of [...come, ...gone]) refresh(id);
    read.run(at, at, all, group);
  });
}

/** What came and went, one after the other; the accounts' fingerprints follow. */
function memberChanger(database: Database): MemberStore['changeMembers'] {
  const note = memberNoter(database);
  const read = database.prepare<[number, string]>(`UPDATE mirror_group SET members_read_at = ? WHERE okta_id = ?`);
  return database.transaction((group: OktaGroupId, changes: readonly MembershipChange[], at: Instant) => {
    for (const { user, member } of changes) note(group, user, member);
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

interface ProfileRow extends ProfileFacts {
  readonly no: number;
  readonly status: string;
}

function fingerprintRefresher(database: Database): (id: string) => void {
  const profile = database.prepare<[string], ProfileRow>(
    `SELECT u.user_no AS no, u.status, p.login, p.email, p.provider, p.type_id AS typeId,
            p.realm_id AS realmId, p.attributes
     FROM mirror_user u JOIN mirror_profile p ON p.user_no = u.user_no WHERE u.okta_id = ?`,
  );
  const groups = database
    .prepare<[string], [string]>(`SELECT group_id FROM mirror_member WHERE okta_id = ? ORDER BY group_id`)
    .raw();
  const set = database.prepare<[string, number]>(`UPDATE mirror_user SET fingerprint = ? WHERE user_no = ?`);
  return (id) => {
    const row = profile.get(id);
    if (row === undefined) return;
    const facts = profileFacts(row);
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
