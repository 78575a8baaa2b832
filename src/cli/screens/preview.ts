import type { FieldTrace } from '../../domain/mapping/compiled.ts';
import type { FieldDocument, MappingDocument } from '../../domain/mapping/document.ts';
import type { Problem } from '../../domain/kernel/problem.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { formatTimeOfDay, type ZoneId } from '../../domain/time/zone.ts';
import type { SpellInstants } from '../../domain/worker/employment.ts';
import type { AccountShape } from '../../domain/mapping/compiled.ts';
import type { PersonPreview } from '../../reconcile/preview/preview.ts';
import type { PersonRow } from '../../reconcile/preview/person.ts';
import { brief, clip, moment, momentText, number, stateWords, type Screen } from '../../report/index.ts';

/** What the preview is shown with. */
export interface PreviewView {
  readonly document: MappingDocument;
  readonly at: Instant;
  /** HR's own. */
  readonly zone: ZoneId;
}

/** A person's cells, what the mapping makes of each, the periods and instants, and the account that follows. */
export function* previewLines(to: Screen, preview: PersonPreview, view: PreviewView): Generator<string> {
  const { person, desired, putAside, periods } = preview;
  yield to.paint('bold', to.fit(`${desired?.name ?? person.key}  ${person.key}`, to.columns));
  for (const row of person.rows) yield* rowLines(to, row, person.letters, view.document);
  if (putAside !== null || desired === null) {
    yield* to.empty('ACCOUNT', 'none');
    yield* to.lines(`! put aside: ${putAside ?? ''}. The last accepted record stays in force.`, 2, 'stop');
    return;
  }
  yield* periodLines(to, periods, view);
  for (const id of preview.earlierIds) {
    yield* to.lines(`goes on from ${id}: with its account, if it has one and a person agrees`, 2);
  }
  yield* to.heading('STATE');
  yield* to.lines(`${momentText(moment(view.at, view.zone))}: ${stateWords(desired.state)}`, 2);
  yield* to.lines(brief(desired.reason, view.at), 4);
  if (!desired.inScope) yield* to.lines('left alone: `scope` is false for this person', 2, 'wait');
  const next = preview.lifecycle?.next ?? null;
  if (next !== null) yield* to.lines(`changes next ${momentText(moment(next, view.zone))}`, 4);
  yield* accountLines(to, preview, view);
}

function* rowLines(
  to: Screen,
  row: PersonRow,
  letters: readonly string[],
  { worker }: MappingDocument,
): Generator<string> {
  yield* to.heading(`ROW ${number(row.fileRow)}`);
  const shown = new Set<Problem>();
  for (const trace of row.fields) {
    yield* fieldLines(to, trace, letters, worker[trace.field]);
    if (trace.problem !== null) shown.add(trace.problem);
  }
  const rest = row.reading.ok ? row.reading.value.warnings : row.reading.error.problems;
  const said = new Set([...shown].map(({ message }) => message));
  for (const { problem } of rest) if (!said.has(problem.message)) yield* problemLines(to, problem, 2);
  if (row.brokenWidth !== null)
    yield* to.lines(`! ${number(row.brokenWidth)} cells, not as many as the header`, 2, 'stop');
  if (row.reading.ok && !row.reading.value.counts)
    yield* to.lines('passed over: it tells of no employment', 2, 'quiet');
}

const longestCell = 60;

function* fieldLines(
  to: Screen,
  { field, column, cell, value, problem }: FieldTrace,
  letters: readonly string[],
  document: FieldDocument | undefined,
): Generator<string> {
  const header = document === undefined ? '' : ` ${document.column}`;
  const raw = cell === '' ? '(blank)' : JSON.stringify(clip(cell, longestCell));
  const rule = ruleText(document);
  if (problem !== null) {
    yield* to.lines(`${letters[column] ?? '?'}${header} ${raw} → ${field}`, 2);
    yield* problemLines(to, problem, 4);
    return;
  }
  const made = value === '' || value === null ? '(blank)' : clip(String(value), longestCell);
  const [first = '', ...more] = to.lines(
    `${letters[column] ?? '?'}${header} ${raw} → ${field} ${made}${rule === '' ? '' : `   ${rule}`}`,
    4,
  );
  yield `  ${first.slice(4)}`;
  yield* more;
}

function* problemLines(to: Screen, { message, hint, severity, code }: Problem, indent: number): Generator<string> {
  const symbol = severity === 'warning' ? '?' : '!';
  yield* to.lines(`${symbol} ${message} (${code})`, indent, severity === 'warning' ? 'wait' : 'stop');
  if (hint !== undefined) yield* to.lines(`→ ${hint}`, indent + 2);
}

