import { Client, type ConnectConfig, type SFTPWrapper, type Stats } from 'ssh2';
import { createHash } from 'node:crypto';
import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { SftpOptions } from '../options.ts';

/** What is known of a file on the server. */
export interface RemoteStats {
  readonly bytes: number;
  /** Milliseconds; the protocol counts whole seconds. */
  readonly modifiedAt: number;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

type Callback<T> = (error: Error | undefined, value: T) => void;

/** SSH_FX_NO_SUCH_FILE. */
const noSuchFile = 2;

export function isMissing(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === noSuchFile;
}

/** A connection that reads. Whatever waits longer than the patience lasts ends with it. */
export class SftpSession {
  readonly #client: Client;
  readonly #sftp: SFTPWrapper;
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #server: string;

  /** @throws TenuredError TEN-3030, TEN-3031 or TEN-3034 */
  static async open(options: SftpOptions, clock: Clock, server: string): Promise<SftpSession> {
    const client = new Client();
    const patience = options.patienceSeconds * 1000;
    const seen = { hostKey: '' };
    try {
      await patiently(clock, patience, connected(client, configOf(options, seen)));
      const sftp = await patiently(
        clock,
        patience,
        promised<SFTPWrapper>((done) => client.sftp(done)),
      );
      return new SftpSession(client, sftp, clock, patience, server);
    } catch (error) {
      client.destroy();
      throw explained(error, options, seen.hostKey, server);
    }
  }

  private constructor(client: Client, sftp: SFTPWrapper, clock: Clock, patience: number, server: string) {
    this.#client = client;
    this.#sftp = sftp;
    this.#clock = clock;
    this.#patience = patience;
    this.#server = server;
    // A connection that breaks makes what is asked next fail, which says so.
    client.on('error', () => undefined);
  }

  /** Without following a link. */
  stat(path: string): Promise<RemoteStats> {
    return this.#ask(promised<Stats>((done) => this.#sftp.lstat(path, done))).then(statsOf);
  }

  async list(folder: string): Promise<readonly { readonly name: string; readonly stats: RemoteStats }[]> {
    const entries = await this.#ask(
      promised<readonly { readonly filename: string; readonly attrs: unknown }[]>((done) =>
        this.#sftp.readdir(folder, done),
      ),
    );
    return entries.map(({ filename, attrs }) => ({ name: filename, stats: statsOf(attrs as Stats) }));
  }

  async read(path: string, take: (chunk: Buffer) => Promise<void>): Promise<void> {
    const stream = this.#sftp.createReadStream(path, { highWaterMark: 1 << 17 });
    const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    try {
      for (;;) {
        const next = await this.#ask(iterator.next());
        if (next.done === true) return;
        await take(next.value);
      }
    } finally {
      stream.destroy();
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#client.once('close', resolve);
      this.#client.end();
    });
  }

  async #ask<T>(answer: Promise<T>): Promise<T> {
    try {
      return await patiently(this.#clock, this.#patience, answer);
    } catch (error) {
      if (isMissing(error)) throw error;
      throw brokenOff(this.#server, typeof (error as { code?: unknown }).code === 'number' ? 'refused' : 'broken off');
    }
  }
}

function configOf(options: SftpOptions, seen: { hostKey: string }): ConnectConfig {
  const { host, port, user, auth, hostKeys, patienceSeconds } = options;
  return {
    host,
    port,
    username: user,
    readyTimeout: patienceSeconds * 1000,
    // What the library does without this is trust anybody.
    hostVerifier: (key: Buffer) => {
      seen.hostKey = fingerprintOf(key);
      return hostKeys.includes(seen.hostKey);
    },
    ...(auth.kind === 'password'
      ? { password: auth.password.material.replace(/\r?\n$/, '') }
      : {
          privateKey: auth.key.material,
          ...(auth.passphrase === null ? {} : { passphrase: auth.passphrase.material.replace(/\r?\n$/, '') }),
        }),
  };
}

/** As OpenSSH prints it: `SHA256:` and the digest without padding. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function connected(client: Client, config: ConnectConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('ready', resolve);
    client.once('error', reject);
    client.once('close', () => {
      reject(new Error('closed'));
    });
    client.connect(config);
  });
}

function promised<T>(start: (done: Callback<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error === undefined || (error as unknown) === null) resolve(value);
      else reject(error);
    });
  });
}

async function patiently<T>(clock: Clock, patience: number, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const silence = clock.sleep(patience, done.signal).then(
    () => {
      throw new Error('silent');
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work, silence]);
  } finally {
    done.abort();
  }
}

function statsOf(stats: Stats): RemoteStats {
  const { size, mtime } = stats;
  return { bytes: size, modifiedAt: mtime * 1000, isFile: stats.isFile(), isDirectory: stats.isDirectory() };
}

function explained(error: unknown, options: SftpOptions, seen: string, server: string): unknown {
  if (error instanceof TenuredError) return error;
  if (seen !== '' && !options.hostKeys.includes(seen)) {
    return new TenuredError('TEN-3034', `the SFTP server shows another host key: ${seen}`, {
      where: { file: server },
      why: 'somebody else may be answering, and would be given the credential',
      hint: 'ask whoever runs it whether the key was exchanged, by another way than the server, and add it to `hostKey`',
    });
  }
  const { level } = error as { readonly level?: unknown };
  if (level === 'client-authentication') {
    return new TenuredError('TEN-3031', `the SFTP server refuses user "${options.user}"`, {
      where: { file: server },
      why: 'the last accepted people go on being used and nobody new can start',
      hint: 'check the user, and its key or password',
    });
  }
  if (/privateKey|passphrase/i.test((error as Error).message)) {
    return new TenuredError('TEN-1006', 'the private key for the SFTP server cannot be used', {
      where: { file: server },
      hint: 'it is an OpenSSH or PEM key; one with a passphrase needs `passphrase` as well',
    });
  }
  return brokenOff(server, 'broken off');
}

function brokenOff(server: string, what: 'refused' | 'broken off'): TenuredError {
  const said = what === 'refused' ? 'it refuses what it is asked' : 'the connection is broken off or silent';
  return new TenuredError('TEN-3030', `the SFTP server cannot be read from: ${said}`, {
    where: { file: server },
    why: 'the last accepted people go on being used and nobody new can start',
    hint: 'check name, port, firewall and rights; it will be asked again in the next run',
  });
}
