import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { breathe, networkFetch } from '../../src/system/index.ts';
import { authority, serverCertificate } from '../support/certificate.ts';
import { connectProxy } from '../support/connect-proxy.ts';
import { HostClock } from '../support/host-clock.ts';
import { furnish, temporaryFolder, type Household } from '../support/household.ts';
import { file, people } from '../support/people.ts';
import { compileOnce, startWith, type Ended, type Running } from '../support/process.ts';

const acme = authority('Acme Root');
const stranger = authority('Somebody Else');
const secret = 'tenured:hunter2-hunter2';
const staff = people(3);

beforeAll(compileOnce);

/** A household on the host's clock whose Okta speaks TLS with a certificate that only Acme's authority vouches for. */
async function behindTls(host = '127.0.0.1'): Promise<Household> {
  const folder = temporaryFolder();
  const home = await furnish(folder, new HostClock(), { staff, tls: serverCertificate(host, acme) });
  onTestFinished(() => home.okta.close());
  writeFileSync(join(folder, 'acme-ca.pem'), acme.cert);
  writeFileSync(join(folder, 'stranger-ca.pem'), stranger.cert);
  writeFileSync(join(folder, 'proxy-password'), secret, { mode: 0o600 });
  home.deliver(staff);
  return home;
}

/** Runs `doctor` or `plan` as a process, with this network in the configuration. */
async function run(
  home: Household,
  network: unknown,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  home.configure({ configuration: { network } });
  const { ended } = startWith(environment, home.directory, ...command, '-c', home.configurationFile);
  const result = await ended;
  expect(`${result.stdout}${result.stderr}`, 'a secret got out').not.toMatch(/hunter2|BEGIN PRIVATE KEY|Basic /);
  return { ...result, stdout: unwrapped(result.stdout), stderr: unwrapped(result.stderr) };
}

/** Without the breaks of lines that a narrow screen asks for. */
function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

const ca = 'acme-ca.pem';

