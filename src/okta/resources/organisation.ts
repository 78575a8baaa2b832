import type { Instant } from '../../domain/time/instant.ts';
import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { id, raw } from './trust.ts';

const what = 'the organisation';

/** Reads the organisation's id from its public metadata; no token is sent. [Okta: getWellknownOrgMetadata] */
export async function readOrganisation(session: Session): Promise<{ readonly id: string; readonly date: Instant }> {
  const answer = await session.get({
    url: address(session.origin, ['.well-known', 'okta-organization']),
    bucket: 'GET /.well-known/okta-organization',
    what,
    anonymous: true,
  });
  return { id: id(raw(answer.json, what, 'the answer')['id'], what), date: answer.date };
}
