import { expect, it } from 'vitest';
import { household, type Household } from '../support/household.ts';
import { people } from '../support/people.ts';

const staff = people(3);

/** What differs from one machine and one run to the next, in as many letters. */
function steady(text: string, { okta }: Household): string {
  return text
    .replace(/Node \S+, time zone data \w+/, 'Node 24.0.0, time zone data 2026a')
    .replaceAll(okta.url, 'https://acme.okta.com')
    .replace(/organisation\s+00o\w+/, (found) => found.replace(/00o\w+/, '00oAcme'))
    .replace(/kid \S+/, 'kid hQ3')
    .replaceAll(/4999\d\d\//g, '499999/')
    .replaceAll(/req\w{22}/g, 'reqAAAAAAAAAAAAAAAAAAAAAA')
    .replace(/[\d.]+ s from Okta/, '0.5 s from Okta');
}

it.each([
  ['as it should be', {}],
  [
    'wrong in several ways',
    {
      okta: { dpop: false },
      app: {
        dpopBound: false,
        grantedScopes: ['okta.users.read', 'okta.groups.read', 'okta.schemas.read', 'okta.apps.manage'],
      },
    },
  ],
] as const)('doctor on a terminal of 80 columns: %s', async (name, wishes) => {
  const home = await household({ staff, ...wishes });
  home.deliver(staff);
  home.columns = 80;
  const { stdout } = await home.run('doctor');
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  await expect(steady(stdout, home)).toMatchFileSnapshot(`golden/doctor ${name}.txt`);
});
