import type { Instant } from '../domain/time/instant.ts';
import { addDays, dayOfWeek, type LocalDate } from '../domain/time/local-date.ts';
import { localDateAt, type ZoneId } from '../domain/time/zone.ts';
import { addressOf, employee, headOf, offices, type Employee, type OfficeName } from './company.ts';

/** Somebody of whom today's file has something to tell. */
export interface Part {
  /** What HR says of them today. */
  readonly row: Employee;
  /** What Okta holds of them; null while there is no account. */
  readonly account: Account | null;
}

export interface Account {
  readonly status: 'STAGED' | 'ACTIVE' | 'SUSPENDED';
  /** The person as Okta knows them: HR's row of some time ago. */
  readonly holds: Employee;
  /** Bound: tenured looks after it already. */
  readonly bound: boolean;
  readonly administrator: boolean;
}

/** Everybody who joins, moves, leaves, is away or is written wrongly on the day of `now`, each by their own calendar. */
export function story(now: Instant): readonly Part[] {
  const stage = setStage(now);
  return [leavers, joiners, movers, away, special, mistakes].flatMap((scene) => scene(stage));
}

interface Stage {
  /** A day by an office's calendar, counted from today there. */
  readonly day: (office: OfficeName, days?: number) => LocalDate;
  /** The next Monday by an office's calendar, never today. */
  readonly monday: (office: OfficeName) => LocalDate;
  /** Id, `given/family`, office, `department/title`, days since the first day. */
  readonly someone: (
    id: string,
    name: string,
    office: OfficeName,
    job: string,
    since: number,
    more?: Partial<Employee>,
  ) => Employee;
}

function setStage(now: Instant): Stage {
  const day: Stage['day'] = (office, days = 0) => addDays(localDateAt(now, offices[office].zone as ZoneId), days);
  return {
    day,
    monday: (office) => addDays(day(office), 8 - dayOfWeek(day(office))),
    someone: (id, name, office, job, since, more = {}) => {
      const [given = '', family = ''] = name.split('/');
      const [department = '', title = ''] = job.split('/');
      const { country } = offices[office];
      return employee({ id, given, family, department, title, office, country, start: day(office, -since), ...more });
    },
  };
}

function leavers({ day, someone }: Stage): readonly Part[] {
  const end = (office: OfficeName, days?: number) => ({ end: day(office, days) });
  return [
    known(someone('2001', 'Signe/Halvorsen', 'Berlin', 'Finance/Controller', 900, end('Berlin', -1))),
    known(someone('2002', 'Ngaire/Tautahi', 'Auckland', 'Support/Trainer', 700, end('Auckland', -1))),
    known(someone('2003', 'Konrad/Ziegler', 'Berlin', 'Workshop/Lens Grinder', 3100, end('Berlin'))),
    known(someone('2004', 'Luz/Montoya', 'Denver', 'Sales/Account Manager', 1400, end('Denver'))),
    known(someone('2005', 'Keoni/Kahananui', 'Honolulu', 'Support/Field Technician', 500, end('Honolulu'))),
    known(someone('2006', 'Radu/Ionescu', 'Lisbon', 'Finance/Buyer', 400, { status: 'Dismissed' })),
    // Never signed in, and gone after a day: nothing to suspend, a prepared account to close.
    prepared(someone('2007', 'Mateus/Figueira', 'São Paulo', 'Sales/Sales Assistant', 2, end('São Paulo', -1))),
  ];
}

function joiners({ day, monday, someone }: Stage): readonly Part[] {
  const nextWeek = (office: OfficeName) => ({ start: monday(office) });
  const halfAYear = { type: 'Contractor', end: day('Nairobi', 180) } as const;
  return [
    prepared(someone('2011', 'Theo/Marchetti', 'Berlin', 'Engineering/Test Engineer', 0)),
    fresh(someone('2012', 'Юлия/Щукина', 'Berlin', 'Workshop/Instrument Maker', 0, nextWeek('Berlin'))),
    // The namesake of a colleague: his login has to differ.
    fresh(someone('2013', 'Jonas/Lindner', 'Denver', 'Engineering/Software Engineer', 0, nextWeek('Denver'))),
    fresh(
      someone('2014', 'Nkechi/Eze', 'Nairobi', 'Sales/Sales Representative', 0, {
        ...nextWeek('Nairobi'),
        ...halfAYear,
      }),
    ),
    // Postponed after the account was prepared.
    prepared(
      someone('2015', 'Sofia/Almeida', 'Lisbon', 'People/Payroll Specialist', 0, {
        start: addDays(monday('Lisbon'), 7),
      }),
    ),
  ];
}

