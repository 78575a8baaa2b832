import type { Database } from 'better-sqlite3';
import type { ObservedUser, UserStatus } from '../domain/identity/observed.ts';
import { loginKey } from '../domain/identity/login.ts';
import { oktaUserId, type OktaUserId } from '../domain/kernel/ids.ts';
import type { MirrorPass } from '../reconcile/ports.ts';
import { mirrorFingerprint, profileFacts } from './mirror-fingerprint.ts';

interface PassOptions {
  readonly full: boolean;
  readonly attributes: readonly string[];
  readonly keyAttributes: readonly string[];
}

/** One pass over Okta's users. A user whose fingerprint is as before costs one read and one narrow write at most. */
export function mirrorPass(database: Database, options: PassOptions): MirrorPass {
  const pass = options.full ? highestPass(database) + 1 : currentPass(database);
  const keys = JSON.stringify(options.keyAttributes);
  const known = keyAttributes(database);
  const write = userWriter(database);
  const how: WriteOptions = { pass, keyAttributes: options.keyAttributes, otherKeys: keys !== known };
  let newest = 0;
  const unseen = database
    .prepare<[number, number], [string]>(`SELECT okta_id FROM mirror_user WHERE pass < ? ORDER BY user_no LIMIT ?`)
    .raw();
  const status = database.prepare<[string], string>(`SELECT status FROM mirror_user WHERE okta_id = ?`).pluck();
  const removeUser = userRemover(database);
  const finish = database.prepare<[string, string, number, number | null, number]>(
    `UPDATE mirror_state SET attributes = ?, key_attributes = ?, cursor = ?, full_pass_at = coalesce(?, full_pass_at),
       watermark = max(coalesce(watermark, 0), ?),
       users = (SELECT count(*) FROM mirror_user),
       canary = coalesce((SELECT okta_id FROM mirror_user WHERE status <> 'DEPROVISIONED' ORDER BY user_no LIMIT 1), canary)`,
  );
  return {
    put: database.transaction((users: readonly ObservedUser[]) => {
      for (const user of users) {
        write(user, how);
        newest = Math.max(newest, user.lastUpdated);
      }
    }),
    unseen: (limit): readonly OktaUserId[] =>
      options.full ? unseen.all(pass, limit).map(([id]) => oktaUserId(id)) : [],
    statusOf: (id) => (status.get(id) as UserStatus | undefined) ?? null,
    remove: database.transaction((ids: readonly OktaUserId[]) => {
      for (const id of ids) removeUser(id);
    }),
    finish(cursor, at) {
      // Only a full pass finds everybody by other keys than before.
      finish.run(
        JSON.stringify(options.attributes),
        options.full ? keys : known,
        cursor,
        options.full ? at : null,
        newest,
      );
    },
  };
}

/** A full pass that was cut short counts, too: what it saw must not pass for seen by the next. */
function highestPass(database: Database): number {
  return database.prepare<[], { pass: number | null }>(`SELECT max(pass) AS pass FROM mirror_user`).get()?.pass ?? 0;
}

/** Between full passes every account has the last one's number, so that any of them tells it without a look at all. */
function currentPass(database: Database): number {
  return database.prepare<[], { pass: number }>(`SELECT pass FROM mirror_user LIMIT 1`).get()?.pass ?? 0;
}

function keyAttributes(database: Database): string {
  return database.prepare<[], string>(`SELECT key_attributes FROM mirror_state`).pluck().get() ?? '[]';
}

interface WriteOptions {
  readonly pass: number;
  readonly keyAttributes: readonly string[];
  /** The keys are written even of users that are as before. */
  readonly otherKeys: boolean;
}

/** Takes in one user outside a pass, just as a pass would have. */
export function userNoter(database: Database): (user: ObservedUser) => void {
  const isKnown = database.prepare<[string], { one: number }>(`SELECT 1 AS one FROM mirror_user WHERE okta_id = ?`);
  const count = database.prepare<[number, number]>(
    `UPDATE mirror_state SET users = users + ?, watermark = max(coalesce(watermark, 0), ?)`,
  );
  const write = userWriter(database);
  return database.transaction((user: ObservedUser) => {
    const isNew = isKnown.get(user.id) === undefined;
    const keys = JSON.parse(keyAttributes(database)) as string[];
    write(user, { pass: currentPass(database), keyAttributes: keys, otherKeys: false });
    count.run(isNew ? 1 : 0, user.lastUpdated);
  });
}

