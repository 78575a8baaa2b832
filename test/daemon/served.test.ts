import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMetrics, type DaemonTools } from '../../src/daemon/index.ts';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { hour, minute, second } from '../../src/domain/time/instant.ts';
import type { RunEvent } from '../../src/reconcile/events.ts';
import { freePort } from '../support/free-port.ts';
import { settle } from '../support/virtual-clock.ts';
import { House } from './house.ts';

interface Up {
  readonly house: House;
  readonly tools: DaemonTools;
  readonly url: string;
  readonly port: number;
  readonly ended: Promise<unknown>;
}

async function up(house?: (options: ConstructorParameters<typeof House>[0]) => House): Promise<Up> {
  const port = await freePort();
  const health = { host: '127.0.0.1', port };
  const it = house === undefined ? new House({ health }) : house({ health });
  const tools = it.tools();
  const ended = it.run(tools);
  while (!it.logged.some((line) => line.includes('the daemon is up'))) await settle();
  onTestFinished(async () => {
    it.stop.abort();
    await it.pass(hour);
    await ended;
  });
  return { house: it, tools, url: `http://127.0.0.1:${String(port)}`, port, ended };
}

async function ask(url: string, method = 'GET'): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(url, { method });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('/livez and /readyz', () => {
  it('say that it starts, that it is ready, and why it is not', async () => {
    const house = (options: ConstructorParameters<typeof House>[0]): House => {
      const made = new House(options);
      made.behaviour = () => made.clock.sleep(30 * second).then(() => 'done');
      return made;
    };
    const { house: running, url } = await up(house);
    expect(await ask(`${url}/livez`)).toMatchObject({ status: 200, text: '{"live":true}\n' });
    const starting = await ask(`${url}/readyz`);
    expect(starting.status).toBe(503);
    expect(starting.headers.get('content-type')).toBe('application/json');
    expect(starting.headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(starting.text)).toEqual({
      ready: false,
      reasons: [{ code: 'TEN-7002', message: 'no turn has looked at everything since the start' }],
      paused: false,
    });
    await running.pass(minute);
    expect(await ask(`${url}/readyz`)).toMatchObject({
      status: 200,
      text: '{"ready":true,"reasons":[],"paused":false}\n',
    });
    running.facts = { overdue: 2, paused: true };
    await running.pass(10 * second);
    const behind = await ask(`${url}/readyz?verbose`);
    expect(behind).toMatchObject({ status: 503 });
    expect(JSON.parse(behind.text)).toMatchObject({ paused: true, reasons: [{ code: 'TEN-7004' }] });
    running.broken = new TenuredError('TEN-4023', 'Ada Lovelace’s row is damaged');
    await running.pass(10 * second);
    const damaged = await ask(`${url}/readyz`);
    expect(JSON.parse(damaged.text)).toMatchObject({ reasons: [{ code: 'TEN-4023' }] });
    expect(damaged.text).not.toContain('Ada');
    expect((await ask(`${url}/livez`)).status).toBe(200);
  });

  it('turn red when everything was last looked at too long ago, or turns keep failing', async () => {
    const { house, url } = await up();
    await house.pass(minute);
    house.behaviour = () => house.clock.sleep(2 * hour).then(() => 'done');
    await house.pass(59 * minute);
    expect(JSON.parse((await ask(`${url}/readyz`)).text)).toMatchObject({ reasons: [{ code: 'TEN-7003' }] });
    house.behaviour = () => {
      throw new TenuredError('TEN-2301', 'no answer');
    };
    await house.pass(4 * hour);
    const failing = JSON.parse((await ask(`${url}/readyz`)).text) as { reasons: { code: string; message: string }[] };
    expect(failing.reasons.map(({ code }) => code)).toContain('TEN-7005');
  });
});

