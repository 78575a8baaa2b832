import { mailbox } from '../domain/mapping/helpers.ts';
import { addDays, type LocalDate } from '../domain/time/local-date.ts';

/** One row of the HR file, before it becomes text. */
export interface Employee {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly knownAs: string;
  /** Blank while there is no account. */
  readonly email: string;
  readonly title: string;
  readonly department: string;
  readonly office: string;
  readonly country: string;
  readonly type: 'Employee' | 'Contractor';
  readonly start: LocalDate;
  /** The last day, as HR's text: one of them is no day at all. */
  readonly end: string;
  readonly status: 'Active' | 'Dismissed';
  readonly leave: '' | 'Parental' | 'Unpaid';
  readonly leaveFrom: LocalDate | '';
  readonly backOn: LocalDate | '';
  readonly manager: string;
}

export const company = { name: 'Longitude Instruments', domain: 'longitude.example', zone: 'Europe/Berlin' } as const;

/** Offices by name; none of them is on another's time. */
export const offices = {
  Auckland: { country: 'New Zealand', zone: 'Pacific/Auckland' },
  Bengaluru: { country: 'India', zone: 'Asia/Kolkata' },
  Berlin: { country: 'Germany', zone: 'Europe/Berlin' },
  Denver: { country: 'United States', zone: 'America/Denver' },
  Honolulu: { country: 'United States', zone: 'Pacific/Honolulu' },
  Lisbon: { country: 'Portugal', zone: 'Europe/Lisbon' },
  Nairobi: { country: 'Kenya', zone: 'Africa/Nairobi' },
  'São Paulo': { country: 'Brazil', zone: 'America/Sao_Paulo' },
} as const;

export type OfficeName = keyof typeof offices;

export const countryCodes: Readonly<Record<string, string>> = {
  Brazil: 'BR',
  Germany: 'DE',
  India: 'IN',
  Kenya: 'KE',
  'New Zealand': 'NZ',
  Portugal: 'PT',
  'United States': 'US',
};