function userWriter(database: Database): (user: ObservedUser, options: WriteOptions) => void {
  const known = database.prepare<[string], { no: number; fingerprint: string; pass: number }>(
    `SELECT user_no AS no, fingerprint, pass FROM mirror_user WHERE okta_id = ?`,
  );
  const groups = database
    .prepare<[string], [string]>(`SELECT group_id FROM mirror_member WHERE okta_id = ? ORDER BY group_id`)
    .raw();
  const touch = database.prepare<[number, number]>(`UPDATE mirror_user SET pass = ? WHERE user_no = ?`);
  const putUser = database.prepare<[number | null, string, string, string, string, number]>(
    `INSERT INTO mirror_user (user_no, okta_id, status, login_key, fingerprint, pass) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (okta_id) DO UPDATE SET status = excluded.status, login_key = excluded.login_key,
       fingerprint = excluded.fingerprint, pass = excluded.pass`,
  );
  const putProfile = database.prepare<
    [number, string, string | null, string, string | null, string, number | null, number, string]
  >(
    `INSERT INTO mirror_profile (user_no, login, email, type_id, realm_id, provider, last_login, last_updated, attributes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (user_no) DO UPDATE SET login = excluded.login, email = excluded.email, type_id = excluded.type_id,
       realm_id = excluded.realm_id, provider = excluded.provider, last_login = excluded.last_login, last_updated = excluded.last_updated,
       attributes = excluded.attributes`,
  );
  const pointWorker = database.prepare<[number, string]>(
    `UPDATE worker SET user_no = ? WHERE worker_id = (SELECT worker_id FROM binding WHERE okta_id = ?)`,
  );
  const putKeys = keyWriter(database);

  return (user, { pass, keyAttributes: keys, otherKeys }) => {
    const profile = JSON.stringify(user.attributes);
    const realmId = user.realmId ?? null;
    const { login, email, typeId, provider, lastLogin, lastUpdated } = user;
    const facts = profileFacts({ login, email, provider, typeId, realmId, attributes: profile });
    const fingerprint = mirrorFingerprint(
      user.status,
      facts,
      groups.all(user.id).map(([id]) => id),
    );
    const before = known.get(user.id);
    if (before?.fingerprint === fingerprint) {
      if (before.pass !== pass) touch.run(pass, before.no);
      if (otherKeys) putKeys(before.no, user, keys);
      return;
    }
    const { lastInsertRowid } = putUser.run(
      before?.no ?? null,
      user.id,
      user.status,
      loginKey(user.login),
      fingerprint,
      pass,
    );
    const no = before?.no ?? Number(lastInsertRowid);
    putProfile.run(no, login, email, typeId, realmId, provider, lastLogin, lastUpdated, profile);
    putKeys(no, user, keys);
    if (before === undefined) pointWorker.run(no, user.id);
  };
}

function keyWriter(database: Database): (no: number, user: ObservedUser, attributes: readonly string[]) => void {
  const remove = database.prepare<[number]>(`DELETE FROM mirror_key WHERE user_no = ?`);
  const insert = database.prepare<[string, string, number]>(
    `INSERT INTO mirror_key (attribute, value, user_no) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  return (no, user, attributes) => {
    remove.run(no);
    for (const attribute of attributes) {
      const value = keyValue(user, attribute);
      if (value !== '') insert.run(attribute, value, no);
    }
  };
}

function keyValue(user: ObservedUser, attribute: string): string {
  if (attribute === 'login') return loginKey(user.login);
  if (attribute === 'email') return (user.email ?? '').toLowerCase();
  const value = user.attributes[attribute];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function userRemover(database: Database): (id: OktaUserId) => void {
  const find = database.prepare<[string], { no: number }>(`SELECT user_no AS no FROM mirror_user WHERE okta_id = ?`);
  const unpoint = database.prepare<[number]>(`UPDATE worker SET user_no = NULL WHERE worker_id IN
    (SELECT b.worker_id FROM binding b JOIN mirror_user m ON m.okta_id = b.okta_id WHERE m.user_no = ?)`);
  const user = database.prepare<[number]>(`DELETE FROM mirror_user WHERE user_no = ?`);
  const profile = database.prepare<[number]>(`DELETE FROM mirror_profile WHERE user_no = ?`);
  const keys = database.prepare<[number]>(`DELETE FROM mirror_key WHERE user_no = ?`);
  const members = database.prepare<[string]>(`DELETE FROM mirror_member WHERE okta_id = ?`);
  return (id) => {
    const no = find.get(id)?.no;
    if (no === undefined) return;
    unpoint.run(no);
    user.run(no);
    profile.run(no);
    keys.run(no);
    members.run(id);
  };
}
