import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { administrator, hour, household, minute, type Household } from '../support/household.ts';
import { loginOf, people, person, type Person } from '../support/people.ts';

const staff = people(8);
const kim = person('KIM', { first: 'Kim', last: 'Novak' });
const kimberly = person('K2', { first: 'Kimberly', last: 'Novak' });

/** Everybody is as HR says, nobody has ever approved anything, and a plan has been made. */
async function company(more: readonly Person[] = []): Promise<Household> {
  const everybody = [...staff, kim, ...more];
  const home = await household({ staff: everybody, manage: true });
  home.deliver(everybody);
  await home.plan();
  return home;
}

interface Note {
  readonly kind: string;
  readonly worker: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the journal keeps of what people said, in order. */
function notes(home: Household): readonly Note[] {
  return home.withState(({ database }) =>
    database
      .prepare<[], { kind: string; worker: string | null; body: string }>(
        `SELECT j.kind, p.worker_id AS worker, p.body FROM journal j JOIN journal_payload p ON p.seq = j.seq
         WHERE j.kind IN ('paused', 'resumed', 'cut-access', 'approved', 'rejected') ORDER BY j.seq`,
      )
      .all()
      .map((row) => ({ ...row, body: JSON.parse(row.body) as Note['body'] })),
  );
}

describe('cut-access', () => {
  it('ends the access at once, by name, whatever HR says and though nobody ever approved anything', async () => {
    const home = await company();
    const { id = '' } = home.okta.org.user(loginOf(kim)) ?? {};
    home.okta.org.sessions.open(id, home.now(), 'oauthTokens');
    const outcome = await home.run('cut-access', 'kim nov', '--reason', 'case 7713', '--yes');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain('Kim Novak (KIM)  kim@acme.test, active when last seen\n');
    expect(outcome.stdout).toContain('= Kim Novak (KIM)  access ended\n');
    expect(outcome.stdout).toContain(
      'Done: Kim Novak (KIM) has no access any more, and is signed out.\n' +
        'It stays so until: tenured cut-access KIM --lift -c ~/tenured.yaml\n',
    );
    expect(home.account(kim)).toMatchObject({ status: 'SUSPENDED', sessions: 0 });
    expect(staff.map((one) => home.account(one)?.status)).toEqual(staff.map(() => 'ACTIVE'));
    expect(notes(home)).toMatchObject([
      { kind: 'cut-access', worker: 'KIM', body: { person: 'olga.ops', reason: 'case 7713', lifted: false } },
    ]);
  });

  it('holds: neither the next plan nor a new file gives the access back', async () => {
    const home = await company();
    await home.run('cut-access', 'KIM', '--yes');
    home.later(hour);
    home.deliver([...staff, { ...kim, dept: 'Legal' }]);
    const plan = await home.plan();
    expect(plan.operations.filter(({ kind }) => kind === 'unsuspend')).toEqual([]);
  });

  it('is taken back with --lift; giving access back is planned and needs a person', async () => {
    const home = await company();
    await home.run('cut-access', 'KIM', '--yes');
    const lifted = await home.run('cut-access', 'KIM', '--lift', '--yes');
    expect([lifted.code, lifted.stdout.split('\n')[0]]).toEqual([
      0,
      "Lifted: what becomes of the account of Kim Novak (KIM) is HR's to say again.",
    ]);
    home.later(minute);
    const plan = await home.plan();
    expect(plan.operations.map(({ kind, subject }) => `${kind} ${subject.worker}`)).toEqual(['unsuspend KIM']);
    expect((await home.run('apply')).code).toBe(4);
    expect(home.account(kim)?.status).toBe('SUSPENDED');
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    expect(home.account(kim)?.status).toBe('ACTIVE');
    expect(notes(home).map(({ kind, body }) => [kind, body['lifted']])).toEqual([
      ['cut-access', false],
      ['cut-access', true],
      ['approved', undefined],
    ]);
  });

  it('of nobody that was asked for has nothing to lift', async () => {
    const home = await company();
    const { code, stdout } = await home.run('cut-access', 'KIM', '--lift', '--yes');
    expect([code, stdout]).toEqual([0, 'Nobody asked to end the access of Kim Novak (KIM).\n']);
  });

  it('lists everybody whom a name fits, and does nothing: exit 64', async () => {
    const home = await company([kimberly]);
    const { code, stderr } = await home.run('cut-access', 'novak', '--yes');
    expect(code).toBe(64);
    expect(stderr).toContain('TEN-6004  several people fit "novak": ');
    expect(stderr).toContain('KIM Kim Novak <kim@acme.test>');
    expect(stderr).toContain('K2 Kimberly Novak <k2@acme.test>');
    expect(home.writes()).toEqual([]);
  });

  it.each(['Nobody Here', 'kim', ''])('knows nobody called "%s" or of that id: exit 64', async (who) => {
    const home = await company([kimberly]);
    const { code, stderr } = await home.run('cut-access', who, '--yes');
    expect(code).toBe(64);
    expect(stderr).toMatch(/^TEN-600[34] /);
    expect(home.writes()).toEqual([]);
  });

  it('asks, and a no leaves everything as it is', async () => {
    const home = await company();
    home.answer('n');
    const { code, stderr } = await home.run('cut-access', 'KIM');
    expect([code, stderr]).toEqual([0, 'Nothing was changed.\n']);
    home.answer('y');
    expect((await home.run('cut-access', 'KIM')).code).toBe(0);
    expect(home.account(kim)?.status).toBe('SUSPENDED');
  });

  it('needs --yes where nobody can be asked: exit 64', async () => {
    const home = await company();
    for (const more of [[], ['--no-input']]) {
      if (more.length > 0) home.answer('y');
      const { code, stderr } = await home.run('cut-access', 'KIM', ...more);
      expect(code).toBe(64);
      expect(stderr).toContain('TEN-6002  this needs a yes: End the access of Kim Novak (KIM) now, whatever HR says?');
      expect(stderr).toContain('do:   say it with --yes');
    }
    expect(home.account(kim)?.status).toBe('ACTIVE');
  });

  it('at a later instant waits for it, and the next run after it ends the access', async () => {
    const home = await company();
    const { code, stdout } = await home.run('cut-access', 'KIM', '--at', '2026-11-23T18:00+01:00', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Requested: the access of Kim Novak (KIM) ends at Mon 23 Nov 2026 18:00 Europe/Berlin (17:00Z). No daemon is running',
    );
    home.later(4 * hour);
    await home.run('run', '--once');
    expect(home.account(kim)?.status).toBe('ACTIVE');
    home.later(2 * hour);
    const outcome = await home.run('run', '--once');
    expect(outcome.stdout).toContain('= Kim Novak (KIM)  access ended\n');
    expect(home.account(kim)?.status).toBe('SUSPENDED');
  });

  it('refuses an instant without an offset: exit 64', async () => {
    const home = await company();
    expect((await home.run('cut-access', 'KIM', '--at', '2026-11-23T18:00', '--yes')).code).toBe(64);
  });

  it('does not touch a protected account, but with --protected', async () => {
    const home = await household({
      staff: [...staff, kim],
      manage: true,
      okta: { protected: { users: [loginOf(kim)], groups: [] } },
    });
    home.deliver([...staff, kim]);
    await home.plan();
    const refused = await home.run('cut-access', 'KIM', '--yes');
    expect([refused.code, refused.stderr.split(':')[0]]).toEqual([
      3,
      'TEN-2403  the account of Kim Novak (KIM) is protected',
    ]);
    const outcome = await home.run('cut-access', 'KIM', '--protected', '--yes');
    expect(outcome.code).toBe(0);
    expect(home.account(kim)?.status).toBe('SUSPENDED');
  });

  it('says so when there is no account of tenured’s own: exit 3', async () => {
    const home = await household({ staff, manage: true });
    home.deliver([...staff, person('FUT', { first: 'Fay', last: 'Ture', start: '2031-01-02' })]);
    await home.plan();
    const { code, stderr } = await home.run('cut-access', 'FUT', '--yes');
    expect([code, stderr.split('\n')[0]]).toEqual([
      3,
      'TEN-2402  Fay Ture (FUT) has no Okta account that tenured looks after',
    ]);
  });

  it('while paused leaves the request, says that nothing happened, and exits 5', async () => {
    const home = await company();
    await home.run('pause', '--reason', 'audit', '--yes');
    const { code, stdout } = await home.run('cut-access', 'KIM', '--yes');
    expect(code).toBe(5);
    expect(stdout).toContain('NOT DONE YET: Kim Novak (KIM) still has access: paused by olga.ops: audit.\n');
    expect(home.account(kim)?.status).toBe('ACTIVE');
    await home.run('resume', '--yes');
    await home.run('run', '--once');
    expect(home.account(kim)?.status).toBe('SUSPENDED');
  });

  it('prints JSON', async () => {
    const home = await company();
    const { stdout } = await home.run('cut-access', 'KIM', '--json', '--yes');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      worker: 'KIM',
      outcome: 'done',
      applied: { counts: { done: 2 } },
    });
  });
});

