import { share, dateShare, type ColumnFound, type ValueCount } from '../../domain/inspection/column-profile.ts';
import type { InspectionFinding } from '../../domain/inspection/finding.ts';
import type { Role } from '../../domain/inspection/header-words.ts';
import type { Inspection } from '../../domain/inspection/inspector.ts';
import type { Dialect, RecordDialect, RowDialect } from '../../domain/inspection/table.ts';
import { isWithheld } from '../../domain/inspection/roles.ts';
import type { Screen } from '../terminal/screen.ts';
import { baseName, counted, number } from '../text.ts';
import type { Tone } from '../words.ts';

const roleWords: Readonly<Record<Role, string>> = {
  workerId: 'personnel number',
  previousId: 'earlier worker id',
  givenName: 'first name',
  familyName: 'last name',
  fullName: 'whole name',
  preferredName: 'name that is used',
  email: 'e-mail address',
  hireDate: 'first day',
  endDate: 'end date',
  birthDate: 'date of birth',
  status: 'status',
  leave: 'leave',
  workerType: 'kind of employment',
  managerId: 'manager',
  department: 'department',
  title: 'job title',
  site: 'place of work',
  city: 'city',
  country: 'country',
  zone: 'time zone',
  company: 'company',
  division: 'division',
  costCenter: 'cost centre',
  phone: 'phone',
};

/** The file as a person sees it: how it is written, its columns, and what is dangerous about it. */
export function* inspectionLines(
  to: Screen,
  inspection: Inspection,
  findings: readonly InspectionFinding[],
): Generator<string> {
  const { head, columns, rows, whole } = inspection;
  const isRows = head.dialect.kind === 'csv';
  yield to.paint('bold', to.fit(baseName(head.file), to.columns));
  yield* to.lines(
    `${whole ? '' : 'the first '}${counted(rows, isRows ? 'row' : 'record')}, ${counted(columns.length, isRows ? 'column' : 'value')}; ${dialectText(head.dialect)}`,
    0,
  );
  yield* to.heading(isRows ? 'COLUMNS' : 'VALUES');
  const width = Math.min(26, Math.max(...columns.map(({ header }) => to.width(header))));
  for (const column of columns) yield* columnLines(to, column, inspection, width);
  yield* findingLines(to, findings);
}

function dialectText(dialect: Dialect): string {
  const by = { mark: 'by its mark', proven: 'every byte fits', guessed: 'a guess' }[dialect.encodingBy];
  return [
    ...(dialect.gzip ? ['gzip'] : []),
    `${dialect.encoding.toUpperCase()} (${by})`,
    ...(dialect.kind === 'csv' ? rowsText(dialect) : [recordsText(dialect)]),
  ].join(', ');
}

function rowsText({ delimiter, separatorLine, headerRow, quoted, lineEnds }: RowDialect): readonly string[] {
  return [
    `delimiter ${delimiter === '\t' ? 'tab' : delimiter}${separatorLine ? ' by its sep= line' : ''}`,
    `header in row ${String(headerRow)}`,
    quoted ? 'with quotes' : 'without quotes',
    `line ends ${lineEnds}`,
  ];
}

function recordsText({ kind, records }: RecordDialect): string {
  if (kind === 'jsonl') return 'JSON, one record after the other';
  return records === '$' ? 'JSON, a list of records' : `JSON, records in ${records}`;
}

function* columnLines(to: Screen, column: ColumnFound, { roles }: Inspection, width: number): Generator<string> {
  const role = (Object.entries(roles) as [Role, number][]).find(([, index]) => index === column.index)?.[0] ?? null;
  const withheld = isWithheld(column);
  const word = role !== null && !(withheld && role !== 'birthDate') ? roleWords[role] : withheld ? 'private' : '–';
  const front = `${column.letter.padStart(2)}  ${to.pad(column.header === '' ? '(no name)' : column.header, width)}  `;
  const indent = to.width(front);
  const [first = '', ...more] = to.lines(`${word}: ${contentText(column, role, withheld)}`, indent);
  yield to.text(front) + first.slice(indent);
  yield* more;
}

