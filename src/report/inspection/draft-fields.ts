import type { ColumnFound } from '../../domain/inspection/column-profile.ts';
import type { Proposal, ProposedField } from '../../domain/inspection/proposal.ts';
import { number } from '../text.ts';
import type { Questions } from './questions.ts';
import { comment, list, scalar } from './yaml.ts';

/** The worker's fields with their columns, and which columns are left out. */
export function fieldLines(proposal: Proposal, isRows: boolean, questions: Questions): string[] {
  const { fields, unmapped, withheld } = proposal;
  const right = isRows ? 'the column, exactly as its header is written in the file' : "the value's path in a record";
  return [
    ...comment(`Left: the name used from here on. Right: ${right}.`),
    'worker:',
    ...fields.flatMap((field) => lineOf(field, questions)),
    ...missing(proposal, questions),
    ...leftOut('Not mapped, and so never read', unmapped),
    ...leftOut('Private: keep them out', withheld),
    '',
  ];
}

function lineOf(field: ProposedField, questions: Questions): string[] {
  const { name, column } = field;
  const options = [`column: ${scalar(column.header)}`, ...optionsOf(field)];
  const written = options.length === 1 ? `  ${name}: ${scalar(column.header)}` : `  ${name}: { ${options.join(', ')} }`;
  const asked = decisions(field, questions);
  const note = asked.length === 0 ? noteOf(field) : null;
  return [...asked.flatMap((text) => comment(text, 2)), note === null ? written : `${written} # ${note}`];
}

function optionsOf({ formats, take, required, openEnd, blank, bool }: ProposedField): string[] {
  const options: string[] = [];
  const [first] = formats;
  if (first !== undefined) {
    options.push(`format: ${scalar(formatsText(formats))}`);
    for (const [name, value] of Object.entries(first.options)) options.push(`${name}: ${String(value)}`);
  }
  if (take !== null) options.push(`take: ${take}`);
  if (bool !== null) options.push('type: bool', `yes: ${list(bool.yes)}`, `no: ${list(bool.no)}`);
  if (required) options.push('required: true');
  if (openEnd.length > 0) options.push(`openEnd: ${list(openEnd)}`);
  if (blank.length > 0) options.push(`blank: ${list(blank)}`);
  return options;
}

function formatsText(formats: readonly { readonly format: string }[]): string {
  return formats.map(({ format }) => format).join(' or ');
}

function decisions(field: ProposedField, questions: Questions): string[] {
  const { column, openEnd, role, required } = field;
  const texts = formatDecisions(field, questions);
  if (openEnd.length > 0) texts.push(`${openEnd.join(', ')} is taken for "no end known".`);
  if (role === 'hireDate' && !required && column.blank > 0) {
    const asked = questions.ask(`May "${column.header}" be blank? ${number(column.blank)} rows are.`);
    texts.push(
      `DECIDE ${String(asked)}: somebody without a first day counts as always employed. Add \`required: true\` to put such rows aside.`,
    );
  }
  if (role === 'workerId') texts.push('Used as HR writes it: 00123 and 123 are two people.');
  return texts;
}

function formatDecisions({ column, formats }: ProposedField, questions: Questions): string[] {
  const [first] = formats;
  if (first === undefined) return [];
  const texts: string[] = [];
  if (formats.length > 1) {
    const asked = questions.ask(`Which is the format of "${column.header}": ${formatsText(formats)}?`);
    texts.push(
      `DECIDE ${String(asked)}: every date in this column can be read both ways. Ask HR whether day or month comes first, and leave that format alone. \`validate\` fails until then.`,
    );
  }
  if (first.format === 'excel') {
    const which = 'as Excel does (excel), or as old Macs did (excel-1904)';
    const asked = questions.ask(`Does "${column.header}" count days ${which}?`);
    texts.push(
      `DECIDE ${String(asked)}: spreadsheets count days from two different beginnings, four years apart. Look at somebody whose date you know in \`mapping preview\`.`,
    );
  }
  if (first.options.pivot !== undefined) {
    texts.push('Years have two digits: `pivot` is the first of the hundred years that they can mean.');
  }
  if (first.options.day === 'utc') {
    texts.push('These are instants: `day` says whose day counts, `utc` or a zone such as Europe/Berlin.');
  } else if (first.options.day !== undefined) {
    texts.push('The column has times: `asWritten` takes the day that stands there.');
  }
  return texts;
}

/** Values that HR knows by heart: what the rules below are about. */
const listedRoles = new Set<ProposedField['role']>(['status', 'workerType', 'leave', 'site', 'country', 'company']);

function noteOf({ column, role, formats }: ProposedField): string | null {
  const { values, dates } = column;
  if (formats.length > 0) {
    return dates.earliest === null ? 'blank so far' : `${dates.earliest} to ${dates.latest ?? dates.earliest}`;
  }
  if (!listedRoles.has(role) || values === null || values.length > 8) return null;
  return values.map(({ value, count }) => `${value} (${number(count)})`).join(', ');
}

function missing({ fields, dates }: Proposal, questions: Questions): string[] {
  const has = (name: string): boolean => fields.some((field) => field.name === name);
  const lines: string[] = [];
  if (!has('workerId')) {
    lines.push('  workerId: { column: WHICH COLUMN, required: true } # the number that a person keeps for ever');
  }
  return [
    ...lines,
    ...(has('hireDate') ? [] : missingDate('hireDate', 'the first day', dates, questions)),
    ...(has('lastDay') ? [] : missingDate('lastDay', 'the last day', dates, questions)),
  ];
}

/** A date that no header names: a line for each column that it may be, to take the # away from. */
function missingDate(name: string, what: string, dates: readonly ColumnFound[], questions: Questions): string[] {
  if (dates.length === 0) return [`  # ${name}: { column: …, format: yyyy-MM-dd } # no column with ${what} was found`];
  const asked = questions.ask(`Which column has ${what}? ${dates.map(({ header }) => `"${header}"`).join(', ')}?`);
  return [
    ...comment(
      `DECIDE ${String(asked)}: no column is called like ${what}. If it is one of these, take its # away, and that of \`employment\` below:`,
      2,
    ),
    ...dates.map((column) => `  # ${name}: { ${dateOptions(column).join(', ')} }`),
  ];
}

function dateOptions({ header, dates: { best, openEnds } }: ColumnFound): string[] {
  const options = Object.entries(best[0]?.options ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
  return [
    `column: ${scalar(header)}`,
    `format: ${scalar(formatsText(best))}`,
    ...options,
    ...(openEnds.length === 0 ? [] : [`openEnd: ${list(openEnds.map(({ text }) => text))}`]),
  ];
}

function leftOut(what: string, columns: readonly ColumnFound[]): string[] {
  const names = columns.filter(({ header }) => header !== '').map(({ header }) => header);
  return names.length === 0 ? [] : comment(`${what}: ${names.join(', ')}`, 2);
}