describe('pause and resume', () => {
  const moved = staff.map((one) => ({ ...one, dept: 'Legal' }));

  async function planned(): Promise<Household> {
    const home = await household({ staff, manage: true });
    home.deliver(moved);
    await home.approve(await home.plan());
    return home;
  }

  it('of everybody writes nothing, says why, and goes on after resume', async () => {
    const home = await planned();
    const paused = await home.run('pause', '--reason', 'change freeze', '--yes');
    expect([paused.code, paused.stdout.split('\n')[0]]).toEqual([
      0,
      'Paused: nothing is written to Okta for anybody, leavers included.',
    ]);
    const outcome = await home.run('apply');
    expect(outcome.code).toBe(5);
    expect(outcome.stdout).toContain('Ended early: paused by olga.ops: change freeze.\n');
    expect(outcome.stdout).toContain('        8  left for the next run\n');
    expect(home.writes()).toEqual([]);
    await home.run('resume', '--yes');
    expect((await home.run('apply')).code).toBe(0);
    expect(home.account({ id: 'P001' })?.profile['department']).toBe('Legal');
    expect(notes(home).map(({ kind, worker }) => [kind, worker])).toEqual([
      ['approved', null],
      ['paused', null],
      ['resumed', null],
    ]);
  });

  it('of one person leaves that person alone', async () => {
    const home = await planned();
    await home.run('pause', 'P003', '--reason', 'under review');
    const outcome = await home.run('apply');
    expect(outcome.code).toBe(5);
    expect(outcome.stdout).toContain('        7  done\n        1  waiting for approval\n');
    expect(home.account({ id: 'P003' })?.profile['department']).toBe('Sales');
    const resumed = await home.run('resume', 'P003');
    expect(resumed.stdout).toBe('Resumed: Ann Walker-P003 (P003) is looked after again.\n');
    await home.run('apply');
    expect(home.account({ id: 'P003' })?.profile['department']).toBe('Legal');
    expect((await home.run('resume', 'P003')).stdout).toBe('Ann Walker-P003 (P003) was not paused.\n');
  });

  it('by the file, with its first line as the reason, and resume removes it', async () => {
    const home = await planned();
    const file = join(home.state, 'pause');
    writeFileSync(file, 'incident 12\nmore\n');
    const outcome = await home.run('apply');
    expect([outcome.code, home.writes()]).toEqual([5, []]);
    expect(outcome.stdout).toContain('Ended early: there is a pause file: incident 12.\n');
    await home.run('resume', '--yes');
    expect(existsSync(file)).toBe(false);
    expect((await home.run('apply')).code).toBe(0);
  });

  it('by the file during an apply stops it within what was in flight', async () => {
    const many = people(80, {}, 'M');
    const home = await household({ staff: many, manage: true });
    home.deliver(many.map((one) => ({ ...one, dept: 'Legal' })));
    await home.approve(await home.plan());
    let laid = -1;
    const watching = setInterval(() => {
      if (laid >= 0 || home.writes().length < 5) return;
      writeFileSync(join(home.state, 'pause'), '');
      laid = home.writes().length;
    }, 1);
    const outcome = await home.run('apply', '--json');
    clearInterval(watching);
    expect(outcome.code).toBe(5);
    // Requests that had left the gate when the file came, and no other.
    expect(home.writes().length - laid).toBeLessThanOrEqual(16);
    const { counts } = JSON.parse(outcome.stdout) as { counts: Record<string, number> };
    expect([counts['done'], (counts['done'] ?? 0) + (counts['left'] ?? 0)]).toEqual([home.writes().length, 80]);
  });

  it('of everybody works while the state cannot be written: by the file', async () => {
    const home = await planned();
    writeFileSync(join(home.state, 'tenured.db'), 'no database');
    const paused = await home.run('pause', '--reason', 'state in trouble', '--yes');
    expect([paused.code, paused.stdout.split(':')[0]]).toEqual([
      0,
      'Paused by a file, since the state cannot be written now',
    ]);
    expect(readFileSync(join(home.state, 'pause'), 'utf8')).toBe('paused by olga.ops: state in trouble\n');
  });

  it('asks for everybody, not for one', async () => {
    const home = await planned();
    expect((await home.run('pause')).code).toBe(64);
    home.answer('no');
    await home.run('pause');
    expect((await home.run('apply')).code).toBe(0);
    expect((await home.run('resume')).stdout).toBe('Nothing was paused for everybody.\n');
  });

  it('of somebody unknown is exit 64', async () => {
    const home = await planned();
    expect((await home.run('pause', 'X99')).code).toBe(64);
    expect((await home.run('resume', 'X99')).code).toBe(64);
  });
});

