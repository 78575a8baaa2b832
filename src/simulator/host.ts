import { readFile } from 'node:fs/promises';
import type { Clock } from '../domain/kernel/clock.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Random } from '../domain/kernel/random.ts';
import { parseInstant, type Instant } from '../domain/time/instant.ts';
import { steeredClock } from './control/steered-clock.ts';
import type { LimitPreset } from './http/rate-buckets.ts';
import type { ServiceAppSeed, SigningKeySeed } from './org/seed.ts';
import { readDocument, type OrganisationDocument } from './persist/document.ts';
import { readKept } from './persist/keep.ts';
import { readyMadeOrganisation, type ReadyMade } from './presets/organisations.ts';
import { provisioningScopes, readScopes, serviceApp } from './presets/seeds.ts';
import { seededRandom } from './seeded-random.ts';
import { startSimulator, type Simulator } from './simulator.ts';

/** A simulator for people, who name what they want. */
export interface HostOptions {
  /** The host's own. */
  readonly clock: Clock;
  readonly random: Random;
  readonly port: number;
  readonly readOnly: boolean;
  readonly presetLimits: LimitPreset;
  /** The name of a ready-made organisation, and the groups that have to be there. */
  readonly readyMade: ReadyMade;
  readonly groups: readonly string[];
  /** What is invented from; null: always the same people, and ids that nobody can foretell. */
  readonly seed: number | null;
  /** A document to start from instead. */
  readonly importFile: string | null;
  /** A file that the organisation is kept in; it comes before everything else when it is there. */
  readonly persist: string | null;
  /** The org's own time at the start, which can be moved then; null goes by the host's. */
  readonly startAt: Instant | null;
  readonly apps: readonly HostedApp[];
}

/** A service app that somebody has the key of. */
export interface HostedApp {
  readonly clientId: string;
  readonly keys: readonly SigningKeySeed[];
  readonly dpop: boolean;
  /** It may write. */
  readonly manage: boolean;
}

/** Where the organisation came from. */
export interface Hosted extends Simulator {
  readonly from: 'kept' | 'imported' | 'made';
}

/**
 * Starts a simulator as it was asked for.
 * @throws TenuredError TEN-6006 for a file that cannot be read or holds no organisation, and for a port that is taken.
 */
export async function hostSimulator(options: HostOptions): Promise<Hosted> {
  const { from, document } = await found(options);
  const mine = new Set(options.apps.map(({ clientId }) => clientId));
  const others = (document.apps ?? []).filter(({ clientId }) => !mine.has(clientId));
  const startAt = later(options.startAt, from === 'kept' ? document.exported : undefined);
  const steered = startAt === null ? null : steeredClock(options.clock, startAt);
  const start = (): Promise<Simulator> =>
    startSimulator({
      clock: steered ?? options.clock,
      random: options.seed === null ? options.random : seededRandom(`run ${String(options.seed)}`),
      faultSeed: options.seed ?? 1,
      port: options.port,
      readOnly: options.readOnly,
      presetLimits: options.presetLimits,
      org: { ...document, apps: [...others, ...options.apps.map(appOf)] },
      ...(steered === null ? {} : { move: (milliseconds) => steered.move(milliseconds) }),
      ...(options.persist === null ? {} : { persist: options.persist }),
    });
  const simulator = await start().catch((error: unknown) => {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'listen') throw unheard(options.port, code ?? '');
    // What else the system refuses speaks for itself; the rest is in the document.
    if (from === 'made' || code !== undefined) throw error;
    throw unusable(options.persist ?? options.importFile ?? '', [error instanceof Error ? error.message : '']);
  });
  return Object.defineProperty(simulator as Hosted, 'from', { value: from });
}

const manager = { grantedScopes: provisioningScopes, roles: [{ type: 'ORG_ADMIN' }] } as const;
const watcher = { grantedScopes: [...readScopes, 'okta.logs.read'] };

function appOf({ clientId, keys, dpop, manage }: HostedApp): ServiceAppSeed {
  return serviceApp(clientId, keys, { dpopBound: dpop, ...(manage ? manager : dpop ? {} : watcher) });
}

/** The clock of an organisation that was kept goes on from where it was. */
function later(wish: Instant | null, kept: string | undefined): Instant | null {
  const before = kept === undefined ? undefined : parseInstant(kept);
  return wish === null || before === undefined || before < wish ? wish : before;
}

async function found({
  persist,
  importFile,
  readyMade,
  seed,
  groups,
}: HostOptions): Promise<{ readonly from: Hosted['from']; readonly document: OrganisationDocument }> {
  const kept = persist === null ? undefined : await text(persist, readKept);
  if (persist !== null && kept !== undefined) return { from: 'kept', document: documentIn(persist, kept) };
  if (importFile !== null) {
    const imported = await text(importFile, (file) => readFile(file, 'utf8'));
    return { from: 'imported', document: documentIn(importFile, imported) };
  }
  return { from: 'made', document: readyMadeOrganisation(readyMade, { seed: seed ?? 1, groups }) };
}

async function text<Text>(file: string, read: (file: string) => Promise<Text>): Promise<Text> {
  try {
    return await read(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new TenuredError('TEN-6006', `the organisation cannot be read (${code})`, { where: { file } });
  }
}

function documentIn(file: string, content: string): OrganisationDocument {
  const read = readDocument(content);
  if (!read.ok) throw unusable(file, read.problems);
  return read.document;
}

const whys: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already, perhaps a simulator that still runs',
  EACCES: 'this user may not listen there',
};

function unheard(port: number, code: string): TenuredError {
  return new TenuredError('TEN-6006', `the simulator cannot listen on 127.0.0.1:${String(port)}`, {
    why: whys[code] ?? code,
    hint: 'give it another one by --port; 0 takes a free one',
  });
}

function unusable(file: string, problems: readonly string[]): TenuredError {
  return new TenuredError('TEN-6006', 'the file holds no organisation that could be used', {
    where: { file },
    why: problems.join('; '),
    hint: 'GET /simulator/organisation of a running simulator shows what one looks like',
  });
}
