import { operationKinds } from '../../domain/plan/artefact.ts';
import { userStatuses } from '../../domain/identity/observed.ts';
import type { Summary } from '../summary.ts';
import { capital, counted, number } from '../text.ts';
import { stampText } from '../times.ts';
import { accountWords, kindWords, statusWords } from '../words.ts';
import { markup, type Markup } from './markup.ts';

/** Hashes, fingerprints, versions and the calls expected. */
export function itSection({ envelope, zone, operations, byKind }: Summary): Markup {
  const { header } = envelope;
  const facts: readonly (readonly [string, string])[] = [
    ['Plan hash', envelope.hash],
    ['Status', statusWords(envelope.status)],
    ['Made at', stampText(envelope.madeAt, zone)],
    ['Expires', stampText(envelope.expiresAt, zone)],
    ['Version', `tenured ${header.version}, plan schema ${String(header.schema)}`],
    ['HR time zone', zone],
    ['Looks ahead', counted(header.horizonHours, 'hour')],
    ['Configuration', header.config],
    ['Mapping', header.mapping],
    ...sourceFacts(envelope),
    [
      'Okta',
      `${header.mirror.org}, ${counted(header.mirror.users, 'user')}, ${counted(header.mirror.groups, 'group')}, seen until ${header.mirror.watermark}`,
    ],
    ['Okta calls expected', number(envelope.callsForecast)],
    ['Changes', `${number(operations)}: ${kindCounts(byKind)}`],
  ];
  return markup`<section id="it"><h2>For IT</h2><dl class="it">${facts.map(
    ([name, text]) => markup`<div><dt>${name}</dt><dd><bdi>${text}</bdi></dd></div>`,
  )}</dl><p class="aside">Every reason, cell and id: <code>tenured plan show ${String(envelope.number)} --details</code></p></section>\n`;
}

/** Each source's file and what was accepted of it. */
function sourceFacts({ header, source, sources }: Summary['envelope']): readonly (readonly [string, string])[] {
  const rows = (name: string, count: number, digest: string): string =>
    `${name}, ${counted(count, 'row')}, digest ${digest}`;
  if (sources === undefined) {
    const { snapshot } = header;
    return [
      ['HR file', `${source.file}, sha256 ${source.sha256}`],
      ['Accepted rows', rows(snapshot.source, snapshot.count, snapshot.rows)],
    ];
  }
  return [
    ...sources.map(({ name, file, sha256 }) => [`HR file of ${name}`, `${file}, sha256 ${sha256}`] as const),
    ...(header.sources ?? []).map(
      ({ name, count, rows: digest, mapping }) =>
        ['Accepted rows', `${rows(name, count, digest)}, mapping ${mapping ?? 'none'}`] as const,
    ),
  ];
}

function kindCounts(byKind: Summary['byKind']): string {
  const parts = operationKinds.filter((kind) => byKind[kind] > 0).map((kind) => `${number(byKind[kind])} ${kind}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** The words of this report beside Okta's own. */
export function glossary(): Markup {
  return markup`<section id="words"><h2>Words used here</h2><dl class="glossary">${userStatuses.map(
    (status) => markup`<div><dt>${capital(accountWords(status))}</dt><dd>Okta status ${status}</dd></div>`,
  )}<div><dt>${capital(kindWords('disable').step)}</dt><dd>the account is suspended in Okta and signed out everywhere</dd></div><div><dt>Closed</dt><dd>the account is deactivated in Okta; it is never deleted</dd></div><div><dt>Put aside</dt><dd>the row is not used; the last accepted record stays</dd></div><div><dt>Taken over</dt><dd>an existing account that tenured looks after from now on</dd></div></dl></section>\n`;
}
