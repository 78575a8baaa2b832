import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { household, mapping, minute, type Household, type Wishes } from './household.ts';
import { file, type Person } from './people.ts';

/** The group of everybody whom the contractors' mapping is about. */
export const outsiders = 'Contractors at Acme';

/** The contractors' mapping: the employees' but for its group. */
export const contractorsMapping = mapping.replace(/groups:\n.*\n/, `groups:\n  - { group: ${outsiders} }\n`);

/** What a household with two sources differs in. */
export interface TwoWishes extends Wishes {
  readonly contractors?: Readonly<Record<string, unknown>>;
  readonly contractorsMapping?: string;
  /** The contractors come first in the list, and so take precedence. */
  readonly contractorsFirst?: boolean;
}

/** The list of sources of a household's configuration. */
export function sourceList(wishes: Pick<TwoWishes, 'contractors' | 'contractorsFirst'> = {}): readonly object[] {
  const plain = { type: 'csv', roster: 'all' };
  const employees = { ...plain, name: 'people', path: 'people.csv', mapping: 'people.yaml' };
  const contractors = {
    ...plain,
    name: 'contractors',
    path: 'contractors.csv',
    mapping: 'contractors.yaml',
    ...wishes.contractors,
  };
  return wishes.contractorsFirst === true ? [contractors, employees] : [employees, contractors];
}

/** A household whose HR has a file of employees and a file of contractors. */
export async function twoSources(wishes: TwoWishes = {}): Promise<Household> {
  const { configuration, ...rest } = wishes;
  const home = await household({ ...rest, configuration: { sources: sourceList(wishes), ...configuration } });
  writeFileSync(join(home.directory, 'contractors.yaml'), wishes.contractorsMapping ?? contractorsMapping);
  return home;
}

/** Puts the contractors' file in its place, at rest for ten minutes; null takes it away. */
export function deliverContractors(home: Household, content: string | readonly Person[] | null): void {
  const path = join(home.directory, 'contractors.csv');
  rmSync(path, { force: true });
  if (content === null) return;
  writeFileSync(path, typeof content === 'string' ? content : file(content));
  const modified = (home.now() - 10 * minute) / 1000;
  utimesSync(path, modified, modified);
}
