import type { PlanLine, StoredLine, StoredPlan } from '../domain/plan/artefact.ts';
import { jsonText } from './json-text.ts';
import { onlyAbout } from './only.ts';
import { problemDocument } from './problems/json.ts';
import { instantOf, zoneOf } from './times.ts';

/** Version of the document that `renderPlanJson` writes; fields are only ever added. */
const planJsonVersion = 1;

const chunkSize = 65_536;

const members = [
  ['operations', 'operation'],
  ['skips', 'skip'],
  ['problems', 'problem'],
  ['findings', 'finding'],
] as const satisfies readonly (readonly [string, PlanLine['line']])[];

export interface JsonOptions {
  /** HR's id of the one worker whose lines are written, beside every finding; the document says so in `only`. */
  readonly only?: string | null;
}

/**
 * A stored plan as one JSON document, in pieces: `schemaVersion`, `envelope` (without the header), `header`, then
 * `operations`, `skips`, `problems` and `findings`, each with its `provenance`, and `dataProblems`, HR's list in words.
 * Reads the plan's lines once a member, so that no member has to be kept.
 */
export function* renderPlanJson(plan: StoredPlan, { only = null }: JsonOptions = {}): Generator<string> {
  const shown = only === null ? plan : onlyAbout(plan, only);
  const { header, ...envelope } = plan.envelope;
  const about = only === null ? '' : `"only":${jsonText(only)},\n`;
  yield `{"schemaVersion":${String(planJsonVersion)},\n${about}"envelope":${jsonText(envelope)},\n"header":${jsonText(header)}`;
  for (const [name, kind] of members) yield* array(name, ofKind(kind, shown.lines()));
  yield* array('dataProblems', inWords(shown));
  yield '}\n';
}

function* ofKind(kind: PlanLine['line'], lines: Iterable<StoredLine>): Generator<object> {
  for (const { line, provenance } of lines) if (line.line === kind) yield { ...line, provenance };
}

function* inWords(plan: StoredPlan): Generator<object> {
  const { madeAt, zone } = plan.envelope;
  const seen = { at: instantOf(madeAt), zone: zoneOf(zone) };
  for (const problem of plan.problems()) yield problemDocument(problem, seen);
}

function* array(name: string, items: Iterable<object>): Generator<string> {
  let chunk = `,\n"${name}":[`;
  let separator = '\n';
  for (const item of items) {
    chunk += separator + jsonText(item);
    separator = ',\n';
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}]`;
}
