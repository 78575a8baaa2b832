import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { group } from '../../src/simulator/index.ts';
import { everyone, hour, household, minute, skipped, steps, type Household } from '../support/household.ts';
import { accountOf, loginOf, person } from '../support/people.ts';
import {
  carryOut,
  colleagues,
  company,
  contractor,
  day,
  employee,
  linked,
  linkedMapping,
  nextDay,
  old,
  row,
  withRows,
  type Row,
} from '../support/conversion.ts';

/** The id of Kim's account, which never changes. */
function account(home: Household): string {
  return home.okta.org.user(loginOf(contractor))?.id ?? '';
}

/** Whom the account with Kim's login is bound to. */
function boundTo(home: Household): string | undefined {
  const okta = account(home);
  return home.withState(({ database }) =>
    database.prepare<[string], string>('SELECT worker_id FROM binding WHERE okta_id = ?').pluck().get(okta),
  );
}

/** Days go by with these rows, everything that a plan asks for is approved, and this is what Okta was asked to do. */
async function daysGoBy(home: Household, days: number, ...rows: readonly Row[]): Promise<readonly string[]> {
  const asked: string[] = [];
  for (let count = 0; count < days; count += 1) {
    const plan = await nextDay(home, ...rows);
    if (plan.operations.length > 0) await home.approve(plan);
    asked.push(...(await carryOut(home)));
  }
  return asked;
}

async function status(home: Household): Promise<string> {
  return (await home.run('status')).stdout;
}

describe('a new worker id that is announced ahead', () => {
  it('keeps the account: one update at its first day, and nothing before or after', async () => {
    const home = await company();
    const okta = account(home);
    const announced = await nextDay(home, old, employee);
    expect(steps(announced)).toEqual(['adopt E456']);
    expect(announced.operations[0]).toMatchObject({
      target: 'C123',
      before: { worker: 'C123', status: 'enabled' },
      after: { worker: 'E456', okta },
      precondition: { kind: 'bound', okta, worker: 'C123' },
      reason: { rule: 'goes-on-from', detail: 'C123, last day 2026-11-30', date: '2026-12-01' },
      needsApproval: ['goes-on'],
      provenance: { file: 'people.csv', row: 23 },
    });
    await home.approve(announced);
    expect(await carryOut(home)).toEqual([]);
    expect(boundTo(home)).toBe('E456');
    expect(home.account(contractor)).toMatchObject({ status: 'ACTIVE', profile: { hrWorkerId: 'C123' } });
    expect(await daysGoBy(home, 6, old, employee)).toEqual([]);
    expect(await daysGoBy(home, 1, old, employee)).toEqual([`POST users ${okta}`]);
    expect(home.account(contractor)).toMatchObject({
      status: 'ACTIVE',
      profile: { hrWorkerId: 'E456', department: 'Engineering' },
    });
    expect(await daysGoBy(home, 10, old, employee)).toEqual([]);
    expect(home.account(employee)).toBeUndefined();
  });

  it.each([
    [true, ['update-profile E456'], ''],
    [false, ['adopt E456'], 'claimed C123'],
  ])('to the minute, in the zone of the person; agreed: %s', async (agreed, planned, said) => {
    const home = await company({ at: '2026-11-28T22:59:00Z' });
    const plan = await nextDay(home, old, employee);
    if (agreed) {
      await home.approve(plan);
      await carryOut(home);
    }
    home.later(day);
    home.deliver(withRows(old, employee));
    const before = await home.plan();
    expect([before.operations.filter(({ kind }) => kind !== 'adopt'), skipped(before)]).toEqual([
      [],
      agreed ? ['goes-on C123'] : [],
    ]);
    expect(await status(home)).toContain('Nobody is overdue');
    home.later(minute);
    const after = await home.plan();
    expect([steps(after), skipped(after)]).toEqual([planned, said === '' ? ['goes-on C123'] : [said]]);
    home.later(5 * hour);
    await home.run('run', '--once');
    expect(home.account(contractor)?.status).toBe('ACTIVE');
    expect(await status(home)).toContain(agreed ? 'Nobody is overdue' : 'Kim Novak (C123)');
    expect(home.writes().filter((call) => /suspend|lifecycle/.test(call))).toEqual([]);
  });

  it('is known of rows that were accepted by a release that did not look', async () => {
    const home = await company();
    await nextDay(home, old, employee);
    home.withState(({ database }) => database.exec('DELETE FROM claim'));
    home.upgrade('1.1.0');
    expect(steps(await home.plan())).toEqual(['adopt E456']);
  });

  it('is no leaver in what the status says of the coming days', async () => {
    const home = await company();
    await home.approve(await nextDay(home, old, employee));
    await carryOut(home);
    home.later(2 * day);
    expect(await status(home)).toMatch(/next 7 days +0 leave/);
  });

  it('is asked about whatever the consent says', async () => {
    const home = await company({
      configuration: { consent: { joiner: 'autopilot', mover: 'autopilot', leaver: 'autopilot', return: 'autopilot' } },
    });
    await nextDay(home, old, employee);
    expect((await home.run('apply')).code).toBe(5);
    expect(boundTo(home)).toBe('C123');
  });

  it('is told of the old id as long as HR lists it, and then no more', async () => {
    const home = await company();
    const plan = await nextDay(home, old, employee);
    await home.approve(plan);
    await carryOut(home);
    const told = await nextDay(home, old, employee);
    expect([steps(told), skipped(told)]).toEqual([[], ['goes-on C123']]);
    const gone = await nextDay(home, employee);
    expect([steps(gone), skipped(gone)]).toEqual([[], []]);
  });

  it('loses the account at its own end, whether HR has ended the old id or dropped it', async () => {
    for (const left of [[old], []]) {
      const home = await company();
      const first = await nextDay(home, row(contractor), employee);
      await home.approve(first);
      await carryOut(home);
      await daysGoBy(home, 9, ...left, employee);
      expect(home.account(contractor)?.status).toBe('ACTIVE');
      const asked = await daysGoBy(home, 3, ...left, row(employee, { end: '2026-12-04' }));
      expect(asked.filter((call) => call.endsWith('/suspend'))).toHaveLength(1);
      expect(home.account(contractor)?.status).toBe('SUSPENDED');
    }
  }, 60_000);

  it('keeps the groups that an account had before tenured, and gives those of the new id', async () => {
    const grouped = linkedMapping.replace(
      /groups:\n.*\n/,
      `groups:\n  - { group: ${everyone} }\n  - { group: Temps, when: 'w.department == "Temps"' }\n  - { group: Engineers, when: 'w.department == "Engineering"' }\n`,
    );
    const home = await company({
      mapping: grouped,
      org: {
        groups: [group('Temps'), group('Engineers')],
        memberships: [{ group: 'Temps', users: [loginOf(contractor)] }],
      },
    });
    await daysGoBy(home, 8, old, employee);
    expect(home.account(contractor)?.groups).toEqual(['Engineers', everyone, 'Temps']);
  });
});

