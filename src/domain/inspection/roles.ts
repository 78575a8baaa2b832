import { dateShare, share, type ColumnFound } from './column-profile.ts';
import { isPrivate, rankOf, roles, type Role } from './header-words.ts';

/** Which column is taken for what; each column for one thing only. */
export type Roles = Readonly<Partial<Record<Role, number>>>;

const mostlyDates = 0.5;
const dateRoles = new Set<Role>(['hireDate', 'endDate', 'birthDate']);

/** Takes columns for what they are by their headers; what stands in them may contradict, and finds what no header names. */
export function assignRoles(columns: readonly ColumnFound[]): Roles {
  const taken = new Map<Role, number>();
  for (const role of roles) {
    const found = bestFor(role, columns, new Set(taken.values()));
    if (found !== undefined) taken.set(role, found.index);
  }
  withoutHeader(columns, taken);
  return Object.fromEntries(taken);
}

function bestFor(role: Role, columns: readonly ColumnFound[], taken: ReadonlySet<number>): ColumnFound | undefined {
  let best: ColumnFound | undefined;
  let bestRank = Infinity;
  for (const column of columns) {
    const named = rankOf(role, column.header);
    if (named === null || taken.has(column.index) || !fits(role, column)) continue;
    // What is blank in every row says less than any column that is not.
    const rank = column.filled === 0 ? named + behindAll : named;
    if (rank >= bestRank) continue;
    [best, bestRank] = [column, rank];
  }
  return best;
}

/** More than any rank that a header can have. */
const behindAll = 1_000;

/** What stands in a column may say that its header does not mean what it seems to. */
function fits(role: Role, column: ColumnFound): boolean {
  if (column.filled === 0) return true;
  if (dateRoles.has(role)) {
    const serials = share(column, 'serial') > mostlyDates;
    return dateShare(column) > mostlyDates || serials || column.dates.openEnds.length > 0;
  }
  if (role === 'email') return share(column, 'mail') > mostlyDates;
  if (role === 'zone') return share(column, 'zone') > mostlyDates;
  if (role !== 'birthDate' && isPrivate(column.header)) return false;
  return dateShare(column) < 0.9;
}

function withoutHeader(columns: readonly ColumnFound[], taken: Map<Role, number>): void {
  const used = (index: number): boolean => [...taken.values()].includes(index);
  const find = (isSo: (column: ColumnFound) => boolean): ColumnFound | undefined =>
    columns.find((column) => !used(column.index) && !isPrivate(column.header) && column.filled > 0 && isSo(column));
  const put = (role: Role, isSo: (column: ColumnFound) => boolean): void => {
    if (taken.has(role)) return;
    const found = find(isSo);
    if (found !== undefined) taken.set(role, found.index);
  };
  put('email', (column) => share(column, 'mail') > 0.8);
  put('zone', (column) => share(column, 'zone') > 0.8);
  if (taken.has('familyName')) return;
  if (!taken.has('givenName')) put('fullName', (column) => share(column, 'name-pair') > 0.8);
}

/** Columns of dates that no header tells the meaning of; private ones are left out. */
export function datesWithoutRole(found: {
  readonly columns: readonly ColumnFound[];
  readonly roles: Roles;
}): readonly ColumnFound[] {
  const taken = new Set(Object.values(found.roles));
  return found.columns.filter(
    (column) => !taken.has(column.index) && !isWithheld(column) && column.filled > 0 && dateShare(column) > mostlyDates,
  );
}

/** True for a column that is neither sampled nor mapped: by its header, or by values that look like such. */
export function isWithheld(column: ColumnFound): boolean {
  return isPrivate(column.header) || share(column, 'national-id') > 0.3 || share(column, 'iban') > 0.3;
}
