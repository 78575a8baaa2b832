import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadMapping } from '../../config/index.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { renderSourceDraft } from '../../report/index.ts';
import { inspectFile } from '../inspect-file.ts';
import type { World } from '../world.ts';

/** What the configuration is about, and where it goes. */
export interface SimulatorSetUp {
  readonly dir: string;
  readonly clientId: string;
  readonly url: string;
  readonly source: string | null;
  readonly mapping: string | null;
}

export interface WrittenConfiguration {
  readonly file: string;
  readonly written: boolean;
  /** It names this simulator's address. */
  readonly fits: boolean;
  /** Files that it names and that are not there. */
  readonly lacks: readonly string[];
}

/** A configuration to start from; one that exists is somebody's work and stays. */
export async function writeConfiguration(world: World, setUp: SimulatorSetUp): Promise<WrittenConfiguration> {
  const file = join(setUp.dir, 'tenured.yaml');
  if (existsSync(file))
    return { file, written: false, fits: readFileSync(file, 'utf8').includes(setUp.url), lacks: [] };
  const mapping = resolve(setUp.mapping ?? 'people.yaml');
  const lines = [
    `version: 1
name: Simulated
timezone: ${timezoneOf(setUp.mapping)}

okta:
  orgUrl: ${setUp.url}
  clientId: ${setUp.clientId}
  privateKey: { file: okta.pem }
`,
    await sourceLines(world, setUp.source, mapping),
    `state:
  dir: state
`,
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o600, flag: 'wx' });
  const lacks = [resolve(setUp.source ?? 'people.csv'), mapping].filter((name) => !existsSync(name));
  return { file, written: true, fits: true, lacks };
}

/** So many rows tell how a file is written and whether people who left are in it. */
const rowsLookedAt = 100_000;

/** As `inspect` proposes them; a file that is not there yet, or no table, gets lines to go on from. */
async function sourceLines(world: World, source: string | null, mapping: string): Promise<string> {
  const file = resolve(source ?? 'people.csv');
  try {
    if (source !== null) return atOnce(renderSourceDraft(await inspectFile(world, file, rowsLookedAt), mapping));
  } catch (error) {
    if (!(error instanceof TenuredError)) throw error;
  }
  return `sources:
  - name: people
    type: csv
    path: ${JSON.stringify(file)}
    settle: 0s
    roster: all
    mapping: ${JSON.stringify(mapping)}
`;
}

/** A file that somebody is trying out is not being written by anybody else. */
function atOnce(lines: string): string {
  return lines.replace(/^( {4})roster:/m, '$1settle: 0s\n$1roster:');
}

/** The zone of most people where the mapping knows one. */
function timezoneOf(mapping: string | null): string {
  const loaded = mapping === null ? null : loadMapping(mapping);
  return (loaded?.ok === true ? loaded.value.document.timezone.default : undefined) ?? 'UTC';
}
