import type { ColumnFound, Mark } from './column-profile.ts';
import type { InspectionFinding } from './finding.ts';
import type { Inspection } from './inspector.ts';
import { isWithheld } from './roles.ts';
import { counted } from './wording.ts';

/** What is to be said about the letters in the cells, and about columns that are left out on purpose. */
export function textFindings({ columns, roles }: Inspection): readonly InspectionFinding[] {
  const mapped = new Set(Object.values(roles));
  const findings: InspectionFinding[] = [];
  const misread = damage(columns, 'misread');
  if (misread !== null) {
    findings.push({
      ...misread,
      id: 'misread-text',
      message: `${misread.message} hold letters such as Ã¼ or â€™: UTF-8 that was read as another encoding before`,
      remedy: 'correct the conversion step in the export; the names would reach Okta damaged',
    });
  }
  const replaced = damage(columns, 'replaced');
  if (replaced !== null) {
    findings.push({
      ...replaced,
      id: 'replaced-text',
      message: `${replaced.message} hold U+FFFD: an earlier program has already lost the letter that stood there`,
      remedy: 'tenured refuses such a file: have it exported again from HR',
    });
  }
  for (const column of columns) if (mapped.has(column.index)) findings.push(...nulls(column));
  const withheld = columns.filter(isWithheld);
  if (withheld.length > 0) findings.push(withheldOf(withheld));
  return findings;
}

type Damage = Pick<InspectionFinding, 'level' | 'column' | 'rows' | 'message'>;

function damage(columns: readonly ColumnFound[], mark: Mark): Damage | null {
  const hit = columns.flatMap(({ header, marks }) => (marks[mark] === undefined ? [] : [{ header, ...marks[mark] }]));
  const [first] = hit;
  if (first === undefined) return null;
  const count = hit.reduce((sum, one) => sum + one.count, 0);
  const names = hit.map(({ header }) => `"${header}"`).join(', ');
  return { level: 'danger', column: first.header, rows: first.rows, message: `${counted(count, 'cell')} in ${names}` };
}

function* nulls({ header, nulls: found }: ColumnFound): Generator<InspectionFinding> {
  if (found.length === 0) return;
  const texts = found.map(({ value, count }) => `"${value}" (${counted(count, 'row')})`).join(', ');
  yield {
    id: 'null-texts',
    level: 'note',
    column: header,
    message: `${texts} in "${header}" seems to mean blank`,
    remedy: 'the mapping lists it under `blank`: look whether that is so',
    rows: [],
  };
}

function withheldOf(columns: readonly ColumnFound[]): InspectionFinding {
  const names = columns.map(({ header }) => header).join(', ');
  return {
    id: 'withheld',
    level: 'note',
    column: null,
    message: `private matters, neither shown nor mapped: ${names}`,
    remedy: 'better have the export without them: what is not in the file cannot leak',
    rows: [],
  };
}
