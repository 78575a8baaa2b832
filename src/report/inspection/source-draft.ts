import type { Inspection } from '../../domain/inspection/inspector.ts';
import type { Dialect, RecordDialect, RowDialect } from '../../domain/inspection/table.ts';
import { scalar } from './yaml.ts';

/** The lines for `sources:` of the configuration: where the file is and how it is written. */
export function renderSourceDraft(inspection: Inspection, mapping: string): string {
  const { head, people } = inspection;
  const { dialect } = head;
  const nobodyLeft = people.left === 0 && people.goneByStatus === 0;
  const lines = [
    'sources:',
    '  - name: people',
    `    type: ${dialect.kind}`,
    `    path: ${scalar(head.file)}`,
    ...(dialect.kind === 'csv' ? rowLines(dialect, inspection) : recordLines(dialect)),
    nobodyLeft
      ? '    roster: activeOnly # DECIDE: or all, if people who have left are in it, too'
      : '    roster: all # DECIDE: everyone is in it, people who have left included; or activeOnly',
  ];
  if (nobodyLeft)
    lines.push(
      '    missing: report # DECIDE: who vanishes is reported by name; endAccess ends the access of who stays away',
    );
  return `${[...lines, `    mapping: ${scalar(mapping)}`].join('\n')}\n`;
}

function rowLines(dialect: RowDialect, { totalsBegin }: Inspection): string[] {
  const lines: string[] = [];
  if (dialect.delimiter !== ',')
    lines.push(`    delimiter: ${dialect.delimiter === '\t' ? String.raw`"\t"` : `'${dialect.delimiter}'`}`);
  lines.push(...encodingLines(dialect));
  const above = dialect.headerRow - 1;
  if (above > 0) lines.push(`    titleRows: ${String(above)}`);
  if (totalsBegin.length > 0)
    lines.push(`    totals: ${scalar(`^(${[...new Set(totalsBegin.map(escaped))].join('|')})`)}`);
  if (dialect.trailingDelimiter) lines.push('    trailingDelimiter: true');
  if (dialect.endsWithLine)
    lines.push('    finalLineBreak: required # it ends with a line break now; one that does not will be cut off');
  return lines;
}

function recordLines(dialect: RecordDialect): string[] {
  const list = dialect.kind === 'json' && dialect.records !== '$' ? [`    records: ${scalar(dialect.records)}`] : [];
  return [...list, ...encodingLines(dialect)];
}

function encodingLines({ encoding, encodingBy }: Dialect): string[] {
  return encoding === 'utf-8' || encodingBy === 'mark' ? [] : [`    encoding: ${encoding}`];
}

/** The beginning of a row of totals as a pattern; its numbers are others tomorrow. */
function escaped(text: string): string {
  const plain = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("'", '.');
  return plain.replaceAll(/\d+/g, String.raw`\d+`);
}
