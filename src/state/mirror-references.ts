import type { Database } from 'better-sqlite3';
import type { ObservedGroupRule } from '../domain/identity/observed.ts';
import { oktaGroupId, oktaUserId, type OktaUserId } from '../domain/kernel/ids.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { MirrorStore } from '../reconcile/ports.ts';

type ReferenceStore = Pick<MirrorStore, 'setRules' | 'setAdministrators' | 'noteFault' | 'rules' | 'administrators'>;

/** Group rules, and who holds an admin role: each dated by itself, since each may be unreadable alone. */
export function mirrorReferences(database: Database, ensureState: () => void): ReferenceStore {
  return { ...ruleStore(database, ensureState), ...administratorStore(database, ensureState), ...faultStore(database) };
}

function ruleStore(database: Database, ensureState: () => void): Pick<ReferenceStore, 'setRules' | 'rules'> {
  const clear = database.prepare(`DELETE FROM mirror_rule`);
  const put = database.prepare<[string, string, number, string]>(
    `INSERT INTO mirror_rule (rule_id, name, active, groups) VALUES (?, ?, ?, ?)`,
  );
  const stamp = database.prepare<[number]>(`UPDATE mirror_state SET rules_at = ?, rules_fault = NULL`);
  const all = database.prepare<[], { id: string; name: string; active: number; groups: string }>(
    `SELECT rule_id AS id, name, active, groups FROM mirror_rule ORDER BY rule_id`,
  );
  return {
    setRules: database.transaction((found: readonly ObservedGroupRule[], at: Instant) => {
      ensureState();
      clear.run();
      for (const rule of found) put.run(rule.id, rule.name, rule.active ? 1 : 0, JSON.stringify(rule.groups));
      stamp.run(at);
    }),
    rules: () =>
      all.all().map((row) => ({
        id: row.id,
        name: row.name,
        active: row.active === 1,
        groups: (JSON.parse(row.groups) as string[]).map(oktaGroupId),
      })),
  };
}

function administratorStore(
  database: Database,
  ensureState: () => void,
): Pick<ReferenceStore, 'setAdministrators' | 'administrators'> {
  const clear = database.prepare(`DELETE FROM mirror_admin`);
  const put = database.prepare<[string]>(
    `INSERT INTO mirror_admin (okta_id, kind) VALUES (?, 'user') ON CONFLICT DO NOTHING`,
  );
  const stamp = database.prepare<[number]>(
    `UPDATE mirror_state SET administrators_at = ?, administrators_fault = NULL`,
  );
  const users = database.prepare<[], string>(`SELECT okta_id FROM mirror_admin ORDER BY okta_id`).pluck();
  const groups = database
    .prepare<[], string>(`SELECT okta_id FROM mirror_group WHERE admin = 1 ORDER BY okta_id`)
    .pluck();
  return {
    setAdministrators: database.transaction((found: readonly OktaUserId[], at: Instant) => {
      ensureState();
      clear.run();
      for (const id of found) put.run(id);
      stamp.run(at);
    }),
    administrators: () => ({ users: users.all().map(oktaUserId), groups: groups.all().map(oktaGroupId) }),
  };
}

function faultStore(database: Database): Pick<ReferenceStore, 'noteFault'> {
  const faults = {
    rules: database.prepare<[string]>(`UPDATE mirror_state SET rules_fault = ?`),
    administrators: database.prepare<[string]>(`UPDATE mirror_state SET administrators_fault = ?`),
  };
  return {
    noteFault(what, why) {
      faults[what].run(why);
    },
  };
}