function movers({ someone }: Stage): readonly Part[] {
  const priya = someone('2021', 'Priya/Venkatesan', 'Bengaluru', 'Engineering/Software Engineer', 1200);
  const tobias = someone('2022', 'Tobias/Falkner', 'Auckland', 'Workshop/Quality Inspector', 800);
  const hanna = someone('2023', 'Hanna/Sjöberg-Okafor', 'Nairobi', 'People/HR Adviser', 640);
  // The name changes, the address stays.
  const email = addressOf('Hanna', 'Sjöberg');
  return [
    moved(priya, { department: 'Sales', title: 'Sales Representative', manager: headOf('Sales') }),
    moved(tobias, { office: 'Denver', country: offices.Denver.country }),
    moved({ ...hanna, email }, { family: 'Sjöberg' }),
  ];
}

function away({ day, someone }: Stage): readonly Part[] {
  const leave = (kind: Employee['leave'], office: OfficeName, from: number, until: number) => ({
    leave: kind,
    leaveFrom: day(office, from),
    backOn: day(office, until),
  });
  const camila = leave('Unpaid', 'São Paulo', 0, 90);
  const jun = leave('Parental', 'Honolulu', -30, 60);
  // Back since today, and suspended: not by tenured, so that it is not tenured's to give back.
  const ewa = someone('2033', 'Ewa/Lisowska', 'Berlin', 'People/Recruiter', 700, leave('Unpaid', 'Berlin', -120, 0));
  return [
    known(someone('2031', 'Camila/Duarte', 'São Paulo', 'Finance/Accountant', 1500, camila)),
    known(someone('2032', 'Jun/Takeda', 'Honolulu', 'Workshop/Instrument Maker', 1000, jun)),
    { row: ewa, account: { ...accountOf(ewa), status: 'SUSPENDED' } },
  ];
}

/** An administrator who has left, and an account that tenured does not look after yet. */
function special({ day, someone }: Stage): readonly Part[] {
  const left = { end: day('Berlin', -1) };
  const ingrid = someone('2041', 'Ingrid/Solheim', 'Berlin', 'Support/Support Engineer', 2000, left);
  const mikkel = someone('2042', 'Mikkel/Rasmussen', 'Lisbon', 'Engineering/Optics Engineer', 60);
  return [
    { row: ingrid, account: { ...accountOf(ingrid), administrator: true } },
    { row: mikkel, account: { ...accountOf(mikkel), bound: false } },
  ];
}

/** Rows as they come: HR's to mend, and nobody loses anything by them. */
function mistakes({ day, someone }: Stage): readonly Part[] {
  const grinder = (id: string, name: string, more: Partial<Employee> = {}) =>
    someone(id, name, 'Berlin', 'Workshop/Lens Grinder', 500, more);
  const nextYear = Number(day('Berlin').slice(0, 4)) + 1;
  return [
    known(grinder('2051', 'Paulo/Siqueira', { end: `${String(nextYear)}-02-30` })),
    known(grinder('2052', 'Grace/Mutua')),
    fresh(grinder('2052', 'Gareth/Pryce')),
    fresh(grinder('', 'Ida/Nordahl')),
    known(grinder('2054', 'Vesna/Marković', { country: 'Untied States' })),
    known(grinder('2055', 'Lena/Achterberg', { office: 'Remote' })),
  ];
}

/** Somebody whose account is as HR's row says. */
function known(row: Employee): Part {
  return { row, account: accountOf(row) };
}

/** Somebody whose account is there and waits for the first day. */
function prepared(row: Employee): Part {
  return { row: { ...row, email: '' }, account: { ...accountOf(row), status: 'STAGED' } };
}

/** Somebody without an account. */
function fresh(row: Employee): Part {
  return { row: { ...row, email: '' }, account: null };
}

/** Somebody whom Okta still shows as they were. */
function moved(row: Employee, before: Partial<Employee>): Part {
  return { row, account: accountOf({ ...row, ...before }) };
}

/** An account that tenured made as HR's row says. */
export function accountOf(holds: Employee): Account {
  return { status: 'ACTIVE', holds, bound: true, administrator: false };
}
