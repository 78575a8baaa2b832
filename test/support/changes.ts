import type { LogEvent, Org } from '../../src/simulator/index.ts';

/** What the System Log says was changed: everything but that clients got tokens or were refused them. */
export function changesIn({ log }: Org, from = log.first): readonly LogEvent[] {
  const since = log.events.slice(from - log.first);
  return since.filter(({ eventType }) => eventType !== 'app.oauth2.token.grant.access_token');
}