describe('the server', () => {
  it('is for looking only, at three places', async () => {
    const { url } = await up();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const refused = await ask(`${url}/readyz`, method);
      expect([method, refused.status, refused.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
    expect(await ask(`${url}/livez`, 'HEAD')).toMatchObject({ status: 200, text: '' });
    for (const path of ['/', '/readyz/', '/metrics/../etc/passwd', '//livez', '/LIVEZ']) {
      const { port } = new URL(url);
      expect([path, await statusOf(Number(port), path)]).toEqual([path, 404]);
    }
  });

  it('keeps nobody from stopping', async () => {
    const { house, port, ended } = await up();
    await house.pass(second);
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n');
    socket.on('error', () => undefined);
    house.stop.abort('SIGTERM');
    expect(await ended).toEqual({ reason: 'SIGTERM', inTime: true });
    await expect(ask(`http://127.0.0.1:${String(port)}/livez`)).rejects.toThrow('fetch failed');
  });

  it('that finds its place taken says so before anything is done, and gives back what is held', async () => {
    const { port } = await up();
    const another = new House({ health: { host: '127.0.0.1', port } });
    await expect(another.run()).rejects.toMatchObject({
      code: 'TEN-7001',
      why: 'another process listens there already',
    });
    expect(another.turns).toEqual([]);
    expect(another.ended).toEqual(['released']);
    const elsewhere = new House({ health: { host: '192.0.2.1', port: 8060 } });
    await expect(elsewhere.run()).rejects.toMatchObject({ code: 'TEN-7001', why: 'this host has no such address' });
  });
});

function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('/metrics', () => {
  const operation = { kind: 'disable', subject: { worker: 'E1', name: 'Ada Lovelace', login: 'ada@acme.example' } };
  const finding = { guardrail: 'G10', verdict: 'hold', subjects: ['E1'], message: 'Ada Lovelace and 4 others' };

  it('tells turns, operations, safety checks, calls and the event loop, and nobody’s name', async () => {
    const { house, tools, url } = await up();
    house.facts = { overdue: 3, paused: false };
    house.dateIn(3600);
    await house.pass(2 * minute);
    const events = [
      { type: 'operation', operation, settled: 'done', why: null },
      { type: 'operation', operation, settled: 'conflicted', why: 'Ada Lovelace changed' },
      { type: 'settled', operation, outcome: 'done' },
      { type: 'finding', finding },
      { type: 'finding', finding: { ...finding, verdict: 'ok' } },
      { type: 'snapshot', outcome: 'accepted', file: '/srv/hr/ada.csv', rows: 3, changed: 1 },
      { type: 'planned', number: 1, hash: 'a', reused: false },
    ] as unknown[];
    for (const event of events) tools.metrics.took(event as RunEvent);
    tools.metrics.okta({ kind: 'call', bucket: 'GET /api/v1/users', status: 200 });
    tools.metrics.okta({ kind: 'wait', reason: 'share', milliseconds: 1500 });
    tools.metrics.okta({ kind: 'retry', bucket: 'GET /api/v1/users', milliseconds: 500 });
    tools.metrics.okta({ kind: 'concurrency', limit: 2 });
    tools.metrics.okta({ kind: 'breaker', bucket: null, open: true });
    tools.metrics.okta({ kind: 'breaker', bucket: 'GET /api/v1/users', open: false });
    tools.metrics.okta({ kind: 'read-only', on: true });
    const { status, text, headers } = await ask(`${url}/metrics`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    for (const line of [
      'tenured_build_info{version="1.2.3"} 1',
      'tenured_turns_total{trigger="schedule",outcome="done"} 1',
      'tenured_turn_duration_seconds_count{trigger="schedule"} 1',
      'tenured_operations_total{kind="disable",outcome="done"} 2',
      'tenured_operations_total{kind="disable",outcome="conflicted"} 1',
      'tenured_safety_checks_total{check="G10",verdict="hold"} 1',
      'tenured_files_total{outcome="accepted"} 1',
      'tenured_okta_calls_total{bucket="GET /api/v1/users",status="200"} 1',
      'tenured_okta_wait_seconds_total{reason="share"} 1.5',
      'tenured_okta_wait_seconds_total{reason="retry"} 0.5',
      'tenured_okta_retries_total{bucket="GET /api/v1/users"} 1',
      'tenured_okta_concurrency_limit 2',
      'tenured_okta_held_back{bucket="all"} 1',
      'tenured_okta_held_back{bucket="GET /api/v1/users"} 0',
      'tenured_okta_read_only 1',
      'tenured_ready 0',
      'tenured_paused 0',
      'tenured_overdue_leavers 3',
      'tenured_last_full_turn_age_seconds 120',
      `tenured_next_boundary_timestamp_seconds ${String(Date.UTC(2026, 10, 23, 13) / 1000)}`,
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).not.toMatch(/ada|E1\b/i);
  });

  it('leaves out what nobody knows', async () => {
    const text = await createMetrics('1').text({
      ready: false,
      paused: false,
      overdue: null,
      secondsSinceLastFull: null,
      nextBoundary: null,
    });
    expect(text).not.toMatch(/^tenured_(overdue|last_full|next)/m);
    expect(text).toMatch(/^tenured_ready 0$/m);
  });
});
