import { addDays, type LocalDate } from '../domain/time/local-date.ts';
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

/** Everybody of whom Monday's file has something to tell, and those of whom later files of the week have. */
export function story(monday: LocalDate): readonly Part[] {
  const stage = setStage(monday);
  return [leavers, joiners, movers, away, special, mistakes].flatMap((scene) => scene(stage));
}

/** HR's rows as they are from Tuesday on, made from Monday's. */
export function fromTuesday(monday: LocalDate, rows: readonly Employee[]): readonly Employee[] {
  const { day, someone } = setStage(monday);
  const lastDay = { end: day(3) };
  const news = new Map<string, Partial<Employee>>([
    ['2024', { department: 'Support', title: 'Support Engineer', manager: headOf('Support') }],
    ['2034', { leave: 'Unpaid', leaveFrom: day(2), backOn: day(3) }],
    ...announced.map((id) => [id, lastDay] as const),
  ]);
  const joiner = fresh(someone('2017', 'Amara/Obi', 'Lisbon', 'People/Recruiter', 0, { start: day(8) })).row;
  return [...rows.map((row) => ({ ...row, ...news.get(row.id) })), joiner];
}

/** Whose last day is Thursday, each in another office. */
export const announced = ['2003', '2004', '2005', '2008'];

interface Stage {
  /** A day counted from Monday. */
  readonly day: (days: number) => LocalDate;
  /** Id, `given/family`, office, `department/title`, days from the first day to Monday. */
  readonly someone: (
    id: string,
    name: string,
    office: OfficeName,
    job: string,
    since: number,
    more?: Partial<Employee>,
  ) => Employee;
}

function setStage(monday: LocalDate): Stage {
  const day: Stage['day'] = (days) => addDays(monday, days);
  return {
    day,
    someone: (id, name, office, job, since, more = {}) => {
      const [given = '', family = ''] = name.split('/');
      const [department = '', title = ''] = job.split('/');
      const { country } = offices[office];
      return employee({ id, given, family, department, title, office, country, start: day(-since), ...more });
    },
  };
}

function leavers({ day, someone }: Stage): readonly Part[] {
  return [
    known(someone('2001', 'Signe/Halvorsen', 'Berlin', 'Finance/Controller', 900, { end: day(-3) })),
    known(someone('2003', 'Konrad/Ziegler', 'Berlin', 'Workshop/Lens Grinder', 3100)),
    known(someone('2004', 'Luz/Montoya', 'Denver', 'Sales/Account Manager', 1400)),
    known(someone('2005', 'Keoni/Kahananui', 'Honolulu', 'Support/Field Technician', 500)),
    known(someone('2006', 'Radu/Ionescu', 'Lisbon', 'Finance/Buyer', 400, { status: 'Dismissed' })),
    known(someone('2008', 'Tama/Rewi', 'Auckland', 'Support/Trainer', 700)),
  ];
}

function joiners({ day, someone }: Stage): readonly Part[] {
  const nextMonday = { start: day(7) };
  return [
    prepared(someone('2011', 'Theo/Marchetti', 'Berlin', 'Engineering/Test Engineer', 0)),
    fresh(someone('2012', 'Юлия/Щукина', 'Berlin', 'Workshop/Instrument Maker', 0, nextMonday)),
    // The namesake of a colleague: his login has to differ.
    fresh(someone('2013', 'Jonas/Lindner', 'Bengaluru', 'Engineering/Software Engineer', 0, nextMonday)),
    fresh(
      someone('2014', 'Nkechi/Eze', 'Nairobi', 'Sales/Sales Representative', 0, { ...nextMonday, type: 'Contractor' }),
    ),
    // Postponed after the account was prepared.
    prepared(someone('2015', 'Sofia/Almeida', 'Lisbon', 'People/Payroll Specialist', -14)),
    prepared(someone('2016', 'Manaia/Hohepa', 'Auckland', 'Sales/Account Manager', -3)),
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
    known(someone('2024', 'Marek/Dostál', 'Berlin', 'Workshop/Instrument Maker', 1100)),
  ];
}

function away({ day, someone }: Stage): readonly Part[] {
  const leave = (kind: Employee['leave'], from: number, until: number) => ({
    leave: kind,
    leaveFrom: day(from),
    backOn: day(until),
  });
  // Back since today, and suspended: not by tenured, so that it is not tenured's to give back.
  const ewa = someone('2033', 'Ewa/Lisowska', 'Berlin', 'People/Recruiter', 700, leave('Unpaid', -120, 0));
  return [
    known(someone('2031', 'Camila/Duarte', 'São Paulo', 'Finance/Accountant', 1500, leave('Unpaid', 0, 90))),
    known(someone('2032', 'Jun/Takeda', 'Honolulu', 'Workshop/Instrument Maker', 1000, leave('Parental', -30, 60))),
    { row: ewa, account: { ...accountOf(ewa), status: 'SUSPENDED' } },
    known(someone('2034', 'Zawadi/Mwangi', 'Nairobi', 'Support/Support Engineer', 820)),
  ];
}

/** An administrator with a new title, and an account that tenured does not look after yet. */
function special({ someone }: Stage): readonly Part[] {
  const ingrid = someone('2041', 'Ingrid/Solheim', 'Berlin', 'Support/Field Technician', 2000);
  const mikkel = someone('2042', 'Mikkel/Rasmussen', 'Lisbon', 'Engineering/Optics Engineer', 60);
  return [
    { row: ingrid, account: { ...accountOf({ ...ingrid, title: 'Support Engineer' }), administrator: true } },
    { row: mikkel, account: { ...accountOf(mikkel), bound: false } },
  ];
}

/** Rows as they come: HR's to mend, and nobody loses anything by them. */
function mistakes({ day, someone }: Stage): readonly Part[] {
  const grinder = (id: string, name: string, more: Partial<Employee> = {}) =>
    someone(id, name, 'Berlin', 'Workshop/Lens Grinder', 500, more);
  const nextYear = Number(day(0).slice(0, 4)) + 1;
  return [
    known(grinder('2051', 'Paulo/Siqueira', { end: `${String(nextYear)}-02-30` })),
    known(grinder('2052', 'Grace/Mutua')),
    fresh(grinder('2052', 'Gareth/Pryce')),
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