export const departments = {
  Engineering: ['Head of Engineering', 'Optics Engineer', 'Software Engineer', 'Test Engineer'],
  Workshop: ['Head of Workshop', 'Instrument Maker', 'Lens Grinder', 'Quality Inspector'],
  Sales: ['Head of Sales', 'Account Manager', 'Sales Representative', 'Sales Assistant'],
  Support: ['Head of Support', 'Support Engineer', 'Field Technician', 'Trainer'],
  Finance: ['Head of Finance', 'Accountant', 'Controller', 'Buyer'],
  People: ['Head of People', 'Recruiter', 'Payroll Specialist', 'HR Adviser'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** All invented; any likeness to somebody is chance. */
const names = [
  'Annika/Brandt, Jonas/Lindner, Heike/Osterwald, Matthias/Reuter, Svenja/Kühn, Torben/Wessel, Ulrike/Sander, Falk/Naumann',
  'Aroha/Tamihere, Wiremu/Parata, Hine/Rangiwai, Mere/Kahukura, Sione/Fonua, Losa/Faleolo, Rawiri/Hemara, Anahera/Pomana',
  'Kalani/Nakoa, Leilani/Kealoha, Malia/Akana, Noelani/Puahi, Kimo/Nakamura, Haunani/Kaleo, Mika/Higashi, Ikaika/Mahoe',
  'Jordan/Whitaker, Marisol/Trujillo, DeShawn/Pruitt, Claire/Abernathy, Tamika/Rollins, Owen/Fairbanks, Shoshana/Adler, Wade/Ketchum',
  'Ananya/Raghavan, Karthik/Subramaniam, Meera/Kulkarni, Farhan/Qureshi, Lakshmi/Pillai, Gurpreet/Sandhu, Debjani/Chatterjee, Rohan/D’Mello',
  'Wanjiru/Kariuki, Otieno/Ouma, Achieng/Odera, Kiprono/Langat, Amina/Hassan, Mwende/Mutiso, Juma/Baraka, Nyambura/Gichuki',
  'Thaís/Nogueira, João/Vasconcelos, Beatriz/Antunes, Caio/Figueiredo, Luísa/Carvalhais, Rui/Quintela, Inês/Bragança, Otávio/Lacerda',
  'Łukasz/Wiśniewski, Zofia/Krawczyk, Oksana/Hrytsenko, Tomáš/Dvořáček, Bohdan/Kovalchuk, Małgorzata/Zięba, Petra/Hájková, Ivana/Perić',
  'Elif/Yıldırım, Emre/Çetin, Şebnem/Aksoy, Kian/Farahani, Yasmin/Haddad, Tariq/Al-Sayegh, Nasrin/Moradi, Omar/Ben Youssef',
  'Mei/Lin, Haruto/Ishikawa, Soo-jin/Baek, Yuki/Morimoto, Ji-ho/Seo, Xiulan/Ouyang, Nguyệt/Đặng, Wen/Zhao',
  'Sigríður/Jónsdóttir, Bjørn/Aasen, Åsa/Bergström, Eero/Niskanen, Femke/van der Meulen, Kristaps/Ozoliņš, Astrid/Mørk, Joost/Hoekstra',
  'Chiamaka/Okonkwo, Kwabena/Asante, Fatou/Diallo, Aurélie/Lefèvre, Siobhán/O’Dwyer, Folake/Adeyemi, Benoît/Charpentier, Niamh/Kilbride',
].map((line) => line.split(', '));

const firstId = 1001;

/** Those of whom there is nothing to tell: in the file and in Okta alike. The same for ever, but for their dates. */
export function colleagues(today: LocalDate): readonly Employee[] {
  const perCulture = names[0]?.length ?? 0;
  const everybody = Array.from({ length: perCulture }, (_, index) => names.flatMap((line) => line[index] ?? [])).flat();
  return everybody.map((name, index) => colleague(name, index, today));
}

function colleague(name: string, index: number, today: LocalDate): Employee {
  const [given = name, family = ''] = name.split('/');
  const teams = Object.entries(departments);
  const [department, titles] = teams[index % teams.length] ?? teams[0] ?? ['', []];
  // The first of each department heads it, the very first of all nobody.
  const rank = Math.floor(index / teams.length);
  const head = rank === 0 ? firstId : firstId + (index % teams.length);
  const office = nth(Object.keys(offices) as OfficeName[], index * 3 + rank);
  const title = rank === 0 ? 0 : 1 + ((rank + index) % (titles.length - 1));
  return employee({
    id: String(firstId + index),
    given,
    family,
    title: titles[title] ?? '',
    department,
    office,
    country: offices[office].country,
    type: index % 17 === 16 ? 'Contractor' : 'Employee',
    start: addDays(today, -(200 + ((index * 97) % 3600))),
    manager: index === 0 ? '' : String(head),
  });
}

/** What has to be said of somebody; the rest is as usual. */
type Told = Pick<Employee, 'id' | 'given' | 'family' | 'title' | 'department' | 'office' | 'country' | 'start'> &
  Partial<Employee>;

/** A complete employee. */
export function employee(told: Told): Employee {
  return {
    knownAs: '',
    email: addressOf(told.given, told.family),
    type: 'Employee',
    end: '',
    status: 'Active',
    leave: '',
    leaveFrom: '',
    backOn: '',
    manager: headOf(told.department),
    ...told,
  };
}

/** A person's address, in letters that every mail system takes. */
export function addressOf(given: string, family: string): string {
  return `${mailbox(given)}.${mailbox(family)}@${company.domain}`;
}

/** The id of a department's head. */
export function headOf(department: string): string {
  const index = Object.keys(departments).indexOf(department);
  return index === -1 ? '' : String(firstId + index);
}

function nth<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item;
}