describe('a person has not decided', () => {
  it('nobody loses access, nobody gets a second account, and everything says who has to decide', async () => {
    const home = await company();
    await nextDay(home, old, employee);
    for (let count = 0; count < 9; count += 1) {
      await nextDay(home, old, employee);
      expect(await carryOut(home)).toEqual([]);
    }
    const plan = await nextDay(home, old, employee);
    expect(steps(plan)).toEqual(['adopt E456']);
    expect(plan.skips).toMatchObject([{ why: 'claimed', subject: { worker: 'C123' }, detail: 'E456' }]);
    expect(plan.findings.find(({ verdict }) => verdict === 'candidate')).toBeUndefined();
    const screen = await home.run('plan', '--report', 'html');
    expect(screen.stdout).toMatch(/Kim Novak.*C123/);
    expect(screen.stdout).toContain('another worker id claims the account');
    expect(await status(home)).toMatch(/should have lost access already.*\n.*Kim Novak \(C123\)/);
    expect(home.account(contractor)?.status).toBe('ACTIVE');
    expect(home.account(employee)).toBeUndefined();
  }, 60_000);

  it('and rejects a whole plan: that says nothing about who is who', async () => {
    const home = await company();
    await home.reject(await nextDay(home, old, employee));
    for (let count = 0; count < 9; count += 1) {
      await nextDay(home, old, employee);
      expect(await carryOut(home)).toEqual([]);
    }
    expect(home.account(contractor)?.status).toBe('ACTIVE');
  }, 60_000);

  it('until after the old end: the account goes on all the same', async () => {
    const home = await company();
    for (let count = 0; count < 9; count += 1) {
      await nextDay(home, old, employee);
      expect(await carryOut(home)).toEqual([]);
    }
    const asked = await daysGoBy(home, 3, old, employee);
    expect(asked).toEqual([`POST users ${account(home)}`]);
    expect(home.account(contractor)).toMatchObject({ status: 'ACTIVE', profile: { hrWorkerId: 'E456' } });
  }, 60_000);

  it('until HR takes the new id back: then the end is an end', async () => {
    const home = await company();
    for (let count = 0; count < 9; count += 1) await nextDay(home, old, employee);
    expect(home.account(contractor)?.status).toBe('ACTIVE');
    const plan = await nextDay(home, old);
    expect(steps(plan)).toEqual(['disable C123', 'clear-sessions C123']);
    expect(plan.operations[0]?.needsApproval).toEqual([]);
  }, 60_000);

  it('an end that was approved before anybody knew of the new id ends nobody’s access', async () => {
    const home = await company({ at: '2026-11-28T12:00:00Z' });
    const before = await nextDay(home, old);
    home.later(0.9 * day);
    const ahead = await home.plan();
    expect([steps(before), steps(ahead)]).toEqual([[], ['disable C123', 'clear-sessions C123']]);
    await home.approve(ahead);
    home.later(0.5 * day);
    home.deliver(withRows(old, employee));
    expect(steps(await home.plan())).toEqual(['adopt E456']);
    for (let count = 0; count < 3; count += 1) {
      await nextDay(home, old, employee);
      expect(await carryOut(home)).toEqual([]);
    }
    expect(home.account(contractor)?.status).toBe('ACTIVE');
  });
});

