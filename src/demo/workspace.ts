import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TenuredError } from '../domain/kernel/errors.ts';

/** The demo's own directory, and the files that it makes there. */
export interface Workspace {
  readonly directory: string;
  readonly people: string;
  readonly mapping: string;
  readonly configuration: string;
  readonly key: string;
  readonly state: string;
}

const marker = '.tenured-demo';
const markerText = 'Made by `tenured demo`, which may replace the files that it makes here.\n';
const ownFiles = ['people.csv', 'mapping.yaml', 'tenured.yaml', 'okta.pem'];
const ownReport = /^plan-\d+\.html$/;
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

/** The newest report in the workspace; null when there is none. */
export function reportIn({ directory }: Workspace): string | null {
  const reports = readdirSync(directory).filter((name) => ownReport.test(name));
  const [last] = reports.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return last === undefined ? null : join(directory, last);
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
