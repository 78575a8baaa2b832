import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hour, household, mapping, type Household } from '../support/household.ts';
import { people, person } from '../support/people.ts';

const staff = people(60);
const leaver = person('LEO', { end: '2026-11-20' });

/** A way for a plan that a person approved to become one that nobody may carry out any more. */
const ways: readonly {
  readonly what: string;
  readonly code: string;
  readonly spoil: (home: Household) => Promise<unknown>;
}[] = [
  {
    what: 'a line was altered',
    code: 'TEN-5010',
    spoil: (home) => alterLines(home, (lines) => lines.map((line) => line.replaceAll('LEO', 'P001'))),
  },
  {
    what: 'a line was taken out',
    code: 'TEN-5010',
    spoil: (home) => alterLines(home, (lines) => lines.filter((line) => !line.includes('clear-sessions'))),
  },
  {
    what: 'its head was altered',
    code: 'TEN-5010',
    spoil: (home) => alter(home, "UPDATE plan SET header = replace(header, '1.0.0', '1.0.9')"),
  },
  {
    what: 'it is of another format',
    code: 'TEN-5011',
    spoil: (home) => alter(home, "UPDATE plan SET header = json_set(header, '$.schema', 2)"),
  },
  {
    what: 'the configuration changed',
    code: 'TEN-5012',
    spoil: (home) => {
      home.configure({ configuration: { plan: { horizon: '25h' } } });
      return Promise.resolve();
    },
  },
  {
    what: 'the mapping changed',
    code: 'TEN-5012',
    spoil: (home) => {
      home.useMapping(mapping.replace('firstName: w.givenName', 'firstName: w.givenName.trim()'));
      return Promise.resolve();
    },
  },
  {
    what: 'its time is over',
    code: 'TEN-5013',
    spoil: (home) => {
      home.later(73 * hour);
      return Promise.resolve();
    },
  },
  {
    what: 'a newer one replaced it',
    code: 'TEN-5014',
    spoil: (home) => {
      home.later(hour);
      home.deliver([...staff, leaver, person('NEW', { start: '2026-11-23' })]);
      return home.plan();
    },
  },
  {
    what: 'somebody rejected it',
    code: 'TEN-5014',
    spoil: (home) => home.run('plan', 'reject', '1', '--yes'),
  },
];

async function alter(home: Household, sql: string): Promise<void> {
  home.withState(({ database }) => database.exec(sql));
  return Promise.resolve();
}

/** Lines are kept compressed, so that SQL alone cannot alter one. */
async function alterLines(home: Household, change: (lines: readonly string[]) => readonly string[]): Promise<void> {
  home.withState(({ database }) => {
    const blocks = database
      .prepare<[], { number: number; seq: number; body: Buffer }>('SELECT number, seq, body FROM plan_block')
      .all();
    const store = database.prepare('UPDATE plan_block SET body = ?, lines = ? WHERE number = ? AND seq = ?');
    const before = blocks.map(({ body }) => zstdDecompressSync(body).toString().split('\n'));
    const after = before.map(change);
    expect(after).not.toEqual(before);
    for (const [index, { number, seq }] of blocks.entries()) {
      const lines = after[index] ?? [];
      store.run(zstdCompressSync(lines.join('\n')), lines.length, number, seq);
    }
  });
  return Promise.resolve();
}

async function approved(): Promise<Household> {
  const home = await household({ staff: [...staff, person('LEO')], manage: true });
  home.deliver([...staff, leaver]);
  await home.approve(await home.plan());
  return home;
}

describe('a plan that a person approved is refused as a whole, with nothing written', () => {
  it.each(ways)('when $what: $code', async ({ code, spoil }) => {
    const home = await approved();
    await spoil(home);
    const { code: exit, stderr, stdout } = await home.run('apply', '1');
    expect(stderr.split('  ')[0]).toBe(code);
    expect(exit).toBe(6);
    expect(stdout).toBe('');
    expect(home.writes()).toEqual([]);
    expect(home.account(leaver)?.status).toBe('ACTIVE');
  });

  it('when it has been carried out already', async () => {
    const home = await approved();
    expect((await home.run('apply', '1')).code).toBe(0);
    const before = home.writes().length;
    const again = await home.run('apply', '1');
    expect([again.code, again.stderr.split('  ')[0]]).toEqual([6, 'TEN-5014']);
    expect(home.writes()).toHaveLength(before);
  });
});

describe('a plan that nobody can ever carry out', () => {
  it('is one for looking only, approved or not', async () => {
    const home = await household({ staff: [...staff, person('LEO')], manage: true });
    home.deliver([...staff, leaver]);
    const looked = await home.plan('--as-of', '2026-11-24T12:00Z');
    const number = String(looked.envelope.number);
    const said = await home.run('plan', 'approve', number, '--yes');
    expect([said.code, said.stderr.split('  ')[0]]).toEqual([6, 'TEN-5015']);
    const outcome = await home.run('apply', number);
    expect([outcome.code, outcome.stderr.split('  ')[0]]).toEqual([6, 'TEN-5015']);
    expect((await home.run('apply')).stderr.split('  ')[0]).toBe('TEN-5017');
    expect(home.writes()).toEqual([]);
  });

  it('is one of a file that is held back; approving it accepts the file, and the next plan is made from it', async () => {
    const home = await approved();
    await home.run('apply');
    home.later(hour);
    home.deliver([...staff.slice(4), leaver]);
    const { stdout } = await home.run('plan');
    expect(stdout).toContain('The newest file is held back. Plan 3 is what follows if it is accepted:\n');
    const before = home.writes().length;
    const refused = await home.run('apply', '3');
    expect([refused.code, refused.stderr.split('  ')[0]]).toEqual([6, 'TEN-5016']);
    const part = await home.run('plan', 'approve', '3', '--worker', 'P001', '--yes');
    expect([part.code, part.stdout.includes('accepted')]).toEqual([64, false]);
    const said = await home.run('plan', 'approve', '3', '--yes');
    expect(said.stdout).toContain('was held back: approving the whole plan accepts it, for everybody.\n');
    expect(said.stdout).toContain(
      'The file is accepted. Next: tenured plan -c ~/tenured.yaml, which is made from it.\n',
    );
    expect((await home.run('apply', '3')).code).toBe(6);
    expect(home.writes()).toHaveLength(before);
    const next = await home.plan();
    expect(next.header.snapshot.count).toBe(57);
  });
});

describe('no plan', () => {
  it('before any was made', async () => {
    const home = await household({ staff, manage: true });
    const outcome = await home.run('apply');
    expect([outcome.code, outcome.stderr.split('  ')[0]]).toEqual([6, 'TEN-5017']);
  });

  it('of that number', async () => {
    const home = await approved();
    for (const arguments_ of [
      ['apply', '7'],
      ['plan', 'approve', '7', '--yes'],
      ['plan', 'diff', '1', '7'],
    ]) {
      const outcome = await home.run(...arguments_);
      expect([outcome.code, outcome.stderr.split('  ')[0]]).toEqual([64, 'TEN-5003']);
    }
  });
});
