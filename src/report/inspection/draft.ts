import { propose, type Proposal } from '../../domain/inspection/proposal.ts';
import type { Inspection } from '../../domain/inspection/inspector.ts';
import { baseName, visible } from '../text.ts';
import { accountLines } from './draft-account.ts';
import { employmentLines } from './draft-employment.ts';
import { fieldLines } from './draft-fields.ts';
import { zoneLines } from './draft-zone.ts';
import type { Questions } from './questions.ts';
import { comment, scalar } from './yaml.ts';

/** A first mapping as a YAML file: what is clear is settled, what is not stands beside a DECIDE and in `questions`. */
export function renderMappingDraft(inspection: Inspection): string {
  const proposal = propose(inspection);
  const asked: string[] = [];
  const questions: Questions = { ask: (question) => asked.push(question) };
  const body = [
    ...rowsLines(proposal, inspection, questions),
    ...fieldLines(proposal, inspection.head.dialect.kind === 'csv', questions),
    ...employmentLines(proposal, questions),
    ...zoneLines(proposal, questions),
    ...accountLines(proposal, questions),
  ];
  const lines = [
    ...comment(`A first mapping for ${visible(baseName(inspection.head.file))}, written by \`tenured inspect\`.`),
    ...comment(
      'Wherever it says DECIDE, somebody who knows the file has to look. Change the line if need be, and delete the question here. `tenured validate` reminds you of what is left; `tenured mapping preview` shows what comes out.',
    ),
    'version: 1',
    '',
    ...questionLines(asked),
    ...body,
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function questionLines(asked: readonly string[]): string[] {
  if (asked.length === 0) return [];
  return ['questions:', ...asked.map((question, index) => `  - ${scalar(`${String(index + 1)}. ${question}`)}`), ''];
}

function rowsLines({ rows }: Proposal, { people }: Inspection, questions: Questions): string[] {
  if (rows === 'one') return [];
  const number = questions.ask('Is each row of a person a period of employment?');
  return [
    ...comment(
      `DECIDE ${String(number)}: ${String(people.repeatedIds)} numbers have several rows. With \`many\` each is a period of employment: access holds while any of them does. If they are mistakes, write \`one\`: such people are put aside until HR has mended them.`,
    ),
    'rows: many',
    '',
  ];
}
