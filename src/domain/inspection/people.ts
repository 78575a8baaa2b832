import type { LocalDate } from '../time/local-date.ts';
import type { DateReader } from '../mapping/date-format.ts';
import { farFuture } from './date-profile.ts';
import { hash32, KeyTable } from './key-table.ts';
import type { Marked } from './column-profile.ts';
import { saysGone, saysHere } from './status-words.ts';
import type { Roles } from './roles.ts';

/** What can be said of the people in a file only by looking at several cells, or several rows, together. */
export interface PeopleFound {
  /** Different worker ids. */
  readonly ids: number;
  readonly blankIds: Marked;
  /** Ids with more than one row, and the most rows that one id has. */
  readonly repeatedIds: number;
  readonly mostRowsOfId: number;
  /** Rows whose id an earlier row gives to somebody of another name. */
  readonly otherPerson: Marked;
  /** Rows whose id differs from another one only by case or leading zeros. */
  readonly nearIds: Marked;
  /** Rows with the name and birth (or hire) date of somebody with another id. */
  readonly twins: Marked;
  readonly twinsBy: 'birth' | 'hire' | null;
  /** Rows with the e-mail address of somebody with another id. */
  readonly sharedMails: Marked;
  /** Rows whose last day is before today, and those whose first day is after it. */
  readonly left: number;
  readonly toCome: number;
  /** Rows that say "gone" by status without an end date, and "here" although the end date is over. */
  readonly goneWithoutEnd: Marked;
  readonly hereAfterEnd: Marked;
  /** Rows whose status says that the person is gone. */
  readonly goneByStatus: number;
  /** Rows that end before they begin. */
  readonly endBeforeStart: Marked;
  /** Managers that are named, and those that are nobody's id. */
  readonly managers: number;
  readonly unknownManagers: number;
}

/** How the dates of a column are read while the rows pass; null where that is not known yet. */
export interface PeopleOptions {
  readonly roles: Roles;
  readonly hire: DateReader | null;
  readonly end: DateReader | null;
  readonly today: LocalDate;
}

class Marker implements Marked {
  count = 0;
  readonly rows: number[] = [];

  add(row: number): void {
    this.count += 1;
    if (this.rows.length < 5) this.rows.push(row);
  }
}

/** Folds over rows, with tables of hashes for ids, people and addresses: about 100 bytes a person, and no text. */
export class PeopleFold {
  readonly #options: PeopleOptions;
  readonly #ids = new KeyTable();
  readonly #plainIds = new KeyTable();
  readonly #people = new KeyTable();
  readonly #mails = new KeyTable();
  readonly #managers = new KeyTable();
  readonly #blankIds = new Marker();
  readonly #otherPerson = new Marker();
  readonly #nearIds = new Marker();
  readonly #twins = new Marker();
  readonly #sharedMails = new Marker();
  readonly #goneWithoutEnd = new Marker();
  readonly #hereAfterEnd = new Marker();
  readonly #endBeforeStart = new Marker();
  #left = 0;
  #toCome = 0;
  #goneByStatus = 0;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** Cells without the white space around them. */
  take(cells: readonly string[], row: number): void {
    const { roles } = this.#options;
    const id = cellOf(cells, roles.workerId);
    if (roles.workerId !== undefined) this.#id(id, cells, row);
    this.#dates(cells, row);
    const manager = cellOf(cells, roles.managerId);
    if (manager !== '') this.#managers.add(manager, 0);
  }

  #id(id: string, cells: readonly string[], row: number): void {
    if (id === '') {
      this.#blankIds.add(row);
      return;
    }
    const own = hash32(id);
    const name = nameOf(cells, this.#options.roles);
    const slot = this.#ids.add(id, name === '' ? 0 : hash32(name));
    const before = this.#ids.payload(slot);
    if (name !== '' && before !== 0 && before !== hash32(name)) this.#otherPerson.add(row);
    const plain = this.#plainIds.add(id.toLowerCase().replace(/^0+(?=.)/, ''), own);
    if (this.#plainIds.payload(plain) !== own) this.#nearIds.add(row);
    this.#person(name, own, cells, row);
    const mail = cellOf(cells, this.#options.roles.email).toLowerCase();
    if (mail === '') return;
    const mailSlot = this.#mails.add(mail, own);
    if (this.#mails.payload(mailSlot) !== own) this.#sharedMails.add(row);
  }

  #person(name: string, id: number, cells: readonly string[], row: number): void {
    const { roles } = this.#options;
    const date = cellOf(cells, roles.birthDate ?? roles.hireDate);
    if (name === '' || date === '') return;
    const slot = this.#people.add(`${name}\n${date}`, id);
    if (this.#people.payload(slot) !== id) this.#twins.add(row);
  }

  #dates(cells: readonly string[], row: number): void {
    const { roles, today } = this.#options;
    const hire = this.#options.hire?.(cellOf(cells, roles.hireDate)) ?? null;
    const endCell = cellOf(cells, roles.endDate);
    const end = real(this.#options.end?.(endCell) ?? null);
    if (end !== null && end < today) this.#left += 1;
    if (hire !== null && hire > today) this.#toCome += 1;
    if (hire !== null && end !== null && end < hire) this.#endBeforeStart.add(row);
    this.#status(cellOf(cells, roles.status), end, row);
  }

  #status(status: string, end: LocalDate | null, row: number): void {
    if (status === '') return;
    const gone = saysGone(status);
    if (gone) this.#goneByStatus += 1;
    if (this.#options.end === null) return;
    if (gone && end === null) this.#goneWithoutEnd.add(row);
    if (saysHere(status) && end !== null && end < this.#options.today) this.#hereAfterEnd.add(row);
  }

  finish(): PeopleFound {
    const { roles } = this.#options;
    const { texts, most } = this.#ids.repeated();
    return {
      ids: this.#ids.size,
      blankIds: this.#blankIds,
      repeatedIds: texts,
      mostRowsOfId: most,
      otherPerson: this.#otherPerson,
      nearIds: this.#nearIds,
      twins: this.#twins,
      twinsBy: twinsBy(roles),
      sharedMails: this.#sharedMails,
      left: this.#left,
      toCome: this.#toCome,
      goneWithoutEnd: this.#goneWithoutEnd,
      hereAfterEnd: this.#hereAfterEnd,
      goneByStatus: this.#goneByStatus,
      endBeforeStart: this.#endBeforeStart,
      managers: this.#managers.size,
      unknownManagers: this.#managers.notIn(this.#ids),
    };
  }
}

function twinsBy({ birthDate, hireDate }: Roles): 'birth' | 'hire' | null {
  if (birthDate !== undefined) return 'birth';
  return hireDate === undefined ? null : 'hire';
}

function cellOf(cells: readonly string[], index: number | undefined): string {
  return index === undefined ? '' : (cells[index] ?? '');
}

/** A person's name to compare by, '' when the file has none. */
function nameOf(cells: readonly string[], { givenName, familyName, fullName }: Roles): string {
  const parts = familyName === undefined ? [fullName] : [givenName, familyName];
  const name = parts.map((part) => cellOf(cells, part).toLowerCase()).join('\n');
  return name.trim() === '' ? '' : name;
}

/** A day on which somebody leaves: none that stands for "never". */
function real(date: LocalDate | null): LocalDate | null {
  return date !== null && date < farFuture ? date : null;
}