describe('a person says that they are two people', () => {
  it('the old end is carried out as any other, and the new id gets an account of its own', async () => {
    const home = await company();
    const plan = await nextDay(home, old, employee);
    const refused = await home.run('plan', 'reject', String(plan.envelope.number), '--worker', 'E456', '--yes');
    expect(refused.code).toBe(0);
    expect(refused.stdout).toContain('two people');
    const asked = await daysGoBy(home, 9, old, employee);
    expect(asked.filter((call) => call.endsWith('/suspend'))).toHaveLength(1);
    expect(home.account(contractor)?.status).toBe('SUSPENDED');
    expect(home.account(employee)).toMatchObject({ status: 'PROVISIONED', profile: { hrWorkerId: 'E456' } });
  }, 60_000);

  it('and takes it back by approving the same plan', async () => {
    const home = await company();
    const plan = await nextDay(home, old, employee);
    const number = String(plan.envelope.number);
    await home.run('plan', 'reject', number, '--worker', 'E456', '--yes');
    expect(steps(await nextDay(home, old, employee))).not.toContain('adopt E456');
    await home.run('plan', 'approve', number, '--worker', 'E456', '--yes');
    expect(steps(await nextDay(home, old, employee))).toEqual(['adopt E456']);
  });

  it('until HR says something else', async () => {
    const home = await company();
    const plan = await nextDay(home, old, employee);
    await home.run('plan', 'reject', String(plan.envelope.number), '--worker', 'E456', '--yes');
    expect(steps(await nextDay(home, old, row(employee, { previous: '' })))).not.toContain('adopt E456');
    expect(steps(await nextDay(home, old, employee))).toEqual(['adopt E456']);
  });
});

describe('it is not clear whose account goes on', () => {
  const other = row(person('E457', { first: 'Kim', last: 'Novak', start: '2026-12-01' }), { previous: 'C123' });
  const known = colleagues[0] ?? contractor;

  it.each<[string, readonly Row[], readonly string[], string]>([
    ['two new ids', [old, employee, other], ['claim-unclear E456', 'claim-unclear E457'], 'E457'],
    [
      'one for two accounts',
      [row(old, { key: 'K' }), row(employee, { previous: '', key: 'K' }), row(known, { key: 'K' })],
      ['claim-unclear E456'],
      'C123, P001',
    ],
    ['a circle', [row(old, { previous: 'E456' }), employee], ['claim-unclear E456'], 'C123'],
  ])(
    '%s',
    async (_name, rows, said, named) => {
      const home = await company();
      const others = colleagues.filter((one) => !rows.some(({ id }) => id === one.id)).map((one) => row(one));
      const all = [...others, ...rows];
      for (let count = 0; count < 9; count += 1) {
        home.later(day);
        home.deliver(linked(all));
        const plan = await home.plan();
        expect(skipped(plan)).toEqual(said);
        expect(plan.skips[0]?.detail).toContain(named);
        expect(await carryOut(home)).toEqual([]);
      }
      const plan = await home.plan();
      expect(plan.operations.map(({ kind, needsApproval }) => [kind, needsApproval])).toEqual([
        ['disable', ['claimed']],
        ['clear-sessions', ['claimed']],
      ]);
      expect((await home.run('problems')).stdout).toContain('Kim Novak');
      await home.approve(plan);
      expect((await carryOut(home)).some((call) => call.endsWith('/suspend'))).toBe(true);
    },
    60_000,
  );

  it('is settled by HR: an id that is named goes before what stands for the person', async () => {
    const home = await company();
    home.later(day);
    home.deliver(
      linked([
        ...colleagues.slice(1).map((one) => row(one)),
        row(known, { key: 'K' }),
        row(old, { key: 'K' }),
        row(employee, { key: 'K' }),
      ]),
    );
    expect(steps(await home.plan())).toEqual(['adopt E456']);
  });
});