/** How the field says that it reads its cell; '' for a plain text. */
function ruleText(document: FieldDocument | undefined): string {
  if (document === undefined) return '';
  const { format, values, take, openEnd, type } = document;
  if (format !== undefined) return openEnd.length === 0 ? format : `${format}, no end at ${openEnd.join(', ')}`;
  if (values !== undefined) return 'by its values';
  if (take !== undefined) return take;
  return type === 'text' ? '' : type;
}

function* periodLines(to: Screen, periods: readonly SpellInstants[], { zone }: PreviewView): Generator<string> {
  yield* to.heading(periods.length === 1 ? 'EMPLOYMENT' : `EMPLOYMENT (${number(periods.length)} periods)`);
  for (const period of periods) {
    const { spell } = period;
    yield* to.lines(`${spell.hire ?? 'always'} to ${spell.lastDay ?? 'no end known'}`, 2);
    const from = { field: 'its field', table: 'the table', default: 'the default' }[spell.zoneOrigin];
    yield* to.lines(`time zone ${spell.zone}, from ${from}`, 4);
    yield* instantLines(to, period, zone, isFirst(period, periods));
    if (spell.cutOff !== null) yield* to.lines(`cut-off ${formatTimeOfDay(spell.cutOff)} by employment.cutOff`, 4);
    if (spell.immediate !== null) yield* to.lines(`access stops at once: ${spell.immediate.reason}`, 4, 'stop');
    if (spell.leave !== null) yield* to.lines(`leave: ${spell.leave.kind}`, 4);
  }
}

/** Ahead of the first period alone an account is prepared: whoever was there before has one, or gets it when access begins. */
function isFirst({ activate }: SpellInstants, periods: readonly SpellInstants[]): boolean {
  return activate === null || periods.every((one) => one.activate !== null && one.activate >= activate);
}

function* instantLines(
  to: Screen,
  { spell, create, activate, end }: SpellInstants,
  hr: ZoneId,
  isFirstPeriod: boolean,
): Generator<string> {
  if (create !== null && isFirstPeriod)
    yield* to.lines(`account prepared  ${momentText(moment(create, hr, spell.zone))}`, 4);
  if (activate !== null) yield* to.lines(`access begins     ${momentText(moment(activate, hr, spell.zone))}`, 4);
  if (end === null || end === 0) return;
  yield* to.lines(`access ends       ${momentText(moment(end, hr, spell.zone, spell.lastDay ?? undefined))}`, 4);
}

function* accountLines(to: Screen, { desired }: PersonPreview, { document }: PreviewView): Generator<string> {
  if (desired?.shape === undefined || desired.shape === null) {
    yield* to.empty('ACCOUNT', 'nothing is wanted of it in this state');
    for (const problem of desired?.problems ?? []) yield* problemLines(to, problem, 2);
    return;
  }
  const { shape } = desired;
  yield* to.heading('ACCOUNT, AS OKTA WOULD HAVE IT');
  yield* loginLines(to, shape);
  yield* attributeLines(to, shape, document);
  yield* groupLines(to, shape, document);
  if (shape.manager !== null)
    yield* to.lines(`manager       ${shape.manager}   worker id from ${document.manager?.field ?? ''}`, 2);
}

function* loginLines(
  to: Screen,
  { loginCandidates: [first = '(none can be made)', ...more] }: AccountShape,
): Generator<string> {
  yield* to.lines(`login         ${first}   the first that is free`, 2);
  if (more.length > 0) yield* to.lines(`then ${more.slice(0, 3).join(', ')}${more.length > 3 ? ' …' : ''}`, 16);
}

function* attributeLines(to: Screen, shape: AccountShape, { profile }: MappingDocument): Generator<string> {
  const values = { ...shape.onCreate, ...shape.attributes };
  for (const name of Object.keys(profile).sort()) {
    const declared = profile[name];
    const value = values[name];
    const isLogin = shape.loginAttributes.some((one) => one.name === name);
    const shown = isLogin
      ? '(the login)'
      : value === undefined
        ? '(left as it is)'
        : value === null
          ? '(emptied)'
          : String(value);
    const once = declared?.on === 'create' ? ', once' : '';
    yield* to.lines(`${name.padEnd(13)} ${clip(shown, longestCell)}   ${declared?.value ?? ''}${once}`, 2);
  }
}

function* groupLines(to: Screen, { groups }: AccountShape, document: MappingDocument): Generator<string> {
  for (const { group, when } of document.groups) {
    const isIn = groups.includes(group);
    yield* to.lines(
      `${isIn ? '+' : ' '} group ${group}${isIn ? '' : ': no'}   ${when ?? 'everyone with an account'}`,
      2,
      isIn ? 'group' : 'quiet',
    );
  }
}