/** What stands in a column, in words: never a single person's value. */
function contentText(column: ColumnFound, role: Role | null, withheld: boolean): string {
  const { filled, blank } = column;
  const blanks = blank === 0 ? '' : `, ${number(blank)} blank`;
  if (withheld) return `not shown${blanks}`;
  if (filled === 0) return 'blank in every row';
  if (dateShare(column) > 0.3) return `${dateText(column, role)}${blanks}`;
  if (share(column, 'mail') > 0.5) return `${mailText(column)}${blanks}`;
  return `${valueText(column, role)}${blanks}`;
}

/** Days of a column that nobody knows may be anything, a date of birth for one: they are not shown. */
function dateText({ dates }: ColumnFound, role: Role | null): string {
  const formats = dates.best.map(({ format }) => format).join(dates.twoWay ? ' or ' : ', ');
  const range =
    dates.earliest === null || role === null ? '' : `, ${dates.earliest} to ${dates.latest ?? dates.earliest}`;
  return `${formats}${range}`;
}

function mailText({ domains }: ColumnFound): string {
  return `addresses at ${domains
    .slice(0, 3)
    .map(({ value, count }) => `${value} (${number(count)})`)
    .join(', ')}${domains.length > 3 ? ' …' : ''}`;
}

/** Roles whose values are the company's words and nobody's own. */
const companyWords = new Set<Role>([
  'status',
  'leave',
  'workerType',
  'department',
  'title',
  'site',
  'city',
  'country',
  'zone',
  'company',
  'division',
]);
const mostShown = 8;
/** What a person has alone, or is found by. */
const personal = new Set<Role>([
  'workerId',
  'givenName',
  'familyName',
  'fullName',
  'preferredName',
  'email',
  'birthDate',
  'managerId',
  'phone',
]);
/** Headers of columns that say where or how one person is reached. */
const placeOfOne = /street|stra(?:ss|ß)e|address|adresse|zip|plz|postal|postcode|phone|telef|mobil/i;
/** A value of an unknown column is shown only when so many rows share it. */
const sharedBy = 3;

function valueText(column: ColumnFound, role: Role | null): string {
  const { values, marks, filled, longest, shortest } = column;
  if (values !== null && mayBeShown(column, values, role)) {
    const shown = values.slice(0, mostShown).map(({ value, count }) => `${value} (${number(count)})`);
    const rest = values.length - shown.length;
    return `${shown.join(', ')}${rest > 0 ? ` and ${number(rest)} more` : ''}`;
  }
  const kind = marks.digits?.count === filled ? 'digits' : 'characters';
  const length = longest === shortest ? String(longest) : `${String(shortest)} to ${String(longest)}`;
  const many = values === null ? 'many different' : `${number(values.length)} different`;
  return `${many}, ${length} ${kind}`;
}

/** The company's own words, and what many share; never what a person has alone or is found by. */
function mayBeShown({ header, marks, filled }: ColumnFound, values: readonly ValueCount[], role: Role | null): boolean {
  if (values.length > 60) return false;
  if (role !== null) return !personal.has(role) && (companyWords.has(role) || isShared(values));
  return !placeOfOne.test(header) && isShared(values) && (marks.digits?.count ?? 0) < filled / 2;
}

function isShared(values: readonly ValueCount[]): boolean {
  return values.every(({ count }) => count >= sharedBy);
}

const levels: Readonly<Record<InspectionFinding['level'], { readonly symbol: string; readonly tone: Tone }>> = {
  danger: { symbol: '!', tone: 'stop' },
  question: { symbol: '?', tone: 'wait' },
  note: { symbol: '-', tone: 'quiet' },
};

function* findingLines(to: Screen, findings: readonly InspectionFinding[]): Generator<string> {
  const titles = { danger: 'LOOKS DANGEROUS', question: 'ONLY YOU CAN SAY', note: 'GOOD TO KNOW' } as const;
  for (const level of ['danger', 'question', 'note'] as const) {
    const own = findings.filter((finding) => finding.level === level);
    if (own.length === 0) {
      yield* to.empty(titles[level], 'nothing');
      continue;
    }
    yield* to.heading(`${titles[level]} (${number(own.length)})`);
    for (const { message, remedy, rows } of own) {
      const { symbol, tone } = levels[level];
      const [first = '', ...more] = to.lines(message, 4);
      yield `  ${to.paint(tone, symbol)} ${first.slice(4)}`;
      yield* more;
      if (rows.length > 0) yield* to.lines(`rows ${rows.map(number).join(', ')}${rows.length === 5 ? ' …' : ''}`, 6);
      yield* to.lines(`→ ${remedy}`, 6);
    }
  }
}