describe('what stands for the person', () => {
  it('ties two ids together without either naming the other, and is shown nowhere', async () => {
    const home = await company();
    const plan = await nextDay(
      home,
      row(old, { key: '078-05-1120' }),
      row(employee, { previous: '', key: '078-05-1120' }),
    );
    expect(steps(plan)).toEqual(['adopt E456']);
    expect(JSON.stringify(plan.operations)).not.toContain('078');
    expect((await home.run('plan', '--report', 'html', '--details')).stdout).not.toContain('078');
  });

  it('is seen when HR adds it to the old row later', async () => {
    const home = await company();
    const far = row(employee, { previous: '', key: 'K1', start: '2027-03-01' });
    expect(steps(await nextDay(home, row(old, { end: '' }), far))).toEqual([]);
    await nextDay(home, row(old, { end: '' }), far);
    expect(steps(await nextDay(home, row(old, { end: '', key: 'K1' }), far))).toEqual(['adopt E456']);
  });
});

describe('what else may come', () => {
  async function converted(): Promise<Household> {
    const home = await company();
    await home.approve(await nextDay(home, old, employee));
    await carryOut(home);
    return home;
  }

  it('a gap of some days: suspended in between, never closed, and given back', async () => {
    const home = await company();
    const later = row(employee, { start: '2026-12-10' });
    const asked = await daysGoBy(home, 20, old, later);
    const names = asked.map((call) => call.split('/').at(-1));
    expect(names.filter((name) => name === 'suspend' || name === 'unsuspend' || name === 'deactivate')).toEqual([
      'suspend',
      'unsuspend',
    ]);
    expect(home.account(contractor)).toMatchObject({ status: 'ACTIVE', profile: { hrWorkerId: 'E456' } });
  }, 60_000);

  it('a rehire under a new id: the closed account is bound, and a person agrees to bring it back', async () => {
    const home = await company();
    await daysGoBy(home, 30, row(old, { end: '2026-11-24' }));
    expect(home.account(contractor)?.status).toBe('DEPROVISIONED');
    const back = row(employee, { start: '2026-12-28' });
    const plan = await nextDay(home, row(old, { end: '2026-11-24' }), back);
    expect(plan.operations[0]).toMatchObject({ kind: 'adopt', before: { status: 'DEPROVISIONED' } });
    expect(steps(plan)).toEqual(['adopt E456']);
    await daysGoBy(home, 8, row(old, { end: '2026-11-24' }), back);
    expect(home.account(contractor)).toMatchObject({ status: 'ACTIVE', profile: { hrWorkerId: 'E456' } });
  }, 90_000);

  it('a chain of ids, announced all at once', async () => {
    const home = await converted();
    const third = row(person('X789', { first: 'Kim', last: 'Novak', start: '2026-12-05', dept: 'Legal' }), {
      previous: 'E456',
    });
    const second = row(employee, { end: '2026-12-04' });
    const asked = await daysGoBy(home, 16, old, second, third);
    expect(boundTo(home)).toBe('X789');
    expect(asked).toEqual([`POST users ${account(home)}`, `POST users ${account(home)}`]);
    expect(home.account(contractor)).toMatchObject({ status: 'ACTIVE', profile: { hrWorkerId: 'X789' } });
    const leaving = await daysGoBy(home, 3, old, second, row(third, { end: '2026-12-08' }));
    expect(leaving.filter((call) => call.endsWith('/suspend'))).toHaveLength(1);
  }, 90_000);

  it('a claim on an id that went on long ago is one on the id that it goes on as', async () => {
    const home = await converted();
    const third = row(person('X789', { first: 'Kim', last: 'Novak', start: '2026-12-20' }), { previous: 'C123' });
    const plan = await nextDay(home, old, employee, third);
    expect(plan.operations).toMatchObject([{ kind: 'adopt', target: 'E456', subject: { worker: 'X789' } }]);
  });

  it('the old id again: its new period is the same person’s', async () => {
    const home = await converted();
    await daysGoBy(home, 8, old, employee);
    const again = row(contractor, { start: '2026-12-04', dept: 'Temps' });
    const asked = await daysGoBy(home, 6, again, row(employee, { end: '2026-12-03' }));
    expect(asked).toEqual([`POST users ${account(home)}`]);
    expect(home.account(contractor)).toMatchObject({ status: 'ACTIVE', profile: { hrWorkerId: 'C123' } });
  }, 60_000);

  it('the new id withdrawn after the hand-over: the person keeps what the old one gives, and is missed by name', async () => {
    const home = await converted();
    const plan = await nextDay(home, row(contractor));
    expect([steps(plan), skipped(plan)]).toEqual([[], ['goes-on C123']]);
    await daysGoBy(home, 8, row(contractor));
    const later = await nextDay(home, row(contractor));
    expect(skipped(later)).toContain('missing-from-file E456');
    expect(home.account(contractor)?.status).toBe('ACTIVE');
  }, 60_000);

  it('taken back: the account is the old id’s again, with its end', async () => {
    const home = await converted();
    const last = home.withState(({ database }) =>
      database.prepare<[], number>("SELECT max(run_id) FROM run WHERE outcome = 'applied'").pluck().get(),
    );
    const undone = await home.run('undo', String(last), '--yes');
    expect([undone.code, undone.stderr]).toEqual([0, '']);
    expect(boundTo(home)).toBe('C123');
    const plan = await nextDay(home, old, employee);
    expect([steps(plan), skipped(plan)]).toEqual([[], ['paused C123', 'claim-waits E456']]);
    await home.run('resume', 'C123');
    expect(steps(await nextDay(home, old, employee))).toEqual(['adopt E456']);
  });

  it('paused under the old id: nothing is asked before that ends', async () => {
    const home = await company();
    await home.run('pause', 'C123');
    const plan = await nextDay(home, old, employee);
    expect([steps(plan), skipped(plan)]).toEqual([[], ['paused C123', 'claim-waits E456']]);
    await home.run('resume', 'C123');
    expect(steps(await nextDay(home, old, employee))).toEqual(['adopt E456']);
  });

  it('cut off under the old id: at once, and it stays so under the new one', async () => {
    const home = await company();
    await nextDay(home, old, employee);
    const cut = await home.run('cut-access', 'C123', '--yes');
    expect(cut.code).toBe(0);
    expect(home.account(contractor)?.status).toBe('SUSPENDED');
    const asked = await daysGoBy(home, 9, old, employee);
    expect(asked.filter((call) => call.endsWith('/unsuspend'))).toEqual([]);
    expect([boundTo(home), home.account(contractor)?.status]).toEqual(['E456', 'SUSPENDED']);
  }, 60_000);

  it('cut off by either id after the hand-over', async () => {
    const home = await converted();
    expect((await home.run('cut-access', 'C123', '--yes')).stdout).toContain('E456');
    expect(home.account(contractor)?.status).toBe('SUSPENDED');
    expect((await home.run('cut-access', 'C123', '--lift', '--yes')).code).toBe(0);
  });

  it('a protected account: never handed over, and said so', async () => {
    const home = await company({ okta: { protected: { users: [loginOf(contractor)] } } });
    const plan = await nextDay(home, old, employee);
    expect([steps(plan), skipped(plan)]).toEqual([[], ['protected E456']]);
  });

  it('a new id outside the scope: the end needs a person', async () => {
    const home = await company({
      mapping: `${linkedMapping}scope: 'w.department != "Engineering"'\n`,
      at: '2026-11-29T12:00:00Z',
    });
    await nextDay(home, old, employee);
    const plan = await nextDay(home, old, employee);
    expect(plan.operations.map(({ kind, needsApproval }) => [kind, needsApproval])).toEqual([
      ['disable', ['claimed']],
      ['clear-sessions', ['claimed']],
    ]);
  });

  it('both ids in a first file: the older one gets the account, and the newer one waits for it', async () => {
    const home = await household({
      staff: colleagues,
      manage: true,
      mapping: linkedMapping,
      at: '2026-11-27T12:00:00Z',
    });
    home.deliver(withRows(old, employee));
    const plan = await home.plan();
    expect(steps(plan)).toEqual(['create C123', 'activate C123']);
    expect(skipped(plan)).toEqual(['claim-waits E456']);
  });

  it('rehired and closed in one first file: whoever has left takes no account from whoever is here', async () => {
    const home = await household({
      staff: colleagues,
      manage: true,
      mapping: linkedMapping.replace('match:\n', 'match:\n  - { okta: profile.lastName, field: familyName }\n'),
      org: { users: [accountOf(contractor)] },
    });
    home.deliver(withRows(row(old, { end: '2024-12-31' }), row(employee, { start: '2026-01-05' })));
    const plan = await home.plan();
    expect([steps(plan), skipped(plan)]).toEqual([['adopt E456'], []]);
    await home.approve(plan);
    await carryOut(home);
    expect(
      skipped(await nextDay(home, row(old, { end: '2024-12-31' }), row(employee, { start: '2026-01-05' }))),
    ).toEqual([]);
  });
});

