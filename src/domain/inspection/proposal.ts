import { dateShare, isSerial, share, type ColumnFound, type Mark, type ValueCount } from './column-profile.ts';
import type { DateFit } from './date-profile.ts';
import type { Role } from './header-words.ts';
import type { Inspection } from './inspector.ts';
import { zoneOfPlace } from './places.ts';
import { datesWithoutRole, isWithheld } from './roles.ts';
import { saysAway, saysGone } from './status-words.ts';

/** A worker field of a first mapping. */
export interface ProposedField {
  readonly name: string;
  readonly role: Role;
  readonly column: ColumnFound;
  /** For dates: the formats that fit; several when nobody but HR can say which. Empty for other fields. */
  readonly formats: readonly Pick<DateFit, 'format' | 'options'>[];
  /** The part of "Last, First" that is meant; null for the whole text. */
  readonly take: 'beforeComma' | 'afterComma' | null;
  readonly required: boolean;
  readonly openEnd: readonly string[];
  readonly blank: readonly string[];
  /** For yes and no: the texts of the file; null for other fields. */
  readonly bool: { readonly yes: readonly string[]; readonly no: readonly string[] } | null;
}

/** Where a worker's time zone is to come from. */
export interface ProposedZone {
  /** The field that holds a zone itself, or that is looked up; null when nothing in the file tells. */
  readonly field: string | null;
  /** Places with their zones, null where only a person can say; null when the field holds zones itself. */
  readonly places: readonly { readonly place: string; readonly count: number; readonly zone: string | null }[] | null;
  /** The zone of most people, where one is known. */
  readonly fallback: string | null;
}

/** A first mapping, before it is written down: what is clear is settled, what only a person knows is left open. */
export interface Proposal {
  readonly rows: 'one' | 'many';
  readonly fields: readonly ProposedField[];
  readonly zone: ProposedZone;
  /** The end date's field, and whether its header says that the day is still worked. */
  readonly end: { readonly field: string; readonly lastDay: boolean } | null;
  /** Texts of the status that mean that somebody has left, and that somebody is away. */
  readonly gone: readonly ValueCount[];
  readonly away: readonly ValueCount[];
  /** The domain of the company's e-mail addresses; null when the file does not tell. */
  readonly mailDomain: string | null;
  /** True when every address is one person's. */
  readonly mailsUnique: boolean;
  readonly manager: boolean;
  /** True when the given or the family name is blank somewhere. */
  readonly someHaveOneName: boolean;
  /** Letters in names that some languages write out in addresses: German `ü` as `ue`, Danish `ø` as `oe`. */
  readonly writtenOut: readonly ('umlaut' | 'nordic')[];
  /** Columns of dates that no header tells the meaning of: one of them may be the first or the last day. */
  readonly dates: readonly ColumnFound[];
  /** Columns that are not mapped, and those that must not be. */
  readonly unmapped: readonly ColumnFound[];
  readonly withheld: readonly ColumnFound[];
}

/** Fields in the order in which a person reads them. */
const order: readonly (readonly [Role, string])[] = [
  ['workerId', 'workerId'],
  ['givenName', 'givenName'],
  ['familyName', 'familyName'],
  ['fullName', 'displayName'],
  ['preferredName', 'preferredName'],
  ['hireDate', 'hireDate'],
  ['endDate', 'lastDay'],
  ['status', 'status'],
  ['leave', 'onLeave'],
  ['workerType', 'workerType'],
  ['email', 'email'],
  ['managerId', 'managerId'],
  ['previousId', 'previousId'],
  ['title', 'title'],
  ['department', 'department'],
  ['division', 'division'],
  ['costCenter', 'costCenter'],
  ['company', 'company'],
  ['site', 'site'],
  ['city', 'city'],
  ['country', 'country'],
  ['zone', 'zone'],
  ['phone', 'phone'],
];

/** What a first mapping of the file would say. */
export function propose(inspection: Inspection): Proposal {
  const { columns, roles, people, head } = inspection;
  const doubled = new Set(head.header.filter((name, index) => head.header.indexOf(name) !== index));
  const usable = (column: ColumnFound | undefined): column is ColumnFound =>
    column !== undefined && !doubled.has(column.header) && !isWithheld(column);
  const fields = order.flatMap(([role, name]) => {
    const column = columns[roles[role] ?? -1];
    return usable(column) && isWanted(role, column, inspection) ? fieldsOf(role, name, column) : [];
  });
  const has = (name: string): boolean => fields.some((one) => one.name === name);
  const status = fields.find(({ role }) => role === 'status')?.column.values ?? [];
  const mail = fields.find(({ role }) => role === 'email')?.column;
  const mapped = new Set(fields.map(({ column }) => column.index));
  return {
    rows: severalRowsArePeriods(inspection) ? 'many' : 'one',
    fields,
    zone: proposeZone(fields),
    end: has('lastDay') ? { field: 'lastDay', lastDay: saysLastDay(columns[roles.endDate ?? -1]?.header ?? '') } : null,
    gone: status.filter(({ value }) => saysGone(value)),
    away: status.filter(({ value }) => saysAway(value)),
    mailDomain: mail === undefined ? null : companyDomain(mail),
    mailsUnique: people.sharedMails.count === 0,
    manager: has('managerId'),
    someHaveOneName: fields.some(mayLackName),
    writtenOut: (['umlaut', 'nordic'] as const).filter((mark) => fields.some((one) => hasInNames(one, mark))),
    dates: datesWithoutRole(inspection).filter(usable),
    unmapped: columns.filter((column) => !mapped.has(column.index) && !isWithheld(column)),
    withheld: columns.filter(isWithheld),
  };
}

