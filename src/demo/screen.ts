import { company } from './company.ts';
import type { Workspace } from './workspace.ts';

/** What stands where when the demo begins. */
interface Scene {
  readonly url: string;
  readonly rows: number;
  readonly accounts: number;
  /** Accounts that tenured looks after from the start. */
  readonly looksAfter: number;
}

/** Who and what there is. */
export function scene({ people, mapping, configuration }: Workspace, told: Scene): string {
  return `A day with tenured. Company and Okta are invented and on this machine only.

[1/4] The company
${company.name} makes navigation instruments in eight offices, from
Auckland to Honolulu. Just now its HR system wrote a file of ${String(told.rows)} rows.
${files([
  [people, "HR's file"],
  [mapping, 'what its columns mean, and what follows in Okta'],
  [configuration, 'where the file, Okta and the key are'],
])}
[2/4] Okta
An organisation with ${String(told.accounts)} accounts, simulated on ${told.url}
until the demo ends. It refuses every write.
A plan needs a past: ${String(told.looksAfter)} of these accounts are noted in tenured's state as if
tenured had made them a month ago. In your own Okta, where it has made none, it
would begin by taking accounts over, each with your consent.
`;
}

/** Before \`validate\`. */
export function validateHeading({ configuration }: Workspace): string {
  return `
[3/4] tenured validate -c ${configuration}
Is everything in order? Bad rows are put aside; they stop nobody else.

`;
}

/** Before \`plan\`. */
export function planHeading({ configuration, directory }: Workspace): string {
  return `
[4/4] tenured plan -c ${configuration} --report html --out ${directory}
What would change, and why. Some of whom to look for:
  Keoni Kahananui, Luz Montoya, Konrad Ziegler, Ngaire Tautahi
                     leave from four offices: each at their own midnight
  Signe Halvorsen    left yesterday and can still sign in
  Ingrid Solheim     left, too, but is an administrator: an alarm, no change
  Theo Marchetti     starts today
  Юлия Щукина        starts on Monday: the account is prepared, with a login
  Priya Venkatesan   changed departments: profile and groups follow

`;
}

interface End {
  readonly exitCode: number;
  /** Requests of the simulated Okta: what was read, and tokens asked for. */
  readonly reads: number;
  readonly tokens: number;
  readonly report: string | null;
}

/** How it ended, and what to do with it. */
export function closing({ configuration, directory, mapping }: Workspace, end: End): string {
  return `
The end
Nothing was written to Okta: ${String(end.reads)} requests read, ${String(end.tokens)} asked for a token.
${end.exitCode === 4 ? needsPerson : ''}
The report for HR    ${end.report ?? 'none'}

Try next
  tenured plan show 1 -c ${configuration} --only 2005 --details
                     one person, with every reason
  tenured plan list -c ${configuration}
  tenured validate -c ${configuration}
                     after changing something in ${mapping}
  tenured simulator --source FILE --mapping MAPPING
                     a simulated Okta for your own file, to plan against
  tenured demo --dir ${directory}
                     all of this anew, its files included
With your own Okta: tenured keys generate, then validate, doctor and plan.
`;
}

const needsPerson = `\`plan\` ended with exit code 4: safety checks ask for a person, as on every first
run (G14) and whenever this many lose access without earlier notice (G10).
`;

function files(list: readonly (readonly [string, string])[]): string {
  const width = Math.max(...list.map(([file]) => file.length));
  return list.map(([file, what]) => `  ${file.padEnd(width)}  ${what}\n`).join('');
}
