import type { PlanLine, StoredLine, StoredPlan } from '../domain/plan/artefact.ts';
import { onlyAbout } from './only.ts';

/** Version of the document that `renderPlanJson` writes; fields are only ever added. */
const planJsonVersion = 1;

/** JSON leaves these as they are; a terminal would obey them. They occur inside strings only. */
const unsafe = /[\u007f-\u009f\u00ad]|(?![\u200c\u200d])\p{Cf}|[\u2028\u2029]/gu;
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
 * `operations`, `skips`, `problems` and `findings`, each with its `provenance`. Reads the plan's lines once a member,
 * so that no member has to be kept.
 */
export function* renderPlanJson(plan: StoredPlan, { only = null }: JsonOptions = {}): Generator<string> {
  const shown = only === null ? plan : onlyAbout(plan, only);
  const { header, ...envelope } = plan.envelope;
  const about = only === null ? '' : `"only":${json(only)},\n`;
  yield `{"schemaVersion":${String(planJsonVersion)},\n${about}"envelope":${json(envelope)},\n"header":${json(header)}`;
  for (const [name, kind] of members) yield* array(name, kind, shown.lines());
  yield '}\n';
}

function* array(name: string, kind: PlanLine['line'], lines: Iterable<StoredLine>): Generator<string> {
  let chunk = `,\n"${name}":[`;
  let separator = '\n';
  for (const { line, provenance } of lines) {
    if (line.line !== kind) continue;
    chunk += separator + json({ ...line, provenance });
    separator = ',\n';
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}]`;
}

function json(value: unknown): string {
  return JSON.stringify(value).replaceAll(unsafe, escaped);
}

function escaped(character: string): string {
  let text = '';
  for (let index = 0; index < character.length; index += 1) {
    text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return text;
}
