import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Instant } from '../domain/time/instant.ts';

/** The demo's own directory, and the files that it makes there. */
export interface Workspace {
  readonly directory: string;
  readonly people: string;
  readonly mapping: string;
  readonly configuration: string;
  readonly key: string;
  readonly state: string;
  /** What the daemon says of itself. */
  readonly log: string;
  /** What the simulated Okta holds at the end. */
  readonly okta: string;
}

const marker = '.tenured-demo';
const markerText = 'Made by `tenured demo`, which may replace the files that it makes here.\n';
const ownFiles = [
  'people.csv',
  'mapping.yaml',
  'tenured.yaml',
  'okta.pem',
  'daemon.log',
  'okta.json',
  'people.csv.new',
];
const ownReport = /^plan-\d+\.(html|json)$/;
const ownState = 'tenured.db';

/**
 * Makes the directory, or clears what an earlier demo made in it; everything else in it stays.
 * @throws TenuredError TEN-6001 when it holds something and no demo made it.
 */
export function openWorkspace(directory: string): Workspace {
  const state = join(directory, 'state');
  usable(directory, () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const found = readdirSync(directory);
    if (found.length > 0 && !found.includes(marker)) throw foreign(directory);
    if (found.length === 0) writeFileSync(join(directory, marker), markerText, { mode: 0o600, flag: 'wx' });
    remove(directory, (name) => ownFiles.includes(name) || ownReport.test(name));
    if (isDirectory(state)) remove(state, (name) => name.startsWith(ownState));
  });
  return {
    directory,
    people: join(directory, 'people.csv'),
    mapping: join(directory, 'mapping.yaml'),
    configuration: join(directory, 'tenured.yaml'),
    key: join(directory, 'okta.pem'),
    state,
    log: join(directory, 'daemon.log'),
    okta: join(directory, 'okta.json'),
  };
}

/** Writes a file of the demo, for its owner's eyes alone; never over another one, never through a link. */
export function writeOwn(file: string, text: string): void {
  usable(file, () => {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  });
}

function usable(file: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof TenuredError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new TenuredError('TEN-6001', `the demo cannot put its files here (${code})`, {
      where: { file },
      hint: 'name another directory with --dir',
      cause: error,
    });
  }
}

/** The reports in the workspace. */
export function reportsIn({ directory }: Workspace): readonly string[] {
  const reports = readdirSync(directory).filter((name) => ownReport.test(name));
  return reports.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).map((name) => join(directory, name));
}

/** HR's export: written beside the file and put in its place, as of the instant at which it was made. */
export function deliver({ people }: Workspace, text: string, at: Instant): void {
  const beside = `${people}.new`;
  usable(people, () => {
    rmSync(beside, { force: true });
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
    utimesSync(beside, at / 1000, at / 1000);
    renameSync(beside, people);
  });
}

/** A file of the demo to which lines are added as they come. */
export function appendOwn(file: string, text: string): void {
  usable(file, () => {
    appendFileSync(file, text, { mode: 0o600 });
  });
}

/** A link to a directory is somebody else's place: nothing is removed behind it. */
function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function remove(directory: string, isOwn: (name: string) => boolean): void {
  for (const name of readdirSync(directory)) if (isOwn(name)) rmSync(join(directory, name), { force: true });
}

function foreign(directory: string): TenuredError {
  return new TenuredError('TEN-6001', 'the directory holds files that no demo made', {
    where: { file: directory },
    why: 'the demo replaces its own files and would not know whose these are',
    hint: 'name an empty or new directory with --dir',
  });
}
