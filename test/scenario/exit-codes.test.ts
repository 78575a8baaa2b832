import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { exitNames } from '../../src/cli/exit.ts';
import {
  administrator,
  household,
  mapping,
  strangeKey,
  temporaryFolder,
  type Household,
} from '../support/household.ts';
import { file, people, person } from '../support/people.ts';
import { run, start } from '../support/process.ts';
import { startChild } from '../state/child.ts';

const staff = people(6);
const now = (): string => new Date().toISOString();

/** Somebody moves to another department, and a person has approved it. */
async function moving(): Promise<Household> {
  const home = await household({ staff, manage: true });
  home.deliver(staff.map((one) => (one.id === 'P001' ? { ...one, dept: 'Legal' } : one)));
  await home.approve(await home.plan());
  return home;
}

/** A way to each exit code. */
const ways: readonly {
  readonly code: keyof typeof exitNames;
  readonly when: string;
  readonly go: () => Promise<number>;
}[] = [
  {
    code: 0,
    when: 'a plan was made',
    go: async () => {
      const home = await household({ staff });
      home.deliver([...staff, person('NEW')]);
      return (await home.run('plan')).code;
    },
  },
  {
    code: 2,
    when: 'there is something to do, and it was asked',
    go: async () => {
      const home = await household({ staff });
      home.deliver([...staff, person('NEW')]);
      return (await home.run('plan', '--detailed-exitcode')).code;
    },
  },
  {
    code: 3,
    when: 'somebody changed in Okta what was to be changed',
    go: async () => {
      const home = await moving();
      const { profile } = home.okta.org.user('p001@acme.test') ?? {};
      home.okta.org.changeUser('p001@acme.test', { profile: { ...profile, department: 'Helpdesk' } });
      return (await home.run('apply')).code;
    },
  },
  {
    code: 5,
    when: 'nobody may write, or nobody has said yes',
    go: async () => {
      const home = await moving();
      await home.run('pause', '--yes');
      return (await home.run('apply')).code;
    },
  },
  {
    code: 6,
    when: 'the plan was made with another configuration, before 5',
    go: async () => {
      const home = await moving();
      await home.run('pause', '--yes');
      home.configure({ configuration: { plan: { horizon: '25h' } } });
      return (await home.run('apply')).code;
    },
  },
  {
    code: 4,
    when: 'a safety check needs a person, before 2',
    go: async () => {
      const home = await household({ staff });
      home.deliver(staff.map((one) => ({ ...one, end: '2026-11-20' })));
      return (await home.run('plan', '--detailed-exitcode')).code;
    },
  },
  {
    code: 10,
    when: 'the mapping is invalid',
    go: async () => {
      const home = await household({ mapping: mapping.replace('w.givenName', 'w.givnName') });
      home.deliver(staff);
      return (await home.run('plan')).code;
    },
  },
  {
    code: 11,
    when: 'another process holds the lock',
    go: async () => {
      const home = await household({ at: now() });
      home.deliver(staff);
      await held(home);
      return (await home.run('plan', '--lock-timeout', '0')).code;
    },
  },
  {
    code: 12,
    when: 'Okta refuses the key',
    go: async () => {
      const home = await household();
      home.deliver(staff);
      home.useKey(strangeKey.privatePem);
      return (await home.run('plan')).code;
    },
  },
  {
    code: 13,
    when: 'the file is refused, before 4 and 2',
    go: async () => {
      const home = await household({ staff });
      home.deliver(staff.map((one) => ({ ...one, end: '2026-11-20' })));
      await home.run('plan');
      rmSync(home.source);
      return (await home.run('plan', '--detailed-exitcode')).code;
    },
  },
  {
    code: 14,
    when: 'the state cannot be used',
    go: async () => {
      const home = await household();
      home.deliver(staff);
      writeFileSync(home.state, '');
      return (await home.run('plan')).code;
    },
  },
  {
    code: 15,
    when: 'Okta cannot be reached',
    go: async () => {
      const home = await household();
      home.deliver(staff);
      await home.okta.close();
      return (await home.run('plan')).code;
    },
  },
  {
    code: 64,
    when: 'the command line is wrong',
    go: async () => (await (await household()).run('plan', '--frobnicate')).code,
  },
  {
    code: 130,
    when: 'Ctrl-C',
    go: async () => {
      const home = await household();
      home.deliver(staff);
      return (await home.runUntil(AbortSignal.abort('SIGINT'), 'plan')).code;
    },
  },
  {
    code: 143,
    when: 'SIGTERM',
    go: async () => {
      const home = await household();
      home.deliver(staff);
      return (await home.runUntil(AbortSignal.abort('SIGTERM'), 'plan')).code;
    },
  },
];