describe('an authority of the company’s own', () => {
  it('is trusted beside the others, and without it nothing is sent', async () => {
    const home = await behindTls();
    const trusted = await run(home, { ca }, ['plan', '--json']);
    expect([trusted.code, trusted.stderr]).toEqual([0, '']);
    const before = home.okta.requests().length;
    const untrusted = await run(home, {}, ['plan']);
    expect(untrusted.code).toBe(15);
    expect(untrusted.stderr).toMatch(/TEN-2304 The certificate that answers for the Okta URL is not trusted/);
    expect(untrusted.stderr).toContain('network.ca');
    const wrong = await run(home, { ca: 'stranger-ca.pem' }, ['plan']);
    expect([wrong.code, wrong.stderr.includes('TEN-2304')]).toEqual([15, true]);
    expect(home.okta.requests()).toHaveLength(before);
  });

  it('vouches for the host that it names and for no other', async () => {
    const home = await behindTls('acme.okta.test');
    const { code, stderr } = await run(home, { ca }, ['plan']);
    expect([code, stderr.includes('TEN-2304')]).toEqual([15, true]);
    expect(home.okta.requests()).toEqual([]);
  });

  it.each([
    ['is not there', 'absent.pem', 'is not there'],
    ['is a key', 'okta.pem', 'holds a private key'],
    ['is something else', 'people.csv', 'holds no certificate in PEM form'],
  ])('that %s is told before anything is sent, at its place', async (_, file, says) => {
    const home = await behindTls();
    for (const command of ['validate', 'plan']) {
      const { code, stdout, stderr } = await run(home, { ca: file }, [command]);
      expect(code).toBe(10);
      expect(`${stdout}${stderr}`).toMatch(/tenured\.yaml:\d+:\d+ TEN-1052 /);
      expect(`${stdout}${stderr}`).toContain(says);
    }
    expect(home.okta.requests()).toEqual([]);
  });

  it('is the only way round a certificate: the check itself cannot be turned off', async () => {
    const home = await behindTls();
    const { code, stderr } = await run(home, {}, ['plan'], { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect([code, stderr.includes('TEN-1051')]).toEqual([10, true]);
    expect(home.okta.requests()).toEqual([]);
  });
});

describe('a proxy', () => {
  it('of the configuration is gone through, its password given from its file', async () => {
    const home = await behindTls();
    const proxy = await connectProxy(secret);
    const through = { url: proxy.url, credentials: { file: 'proxy-password' } };
    const { code, stderr } = await run(home, { ca, proxy: through }, ['plan', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(home.okta.url).host]));
    expect(new Set(proxy.credentials)).toEqual(new Set([`Basic ${Buffer.from(secret).toString('base64')}`]));
    expect(home.okta.requests().length).toBeGreaterThan(5);
  });

  it('of the environment is gone through, unless NO_PROXY or the configuration says otherwise', async () => {
    const home = await behindTls();
    const proxy = await connectProxy(secret);
    const environment = { HTTPS_PROXY: proxy.url.replace('//', `//${secret}@`) };
    expect((await run(home, { ca }, ['plan', '--json'], environment)).code).toBe(0);
    const asked = proxy.asked.length;
    expect(asked).toBeGreaterThan(0);
    expect((await run(home, { ca }, ['plan', '--json'], { ...environment, NO_PROXY: '127.0.0.1' })).code).toBe(0);
    expect((await run(home, { ca, proxy: 'none' }, ['plan', '--json'], environment)).code).toBe(0);
    const except = { url: proxy.url, except: ['127.0.0.1'] };
    expect((await run(home, { ca, proxy: except }, ['plan', '--json'], environment)).code).toBe(0);
    expect(proxy.asked).toHaveLength(asked);
  });

  it('that wants another password is told, exit 10, and nothing reached Okta', async () => {
    const home = await behindTls();
    const proxy = await connectProxy('other:password');
    const through = { url: proxy.url, credentials: { file: 'proxy-password' } };
    const { code, stderr } = await run(home, { ca, proxy: through }, ['plan']);
    expect([code, stderr.includes('TEN-2062 The proxy asks for a user name and password')]).toEqual([10, true]);
    expect(home.okta.requests()).toEqual([]);
  });

  it('that refuses the way is told, exit 15, as is one that lets nobody in', async () => {
    const home = await behindTls();
    const proxy = await connectProxy();
    proxy.refuse = 403;
    const refused = await run(home, { ca, proxy: { url: proxy.url } }, ['plan']);
    expect([refused.code, refused.stderr.includes('TEN-2063 The proxy refuses to connect')]).toEqual([15, true]);
    await proxy.close();
    const gone = await run(home, { ca, proxy: { url: proxy.url } }, ['doctor']);
    expect(gone.code).toBe(15);
    expect(gone.stdout).toContain('the proxy cannot be reached, ECONNREFUSED');
    expect(home.okta.requests()).toEqual([]);
  });

  it('that cuts what it connected is told as what it is: Okta cannot be reached', async () => {
    const home = await behindTls();
    const proxy = await connectProxy();
    proxy.cutAfter = 200;
    const { code, stdout } = await run(home, { ca, proxy: { url: proxy.url } }, ['doctor']);
    expect([code, stdout.includes('TEN-2301')]).toEqual([15, true]);
    expect(home.okta.requests()).toEqual([]);
  });

  it.each([
    ['a password in its address', { url: 'http://tenured:hunter2@proxy.test:3128' }, 'must not carry a user name'],
    ['a path', { url: 'http://proxy.test:3128/x' }, 'without a path'],
    ['another scheme', { url: 'socks5://proxy.test:3128' }, 'http:// or https://'],
  ])('with %s is refused by line and column', async (_, proxy, says) => {
    const home = await behindTls();
    const { code, stderr } = await run(home, { proxy }, ['plan']);
    expect(code).toBe(10);
    expect(stderr).toMatch(/tenured\.yaml:\d+:\d+ TEN-1003 network\.proxy\.url /);
    expect(stderr).toContain(says);
  });

  it('of the environment that is no address is told by the name of the variable', async () => {
    const home = await behindTls();
    const { code, stderr } = await run(home, {}, ['plan'], { https_proxy: 'tenured:hunter2@proxy' });
    expect([code, stderr.includes('TEN-1053 environment variable https_proxy has to')]).toEqual([10, true]);
  });
});

interface HrServer {
  readonly url: string;
  readonly host: string;
  readonly asked: () => number;
}

/** HR's own server, with a certificate that only Acme's authority vouches for. */
async function hrServer(status = 200): Promise<HrServer> {
  let asked = 0;
  const anHourAgo = new Date(Date.now() - 3_600_000).toUTCString();
  const server = createServer(serverCertificate('127.0.0.1', acme), (_, answer) => {
    asked += 1;
    answer
      .writeHead(status, { 'content-type': 'text/csv', 'last-modified': anHourAgo, 'retry-after': '100' })
      .end(status === 200 ? file(staff) : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return { url: `https://${host}/people.csv`, host, asked: () => asked };
}

/** A household whose people come from HR's server. */
async function overHttp(hr: HrServer): Promise<(network: unknown, ...command: readonly string[]) => Running> {
  const home = await behindTls();
  return (network, ...command) => {
    home.configure({
      configuration: { network },
      source: { path: undefined, http: { url: hr.url } },
    });
    return startWith({}, home.directory, ...command, '-c', home.configurationFile);
  };
}

async function endOf(running: Running): Promise<Ended> {
  const result = await running.ended;
  expect(`${result.stdout}${result.stderr}`, 'a secret got out').not.toMatch(/hunter2|Basic /);
  return { ...result, stdout: unwrapped(result.stdout), stderr: unwrapped(result.stderr) };
}

describe('the network settings reach HR’s server, too', () => {
  it('its certificate is vouched for by the company’s authority, and by no stranger', async () => {
    const hr = await hrServer();
    const command = await overHttp(hr);
    const trusted = await endOf(command({ ca }, 'plan', '--json'));
    expect([trusted.code, trusted.stderr]).toEqual([0, '']);
    expect(hr.asked()).toBe(1);
    const untrusted = await endOf(command({ ca: 'stranger-ca.pem' }, 'doctor'));
    expect(untrusted.stdout).toMatch(/FAIL source .*certificate is not trusted.* TEN-3034 .*network\.ca/);
    expect(hr.asked()).toBe(1);
  });

  it('it is reached through the proxy, with its password', async () => {
    const hr = await hrServer();
    const command = await overHttp(hr);
    const proxy = await connectProxy(secret);
    const through = { url: proxy.url, credentials: { file: 'proxy-password' } };
    expect((await endOf(command({ ca, proxy: through }, 'plan', '--json'))).code).toBe(0);
    expect(proxy.asked).toContain(hr.host);
    expect(hr.asked()).toBe(1);
  });

  it('a proxy that refuses is told as what it is, at once and with a remedy', async () => {
    const hr = await hrServer();
    const command = await overHttp(hr);
    const proxy = await connectProxy();
    proxy.refuse = 403;
    const refused = await endOf(command({ ca, proxy: { url: proxy.url } }, 'doctor'));
    expect(refused.stdout).toMatch(
      /FAIL source .*proxy does not let tenured through.* \(403\).*network\.proxy\.except/,
    );
    expect(proxy.asked.filter((host) => host === hr.host)).toHaveLength(1);
    expect(hr.asked()).toBe(0);
  });
});

describe('a wait for HR’s server', () => {
  it('is cut by SIGTERM', async () => {
    const hr = await hrServer(503);
    const running = (await overHttp(hr))({ ca }, 'plan');
    while (hr.asked() === 0) await breathe();
    running.kill('SIGTERM');
    // It was told to come back in 100 seconds; this test ends before.
    const ended = await endOf(running);
    expect(ended.code).toBe(143);
    expect(hr.asked()).toBe(1);
  });
});

describe('a proxy’s password that is exchanged while tenured runs', () => {
  it('is read again when the proxy refuses the one before, and asked for no more often than that', async () => {
    const hr = await hrServer();
    const proxy = await connectProxy('tenured:new');
    const read: string[] = [];
    let password = 'tenured:old';
    const options = {
      proxy: { url: proxy.url, except: [], credentials: () => (read.push(password), password) },
      ca: { read: () => acme.cert },
    };
    const send = networkFetch(options);
    await expect(send(hr.url, {})).rejects.toMatchObject({ code: 'PROXY_407' });
    password = 'tenured:new';
    expect((await send(hr.url, {})).status).toBe(200);
    expect((await send(hr.url, {})).status).toBe(200);
    expect(read).toEqual(['tenured:old', 'tenured:old', 'tenured:new']);
  });
});
