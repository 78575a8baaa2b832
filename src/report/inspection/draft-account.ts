import type { Proposal } from '../../domain/inspection/proposal.ts';
import type { Questions } from './questions.ts';
import { comment, expression, quoted } from './yaml.ts';

/** The Okta account: how existing ones are recognised, logins, attributes, groups, manager. */
export function accountLines(proposal: Proposal, questions: Questions): string[] {
  return [
    ...matchLines(proposal),
    ...loginLines(proposal, questions),
    ...letterLines(proposal, questions),
    ...profileLines(proposal),
    ...groupLines(proposal),
    ...(proposal.manager ? ['manager: { field: managerId }', ''] : []),
  ];
}

function has({ fields }: Proposal, name: string): boolean {
  return fields.some((field) => field.name === name);
}

function matchLines(proposal: Proposal): string[] {
  const lines = [
    ...comment(
      'How accounts that exist already are recognised, in this order. hrWorkerId is an attribute to be made in Okta.',
    ),
    'match:',
    '  - { okta: profile.hrWorkerId, field: workerId }',
    '  - { okta: profile.employeeNumber, field: workerId }',
  ];
  if (has(proposal, 'email') && proposal.mailsUnique) lines.push('  - { okta: profile.email, field: email }');
  return [...lines, ''];
}

function loginLines(proposal: Proposal, questions: Questions): string[] {
  const { mailDomain } = proposal;
  const asked = mailDomain === null ? questions.ask('Which domain do logins have? @example.com is invented.') : null;
  const domain = mailDomain ?? 'example.com';
  const lines = [
    ...comment(
      `The login of a new account: the first of these that is free, given once and for ever. # stands for nothing, then for 2 to 9.${asked === null ? '' : ` DECIDE ${String(asked)}: the domain.`}`,
    ),
    'login:',
    '  candidates:',
  ];
  if (mailDomain !== null && proposal.mailsUnique && has(proposal, 'email')) lines.push('    - lower(w.email)');
  if (has(proposal, 'givenName') && has(proposal, 'familyName')) {
    lines.push(`    - ${expression(`mailbox(w.givenName) + "." + mailbox(w.familyName) + ${quoted(`#@${domain}`)}`)}`);
  }
  return [...lines, `    - ${expression(`mailbox(w.workerId) + ${quoted(`@${domain}`)}`)}`, ''];
}

const writtenOut = {
  umlaut: { letters: 'ä, ö, ü or ß', plain: 'a, o, u and ss', languages: 'german', written: 'ae, oe and ue' },
  nordic: { letters: 'å, æ or ø', plain: 'a, ae and o', languages: 'danish', written: 'aa, ae and oe' },
} as const;

/** Whether `Müller` signs in as `muller` or `mueller` is a custom of the house, given once and for ever. */
function letterLines(proposal: Proposal, questions: Questions): string[] {
  const found = proposal.writtenOut.map((mark) => writtenOut[mark]);
  if (found.length === 0) return [];
  const list = (key: 'letters' | 'plain' | 'written'): string => found.map((one) => one[key]).join('; ');
  const asked = questions.ask(`Names have ${list('letters')}: are they written out in logins (${list('written')})?`);
  return [
    ...comment(
      `DECIDE ${String(asked)}: in logins ${list('letters')} become ${list('plain')}. If they are to be written out, take the # away:`,
    ),
    '# transliterate:',
    `#   languages: [${found.map(({ languages }) => languages).join(', ')}]`,
    '',
  ];
}

/** Okta's attribute for each field; those that may be emptied when HR empties them. */
const attributes: readonly (readonly [field: string, attribute: string])[] = [
  ['title', 'title'],
  ['department', 'department'],
  ['division', 'division'],
  ['costCenter', 'costCenter'],
  ['company', 'organization'],
  ['workerType', 'userType'],
  ['city', 'city'],
  ['phone', 'primaryPhone'],
];

function profileLines(proposal: Proposal): string[] {
  const lines = [
    ...comment('The attributes that tenured keeps true in Okta; all others are left alone.'),
    'profile:',
    '  hrWorkerId: w.workerId',
    '  employeeNumber: w.workerId',
    ...nameLines(proposal),
    '  email: { value: login, on: create }',
  ];
  for (const [field, attribute] of attributes) {
    if (has(proposal, field)) lines.push(`  ${attribute}: { value: w.${field}, onBlank: clear }`);
  }
  return [...lines, ''];
}

function nameLines(proposal: Proposal): string[] {
  if (has(proposal, 'displayName')) {
    return [
      ...comment(
        'Okta wants a first and a last name; the file has both in one column, "Last, First" or "First Last".',
        2,
      ),
      `  firstName: ${expression('w.displayName.contains(", ") ? part(w.displayName, ", ", 1) : part(w.displayName, " ", 0)')}`,
      `  lastName: ${expression('w.displayName.contains(", ") ? part(w.displayName, ", ", 0) : w.displayName.substring(w.displayName.lastIndexOf(" ") + 1, size(w.displayName))')}`,
      '  displayName: w.displayName',
    ];
  }
  const lines: string[] = [];
  const first = has(proposal, 'givenName');
  const last = has(proposal, 'familyName');
  if (first && last && proposal.someHaveOneName) return oneNameLines(called(proposal));
  if (first) lines.push('  firstName: w.givenName');
  if (last) lines.push('  lastName: w.familyName');
  if (first && last) lines.push(`  displayName: ${expression(`${called(proposal)} + " " + w.familyName`)}`);
  return lines;
}

/** Okta creates nobody without both names. */
function oneNameLines(called: string): string[] {
  return [
    ...comment('Some people have one name only, and Okta wants two: they get theirs twice.', 2),
    `  firstName: ${expression('firstNonEmpty([w.givenName, w.familyName])')}`,
    `  lastName: ${expression('firstNonEmpty([w.familyName, w.givenName])')}`,
    `  displayName: ${expression(`(${called} + " " + w.familyName).trim()`)}`,
  ];
}

function called(proposal: Proposal): string {
  return has(proposal, 'preferredName') ? 'firstNonEmpty([w.preferredName, w.givenName])' : 'w.givenName';
}

function groupLines(proposal: Proposal): string[] {
  const department = proposal.fields.find(({ name }) => name === 'department')?.column.values?.[0]?.value;
  const rule = department === undefined ? 'w.workerType == "contractor"' : `w.department == ${quoted(department)}`;
  return [
    ...comment('The groups that tenured manages: it adds and removes members of these and of no others. For example:'),
    '# groups:',
    '#   - { group: Everyone }',
    `#   - { group: NAME IN OKTA, when: ${expression(rule)} }`,
    '',
  ];
}