describe('exit codes', () => {
  it.each(ways)('$code when $when', async ({ code, go }) => {
    expect(await go()).toBe(code);
  });

  it('are all reached here but that of defects', () => {
    const documented = Object.keys(exitNames).map(Number);
    const reached: readonly number[] = ways.map(({ code }) => code);
    expect(documented.filter((code) => !reached.includes(code))).toEqual([1]);
  });

  it.each([
    { what: 'nothing', spoil: () => undefined, code: 0 },
    {
      what: 'the key',
      spoil: (home: Household) => {
        home.useKey(strangeKey.privatePem);
      },
      code: 12,
    },
    {
      what: 'the file',
      spoil: (home: Household) => {
        rmSync(home.source);
      },
      code: 13,
    },
    {
      what: 'the state',
      spoil: (home: Household) => {
        rmSync(home.state, { recursive: true });
        writeFileSync(home.state, '');
      },
      code: 14,
    },
    {
      what: 'file and key: the first that applies',
      spoil: (home: Household) => {
        rmSync(home.source);
        home.useKey(strangeKey.privatePem);
      },
      code: 12,
    },
  ])('doctor exits $code when something is wrong with $what', async ({ spoil, code }) => {
    const home = await household({ staff });
    home.deliver(staff);
    spoil(home);
    const outcome = await home.run('doctor');
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toMatch(code === 0 ? /, 0 failed\n$/ : /, [1-9]\d* failed\n$/);
    if (code !== 0) expect(outcome.stdout).toMatch(/\n {6}.*TEN-\d{4}/);
  });
});

describe('an interrupted plan', () => {
  it('says that nothing is half done, and the next one goes on', async () => {
    const home = await household({ staff });
    home.deliver([...staff, person('NEW')]);
    const { code, stdout, stderr } = await home.runUntil(AbortSignal.abort('SIGINT'), 'plan');
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('Stopped by SIGINT. Nothing was left half done.\n');
    const plan = await home.plan();
    expect([plan.code, plan.header.workers.changed]).toEqual([0, 1]);
  });

  it('ends standard error with a line of JSON, too, when asked for JSON', async () => {
    const home = await household();
    home.deliver(staff);
    const { stderr } = await home.runUntil(AbortSignal.abort('SIGINT'), 'plan', '--json');
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'exit',
      code: 130,
      name: 'interrupted',
    });
  });
});

/** Has another process hold the lock of the household's state; the household has to live on the host's clock. */
async function held(home: Household): Promise<{ release(): Promise<void> }> {
  home.withState(() => undefined);
  const child = startChild(new URL('../state/children/hold-lease.ts', import.meta.url), home.state);
  expect(await child.line()).toMatch(/^held \d+$/);
  return {
    release: async () => {
      child.say('go');
      await child.ended();
    },
  };
}

describe('while another run holds the lock', () => {
  it('is told who holds it and what to do, at once with --lock-timeout 0', async () => {
    const home = await household({ at: now(), staff });
    home.deliver(staff);
    const lock = await held(home);
    const { code, stdout, stderr } = await home.run('plan', '--json', '--lock-timeout', '0');
    expect([code, stdout]).toEqual([11, '']);
    expect(stderr).toMatch(/^TEN-4011 {2}another run holds the lock: .*process \d+/);
    expect(stderr).toContain('    why:  two runs at once would plan from halves of each other\n');
    expect(stderr).toContain('    do:   wait until it has ended, or give it longer with --lock-timeout\n');
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      code: 11,
      name: 'locked',
      error: 'TEN-4011',
    });
    expect(home.calls()).toEqual([]);
    await lock.release();
    expect((await home.plan()).code).toBe(0);
  });

  it('waits for it, and goes on as soon as it is free', async () => {
    const home = await household({ at: now(), staff });
    home.deliver(staff);
    const lock = await held(home);
    const waiting = home.run('plan', '--lock-timeout', '30');
    await home.clock.advance(10_000);
    expect(home.calls()).toEqual([]);
    await lock.release();
    await home.clock.advance(250);
    expect((await waiting).code).toBe(0);
  });

  it('gives up after --lock-timeout', async () => {
    const home = await household({ at: now(), staff });
    home.deliver(staff);
    await held(home);
    const waiting = home.run('plan', '--lock-timeout', '20');
    await home.clock.advance(20_000);
    expect((await waiting).code).toBe(11);
  });

  it('can be interrupted while it waits', async () => {
    const home = await household({ at: now(), staff });
    home.deliver(staff);
    await held(home);
    const stop = new AbortController();
    const waiting = home.runUntil(stop.signal, 'plan');
    await home.clock.advance(1000);
    stop.abort('SIGINT');
    expect((await waiting).code).toBe(130);
  });
});

