import { TenuredError } from '../domain/kernel/errors.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { OrganisationStore } from '../reconcile/ports.ts';
import { atBorder } from './errors.ts';
import type { Database } from './open.ts';

/** The Okta organisation that this state belongs to, for good. Its URL may change, its id never does. */
export function organisationStore(database: Database): OrganisationStore {
  const read = database.prepare<[], { orgId: string; orgUrl: string }>(
    'SELECT okta_org_id AS orgId, org_url AS orgUrl FROM organisation WHERE only_row = 1',
  );
  const write = database.prepare<[string, string, number]>(
    `INSERT INTO organisation (only_row, okta_org_id, org_url, bound_at) VALUES (1, ?, ?, ?)
     ON CONFLICT (only_row) DO UPDATE SET org_url = excluded.org_url`,
  );
  const bind = database.transaction((orgId: string, orgUrl: string, at: Instant) => {
    const bound = read.get();
    if (bound !== undefined && bound.orgId !== orgId) throw belongsElsewhere(bound.orgUrl, orgUrl);
    write.run(orgId, orgUrl, at);
  });
  return atBorder({
    bound: () => read.get() ?? null,
    bind: (orgId: string, orgUrl: string, at: Instant) => bind.immediate(orgId, orgUrl, at),
  });
}

function belongsElsewhere(bound: string, asked: string): TenuredError {
  return new TenuredError('TEN-4013', `This state belongs to the Okta organisation at ${bound}, not to ${asked}.`, {
    why: 'The accounts it knows are the other organisation’s; with them every worker here would be judged wrongly.',
    hint: 'Give each organisation its own state directory.',
  });
}