describe('everybody gets another id at once', () => {
  const newcomers = (count: number, link: (one: Row) => Partial<Row>): readonly Row[] =>
    colleagues.slice(0, count).map((one) => {
      const again = row(person(`N${one.id}`, { last: one.last, start: '2026-12-01' }));
      return { ...again, ...link(row(one)) };
    });
  const ended = (count: number, key: (one: Row) => string): readonly Row[] =>
    colleagues.map((one, index) => row(one, { end: index < count ? '2026-11-30' : '', key: key(row(one)) }));

  it.each([
    [3, 0],
    [4, 4],
  ])('%i of them by the id that they had', async (count, code) => {
    const home = await company();
    home.later(day);
    home.deliver(
      linked([...ended(count, () => ''), row(contractor), ...newcomers(count, ({ id }) => ({ previous: id }))]),
    );
    const plan = await home.plan();
    const found = plan.findings.find(({ guardrail }) => guardrail === 'G8c');
    expect([plan.code, found?.verdict, found?.measured, found?.limit]).toEqual([
      code,
      code === 0 ? 'ok' : 'candidate',
      count,
      3,
    ]);
    expect(found?.subjects).toContain('NP001 from P001');
    expect(steps(plan)).toHaveLength(code === 0 ? count : 0);
  });

  it.each([
    [3, 'ok'],
    [4, 'candidate'],
  ])('%i of them by what stands for the person, in both rows for the first time', async (count, verdict) => {
    const home = await company();
    home.later(day);
    home.deliver(
      linked([
        ...ended(count, ({ id }) => `K${id}`),
        row(contractor),
        ...newcomers(count, ({ id }) => ({ key: `K${id}` })),
      ]),
    );
    const plan = await home.plan();
    expect(plan.findings.find(({ guardrail }) => guardrail === 'G8c')).toMatchObject({ verdict, measured: count });
  });

  it('leavers of the last accepted file go on time meanwhile', async () => {
    const home = await company();
    const leaving = row(old, { end: '2026-11-25' });
    await nextDay(home, leaving);
    home.later(day);
    home.deliver(linked([...ended(5, () => ''), leaving, ...newcomers(5, ({ id }) => ({ previous: id }))]));
    const held = await home.plan();
    expect([held.code, steps(held)]).toEqual([4, ['disable C123', 'clear-sessions C123']]);
    home.later(day / 2);
    const turn = await home.run('run', '--once');
    expect(turn.stdout).toContain('Kim Novak');
    expect(home.account(contractor)?.status).toBe('SUSPENDED');
  });
});

describe('before anything is planned', () => {
  it('an unknown file with earlier ids is drafted with them, and the preview names them', async () => {
    const home = await company();
    const file = withRows(old, employee).replace('Previous', 'Former Employee ID');
    home.deliver(file);
    const draft = join(home.directory, 'draft.yaml');
    expect((await home.run('inspect', home.source, '--out', draft)).stderr).toBe('');
    expect(readFileSync(draft, 'utf8')).toMatch(/previousId: Former Employee ID[\s\S]*previousWorkerId: previousId/);
    home.deliver(withRows(old, employee));
    const preview = await home.run('mapping', 'preview', '--worker', 'E456');
    expect(preview.stdout).toContain('goes on from C123');
  });
});
