import { generateKeyPairSync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ssh2, { type Connection, type Server as SshServer, type SFTPWrapper } from 'ssh2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { csvFile } from '../../src/sources/options.fixture.ts';
import type { SourceMemory, SourceOptions } from '../../src/sources/index.ts';
import { basisOf, readAll, refusal, SourceFolder } from './reading.ts';

const { Server, utils } = ssh2;
const folder = new SourceFolder();
const basis = basisOf(['Id', 'Name']);

interface Stored {
  content: Buffer;
  mtime: number;
  mode?: number;
}

const files = new Map<string, Stored>();
const opened: string[] = [];
let server: SshServer;
let port = 0;
let hostKey = '';
const host = keyPair();
const user = keyPair();

function keyPair(): { readonly secret: string; readonly known: string } {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { secret: privateKey, known: privateKey };
}

beforeAll(async () => {
  const key = utils.parseKey(host.secret);
  if (key instanceof Error) throw key;
  const { createHash } = await import('node:crypto');
  hostKey = `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
  server = new Server({ hostKeys: [host.secret] }, serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  folder.remove();
});
beforeEach(() => {
  files.clear();
  opened.length = 0;
});

/** A server that has what `files` holds, for one user. */
function serve(client: Connection): void {
  client.on('authentication', (context) => {
    if (context.username !== 'hr') context.reject();
    else if (context.method === 'password' && context.password === 'pass') context.accept();
    else if (context.method === 'publickey' && isUsers(context.key.data)) context.accept();
    else context.reject(['password', 'publickey']);
  });
  client.on('error', () => undefined);
  client.on('session', (accept) => {
    accept().on('sftp', (acceptSftp) => {
      answer(acceptSftp());
    });
  });
}

function isUsers(data: Buffer): boolean {
  const key = utils.parseKey(user.secret);
  return !(key instanceof Error) && key.getPublicSSH().equals(data);
}

function answer(sftp: SFTPWrapper): void {
  const { OK, EOF, NO_SUCH_FILE } = utils.sftp.STATUS_CODE;
  const attributes = ({ content, mtime, mode }: Stored): never =>
    ({ mode: mode ?? 0o100_600, uid: 0, gid: 0, size: content.length, atime: mtime, mtime }) as never;
  const listed = new Set<string>();
  const handles: string[] = [];
  const nameOf = (handle: Buffer): string => handles[handle.readUInt32BE(0)] ?? '';
  const newHandle = (name: string): Buffer => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(handles.push(name) - 1, 0);
    return handle;
  };
  const stat = (id: number, path: string): void => {
    const found = files.get(path);
    if (found === undefined) sftp.status(id, NO_SUCH_FILE);
    else sftp.attrs(id, attributes(found));
  };
  sftp.on('LSTAT', stat);
  sftp.on('STAT', stat);
  sftp.on('FSTAT', (id, handle) => {
    stat(id, nameOf(handle));
  });
  sftp.on('OPEN', (id, path) => {
    opened.push(path);
    sftp.handle(id, newHandle(path));
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const { content } = files.get(nameOf(handle)) ?? { content: Buffer.alloc(0) };
    const piece = content.subarray(offset, offset + length);
    if (piece.length === 0) sftp.status(id, EOF);
    else sftp.data(id, piece);
  });
  sftp.on('OPENDIR', (id, path) => {
    sftp.handle(id, newHandle(path));
  });
  sftp.on('READDIR', (id, handle) => {
    const path = nameOf(handle);
    if (listed.has(path)) {
      sftp.status(id, EOF);
      return;
    }
    listed.add(path);
    const inside = [...files].filter(([name]) => name.startsWith(`${path}/`));
    sftp.name(
      id,
      inside.map(([name, file]) => ({
        filename: name.slice(path.length + 1),
        longname: name,
        attrs: attributes(file),
      })),
    );
  });
  sftp.on('CLOSE', (id) => {
    sftp.status(id, OK);
  });
}

type Sftp = Extract<SourceOptions['transport'], { kind: 'sftp' }>;

function sftp(more: Partial<Sftp> = {}, options: Partial<SourceOptions> = {}): SourceOptions {
  const transport: Sftp = {
    kind: 'sftp',
    host: '127.0.0.1',
    port,
    user: 'hr',
    hostKeys: [hostKey],
    auth: { kind: 'password', password: { material: 'pass\n' } },
    path: '/out/people.csv',
    newest: null,
    patienceSeconds: 30,
    ...more,
  };
  return { ...csvFile(''), transport, settleSeconds: 0, ...options };
}

function put(path: string, content: string, ageSeconds = 3600): void {
  files.set(path, { content: Buffer.from(content), mtime: Math.floor(folder.clock.now() / 1000) - ageSeconds });
}

async function names(options: SourceOptions, memory?: SourceMemory): Promise<readonly string[]> {
  const source = folder.open(options, memory);
  try {
    await source.look();
    return (await readAll(source, basis)).rows.map(({ cells }) => cells[1] ?? '');
  } finally {
    await source.close?.();
  }
}

describe('a file on an SFTP server', () => {
  it.each<[string, Sftp['auth']]>([
    ['a password', { kind: 'password', password: { material: 'pass\n' } }],
    ['a key', { kind: 'key', key: { material: user.secret }, passphrase: null }],
  ])('is read with %s, and leaves nothing on disk', async (_how, auth) => {
    put('/out/people.csv', `Id,Name\n${'E1,Ann\n'.repeat(100_000)}`);
    expect(await names(sftp({ auth }))).toHaveLength(100_000);
    expect(readdirSync(join(folder.path, 'state'))).toEqual([]);
  });

  it('is taken from several by name or by date, never one that is still being sent', async () => {
    put('/out/people_9.csv', 'Id,Name\nE1,Nine\n', 100);
    put('/out/people_10.csv', 'Id,Name\nE1,Ten\n', 200);
    put('/out/people_11.csv.part', 'Id,Name\nE1,Part\n', 50);
    put('/out/other.csv', 'Id,Name\nE1,Other\n', 10);
    const path = '/out/people_*.csv*';
    expect(await names(sftp({ path, newest: 'name' }))).toEqual(['Ten']);
    expect(await names(sftp({ path, newest: 'date' }))).toEqual(['Nine']);
    put('/out/people_12.csv', 'Id,Name\nE1,Twelve\n', 100);
    expect((await refusal(() => names(sftp({ path, newest: 'date' })))).code).toBe('TEN-3020');
  });

  it('is the one whose number comes next, and its changes may be none', async () => {
    put('/out/people-full-7.csv', 'Id,Name\nE1,Seven\n', 3000);
    put('/out/people-8.csv', 'Id,Name\n', 9000);
    put('/out/people-9.csv', 'Id,Name\nE1,Nine\n', 6000);
    const numbering = { number: String.raw`-(?<number>\d+)\.csv$`, step: 'one', whole: 'people-full-*' } as const;
    const source = folder.open(sftp({ path: '/out/people-*.csv', newest: 'name' }, { numbering }));
    const read: string[][] = [];
    for (let last = await source.next?.(null); last !== null && last !== undefined; last = await source.next?.(last)) {
      await source.look();
      read.push([String(last.number), ...(await readAll(source, basis)).rows.map(({ cells }) => cells[1] ?? '')]);
      await source.close?.();
    }
    expect(read).toEqual([['7', 'Seven'], ['8'], ['9', 'Nine']]);
  });

  it('is not fetched again while size and time are the same', async () => {
    put('/out/people.csv', 'Id,Name\nE1,Ann\n');
    const memory: SourceMemory = new Map();
    const look = async (): Promise<string> => {
      const source = folder.open(sftp(), memory);
      await source.look();
      const digest = await source.digest();
      await source.close?.();
      return digest;
    };
    const digest = await look();
    expect(await look()).toBe(digest);
    expect(opened).toHaveLength(1);
    put('/out/people.csv', 'Id,Name\nE1,Bob\n', 3000);
    expect(await look()).not.toBe(digest);
    expect(opened).toHaveLength(2);
  });

  it('waits for its marker and is held to its manifest', async () => {
    put('/out/people.csv', 'Id,Name\nE1,Ann\n', 100);
    const marked = sftp({}, { proof: { marker: '.done', manifest: null, leastRows: 0 } });
    expect((await refusal(() => names(marked))).code).toBe('TEN-3022');
    put('/out/people.csv.done', '', 200);
    expect((await refusal(() => names(marked))).code).toBe('TEN-3022');
    put('/out/people.csv.done', '', 50);
    expect(await names(marked)).toEqual(['Ann']);
    const listed = sftp({}, { proof: { marker: null, manifest: '.json', leastRows: 0 } });
    put('/out/people.csv.json', '{"file":"people.csv","rows":2}', 50);
    const error = await refusal(() => names(listed));
    expect([error.code, error.message]).toEqual(['TEN-3021', expect.stringContaining('2 rows said, 1 there')]);
    put('/out/people.csv.json', '{"file":"people.csv","rows":1}', 50);
    expect(await names(listed)).toEqual(['Ann']);
  });

  it('is not taken from a server with another key, which is given no credential', async () => {
    put('/out/people.csv', 'Id,Name\nE1,Ann\n');
    const other = `SHA256:${'A'.repeat(43)}`;
    const error = await refusal(() => names(sftp({ hostKeys: [other] })));
    expect([error.code, error.message]).toEqual(['TEN-3034', expect.stringContaining(hostKey)]);
    expect(await names(sftp({ hostKeys: [other, hostKey] }))).toEqual(['Ann']);
  });

  it.each<[string, Partial<Sftp>, string]>([
    ['a wrong password', { auth: { kind: 'password', password: { material: 'wrong' } } }, 'TEN-3031'],
    ['a key that is none', { auth: { kind: 'key', key: { material: 'nonsense' }, passphrase: null } }, 'TEN-1006'],
    ['nothing under that name', { path: '/out/nobody.csv' }, 'TEN-3001'],
    ['a server that is not there', { port: 1 }, 'TEN-3030'],
    ['a link', { path: '/out/link.csv' }, 'TEN-3002'],
  ])('is refused for %s', async (_what, more, code) => {
    files.set('/out/link.csv', { content: Buffer.from('x'), mtime: 1, mode: 0o120_777 });
    const error = await refusal(() => names(sftp(more)));
    expect(error.code).toBe(code);
    expect(`${error.message} ${String(error.hint)}`).not.toMatch(/wrong|nonsense/);
  });

  it('is refused when it is too large, or still being written', async () => {
    put('/out/people.csv', 'Id,Name\nE1,Ann\n', 10);
    expect((await refusal(() => names(sftp({}, { largestBytes: 5 })))).code).toBe('TEN-3024');
    expect((await refusal(() => names(sftp({}, { settleSeconds: 60 })))).code).toBe('TEN-3012');
  });
});