describe('wrong input', () => {
  it.each([
    ['plan', 'approve'],
    ['plan', 'approve', '1', '--kind', 'destroy'],
    ['plan', 'approve', '1', '--worker', 'X99', '--yes'],
    ['plan', 'reject', '1', '--kind', 'unsuspend', '--yes'],
    ['plan', 'approve', '1'],
    ['plan', 'reject', '1', '--no-input'],
    ['plan', 'diff', '1'],
    ['apply', '1', '2'],
    ['apply', 'latest'],
    ['run', 'now'],
    ['run', '--twice'],
    ['undo'],
    ['undo', 'last'],
    ['undo', '99', '--yes'],
    ['status', 'please'],
    ['cut-access'],
    ['pause', 'KIM', 'P001'],
    ['resume', 'nobody'],
  ])('is exit 64, with a reason and nothing written: %s %s %s %s %s', async (...arguments_) => {
    const home = await company();
    const { code, stderr } = await home.run(...arguments_);
    expect([code, stderr === '']).toEqual([64, false]);
    expect(home.writes()).toEqual([]);
  });

  it('cannot name whose word it is: that is the operating system’s to say', async () => {
    const home = await company();
    expect((await home.run('plan', 'approve', '1', '--person', administrator, '--yes')).code).toBe(64);
  });
});