function mayLackName({ name, take, column }: ProposedField): boolean {
  if (name !== 'givenName' && name !== 'familyName') return false;
  return column.blank > 0 || (take !== null && share(column, 'name-pair') < 1);
}

const names = new Set<Role>(['givenName', 'familyName', 'fullName', 'preferredName']);

function hasInNames({ role, column }: ProposedField, mark: Mark): boolean {
  return names.has(role) && column.marks[mark] !== undefined;
}

function isWanted(role: Role, column: ColumnFound, { roles, people }: Inspection): boolean {
  if (role === 'fullName') return roles.familyName === undefined;
  if (role === 'managerId') return people.managers === 0 || people.unknownManagers < people.managers;
  if (role === 'hireDate' || role === 'endDate') return true;
  return dateShare(column) < 0.9;
}

/** Several rows are periods of one person unless most of them name somebody else. */
function severalRowsArePeriods({ people }: Inspection): boolean {
  return people.repeatedIds > 0 && people.otherPerson.count <= people.repeatedIds * 0.2;
}

/** "Last, First" in one column is two fields. */
function fieldsOf(role: Role, name: string, column: ColumnFound): readonly ProposedField[] {
  if (role !== 'fullName' || share(column, 'name-pair') < 0.8) return [field(role, name, column)];
  return [field(role, 'givenName', column, 'afterComma'), field(role, 'familyName', column, 'beforeComma')];
}

function field(role: Role, name: string, column: ColumnFound, take: ProposedField['take'] = null): ProposedField {
  const isDate = role === 'hireDate' || role === 'endDate';
  const bool = role === 'leave' ? yesAndNo(column) : null;
  return {
    name: role === 'leave' && bool === null ? 'leaveType' : name,
    role,
    column,
    formats: isDate ? formatsOf(column) : [],
    take,
    required: isRequired(role, column) && (take !== 'afterComma' || share(column, 'name-pair') === 1),
    openEnd: role === 'endDate' ? column.dates.openEnds.map(({ text }) => text) : [],
    blank: [
      ...column.nulls.map(({ value }) => value),
      ...(role === 'hireDate' ? column.dates.openEnds.map(({ text }) => text) : []),
    ],
    bool,
  };
}

function isRequired(role: Role, { blank, nulls }: ColumnFound): boolean {
  if (role === 'workerId') return true;
  const always = role === 'givenName' || role === 'familyName' || role === 'fullName' || role === 'hireDate';
  return always && blank === 0 && nulls.length === 0;
}

/** The format that reads the column; a blank column is read as ISO until there is something to go by. */
function formatsOf(column: ColumnFound): ProposedField['formats'] {
  const { best, twoWay } = column.dates;
  if (isSerial(column)) return [{ format: 'excel', options: {} }];
  if (best.length === 0) return [{ format: 'yyyy-MM-dd', options: {} }];
  return twoWay ? best : best.slice(0, 1);
}

const yes = /^(?:true|yes|y|1|x|ja|j|oui|si|sí|wahr)$/i;
const no = /^(?:false|no|n|0|nein|non|nee|falsch)$/i;

function yesAndNo({ values, blank }: ColumnFound): ProposedField['bool'] {
  if (values === null || values.length === 0 || !values.every(({ value }) => yes.test(value) || no.test(value))) {
    return null;
  }
  const texts = values.map(({ value }) => value);
  const nos = texts.filter((text) => no.test(text));
  return { yes: texts.filter((text) => yes.test(text)), no: blank > 0 || nos.length === 0 ? [...nos, ''] : nos };
}

/** Headers that leave no doubt that the day is still worked. */
function saysLastDay(header: string): boolean {
  return /last.?(?:working.?|work.?)?day|letzter.*tag|last.?date.?worked|dernier.?jour|laatste.*dag/i.test(header);
}

function companyDomain({ domains, filled }: ColumnFound): string | null {
  const [first] = domains;
  return first !== undefined && first.count >= filled * 0.6 ? first.value : null;
}

/** More places than this are not listed one by one. */
const mostPlaces = 200;

function proposeZone(fields: readonly ProposedField[]): ProposedZone {
  const own = fields.find(({ role }) => role === 'zone');
  if (own !== undefined && share(own.column, 'zone') > 0.5) {
    return { field: own.name, places: null, fallback: own.column.values?.[0]?.value ?? null };
  }
  const ranked = fields
    .filter(({ role, column }) => placeRoles.has(role) && column.values !== null && column.values.length <= mostPlaces)
    .map((one) => ({ one, places: placesOf(one.column) }))
    .filter(({ places }) => places.length > 0)
    .sort((left, right) => knownShare(right.places) - knownShare(left.places));
  const [best] = ranked;
  if (best === undefined) return { field: null, places: null, fallback: null };
  return { field: best.one.name, places: best.places, fallback: mostCommon(best.places) };
}

const placeRoles = new Set<Role>(['site', 'city', 'country']);

type Places = NonNullable<ProposedZone['places']>;

function placesOf({ values }: ColumnFound): Places {
  return (values ?? []).map(({ value, count }) => ({ place: value, count, zone: zoneOfPlace(value) }));
}

function knownShare(places: Places): number {
  const all = places.reduce((sum, { count }) => sum + count, 0);
  const known = places.reduce((sum, { count, zone }) => sum + (zone === null ? 0 : count), 0);
  return all === 0 ? 0 : known / all;
}

function mostCommon(places: Places): string | null {
  const counts = new Map<string, number>();
  for (const { zone, count } of places) if (zone !== null) counts.set(zone, (counts.get(zone) ?? 0) + count);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? null;
}