describe('the real program', () => {
  /** A simulator of its own process, with the configuration that it writes, for these people. */
  async function simulated(): Promise<{ folder: string; simulator: ReturnType<typeof start>; url: string }> {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'people.csv'), file([...staff, person('NEXT', { start: '2199-01-02' })]));
    writeFileSync(join(folder, 'people.yaml'), mapping);
    const simulator = start(
      folder,
      ...['simulator', '--json', '--port', '0', '--read-only', '--dir', 'okta'],
      ...['--source', 'people.csv', '--mapping', 'people.yaml'],
    );
    const { url } = JSON.parse(await simulator.firstLine) as { url: string };
    return { folder, simulator, url };
  }

  it('plans against a simulator of another process, and both end cleanly', async () => {
    const { folder, simulator } = await simulated();
    const config = ['-c', join('okta', 'tenured.yaml')];
    const checked = await run(folder, 'doctor', ...config);
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringMatching(/, 0 failed\n$/)]);
    const planned = await run(folder, 'plan', '--json', ...config);
    expect([planned.code, planned.stderr]).toEqual([0, '']);
    const { operations, header } = JSON.parse(planned.stdout) as {
      operations: { kind: string }[];
      header: { workers: unknown };
    };
    expect(operations.filter(({ kind }) => kind === 'create')).toHaveLength(6);
    expect(header.workers).toEqual({ read: 7, unchanged: 1, changed: 6, skipped: 0, putAside: 0 });
    const listed = await run(folder, 'plan', 'list', ...config);
    expect([listed.code, listed.stdout.includes('1')]).toEqual([0, true]);
    simulator.kill('SIGINT');
    const ended = await simulator.ended;
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.stderr).toMatch(/^\nStopped after \d+ requests\.\n$/);
  });

  it('keeps what it has: a second simulator uses the key and the configuration that are there', async () => {
    const { folder, simulator } = await simulated();
    const key = readFileSync(join(folder, 'okta', 'okta.pem'), 'utf8');
    simulator.kill('SIGTERM');
    await simulator.ended;
    const again = start(folder, 'simulator', '--port', '0', '--dir', 'okta');
    expect(await again.firstLine).toMatch(/^A simulated Okta organisation listens on http:\/\/127\.0\.0\.1:\d+$/);
    again.kill('SIGINT');
    const { stdout } = await again.ended;
    expect(stdout).toContain('Left as it was: okta/tenured.yaml\n');
    expect(readFileSync(join(folder, 'okta', 'okta.pem'), 'utf8')).toBe(key);
  });

  it('ends a plan at Ctrl-C while Okta keeps it waiting: 130, and the next one is as if nothing had been', async () => {
    const { folder, url } = await simulated();
    const config = join(folder, 'okta', 'tenured.yaml');
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    pointAt(config, `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`);
    const plan = start(folder, 'plan', '-c', config);
    await once(silent, 'connection');
    plan.kill('SIGINT');
    const { code, stdout, stderr } = await plan.ended;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('Stopped by SIGINT. Nothing was left half done.\n');
    pointAt(config, url);
    expect((await run(folder, 'plan', '-c', config)).code).toBe(0);
  }, 10_000);

  it('ends at once at a second signal', async () => {
    const { folder } = await simulated();
    const config = join(folder, 'okta', 'tenured.yaml');
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    pointAt(config, `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`);
    const plan = start(folder, 'plan', '-c', config);
    await once(silent, 'connection');
    // Two signals of the same kind in a row would arrive as one.
    plan.kill('SIGINT');
    plan.kill('SIGTERM');
    expect([130, 143]).toContain((await plan.ended).code);
  }, 10_000);

  it('exits 64 without a stack for a command that there is not', async () => {
    const { code, stdout, stderr } = await run(temporaryFolder(), 'frobnicate');
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain("unknown command 'frobnicate'");
    expect(stderr).not.toContain('    at ');
  });
});

function pointAt(config: string, url: string): void {
  const written = parse(readFileSync(config, 'utf8')) as { okta: Record<string, unknown> };
  writeFileSync(config, stringify({ ...written, okta: { ...written.okta, orgUrl: url } }));
}

it('has an administrator in every organisation, whom no plan touches', async () => {
  const home = await household({ staff });
  home.deliver(staff);
  expect(JSON.stringify((await home.plan()).operations)).not.toContain(administrator);
});
