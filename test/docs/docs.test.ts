import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { exitNames } from '../../src/cli/exit.ts';
import { runCommandLine, type Output, type World } from '../../src/cli/index.ts';
import { loadConfiguration, loadMapping, placeProblems } from '../../src/config/index.ts';
import { asJson, canonicalJson } from '../../src/domain/kernel/canonical-json.ts';
import { codes } from '../../src/domain/kernel/codes.ts';
import type { Sha256 } from '../../src/domain/kernel/ids.ts';
import { compileMapping, runMappingTests, type CompiledMapping } from '../../src/domain/mapping/index.ts';
import type { StoredPlan } from '../../src/domain/plan/artefact.ts';
import { laneOf } from '../../src/domain/plan/lanes.ts';
import { renderPlanJson } from '../../src/report/index.ts';
import { faultKinds } from '../../src/simulator/faults/check.ts';
import { defaultSwitches, switchValues } from '../../src/simulator/org/switches.ts';
import { examplePlan } from '../report/fixtures/plan.ts';

const root = join(import.meta.dirname, '../..');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...globSync('docs/**/*.md', { cwd: root }).sort(),
] as const;

function page(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenured-docs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function temporary(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

interface Fence {
  readonly page: string;
  readonly line: number;
  /** The words behind the three backticks: `yaml mapping`. */
  readonly info: string;
  readonly text: string;
}

function fencesOf(path: string): Fence[] {
  const fences: Fence[] = [];
  let open: { line: number; info: string; lines: string[] } | null = null;
  page(path)
    .split('\n')
    .forEach((text, index) => {
      const mark = /^```(.*)$/.exec(text);
      if (mark === null) open?.lines.push(text);
      else if (open === null) open = { line: index + 1, info: (mark[1] ?? '').trim(), lines: [] };
      else {
        fences.push({ page: path, line: open.line, info: open.info, text: `${open.lines.join('\n')}\n` });
        open = null;
      }
    });
  expect(open, `${path}: a block is not closed`).toBeNull();
  return fences;
}

const fences = pages.flatMap(fencesOf);

function marked(info: string): readonly Fence[] {
  const found = fences.filter((fence) => fence.info === info);
  expect(found.length, `blocks marked ${info}`).toBeGreaterThan(0);
  return found;
}

/** A page without its blocks: what is prose and tables. */
function prose(path: string): string {
  return page(path).replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** The cells of a page's table rows that begin with code; `\|` is a bar inside a cell. */
function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `') || /^\| \d/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

function unquoted(cell: string | undefined): string {
  return (cell ?? '').replaceAll('`', '');
}

describe('error codes', () => {
  it('are all in the troubleshooting table, with title and exit code, and no other is', () => {
    const documented = tableRows(page('docs/it/troubleshooting.md'))
      .filter(([code]) => unquoted(code).startsWith('TEN-'))
      .map(([code, title, exit]) => `${unquoted(code)} ${title ?? ''} ${exit ?? ''}`);
    const known = Object.entries(codes).map(([code, { title, exit }]) => `${code} ${title} ${exit}`);
    expect(documented.sort()).toEqual(known.sort());
  });

  it.each(pages)('named in %s exist', (path) => {
    const named = page(path).match(/TEN-\d{4}/g) ?? [];
    expect(named.filter((code) => !Object.hasOwn(codes, code))).toEqual([]);
  });

  it('each say what to do', () => {
    const rows = tableRows(page('docs/it/troubleshooting.md'));
    expect(rows.filter(([, , , todo]) => (todo ?? '').length < 10)).toEqual([]);
  });
});

it('exit codes are documented by number and name, and no other is', () => {
  const section = page('docs/it/commands.md').split('## Exit codes')[1] ?? '';
  const documented = tableRows(section).map(([code, name]) => `${code ?? ''} ${unquoted(name)}`);
  expect(documented.sort()).toEqual(
    Object.entries(exitNames)
      .map(([code, name]) => `${code} ${name}`)
      .sort(),
  );
});

interface Help {
  readonly flags: readonly string[];
  readonly commands: readonly string[];
}

async function help(command: string): Promise<Help> {
  let text = '';
  const output: Output = {
    write: (piece) => {
      text += piece;
      return Promise.resolve();
    },
    isTerminal: false,
    columns: 80,
  };
  // Help is made before a command looks at anything else of its world.
  const world = { version: '0', environment: {}, stdout: output, stderr: output } as World;
  expect(await runCommandLine(world, [...command.split(' ').slice(1), '--help']), command).toBe(0);
  const [options = '', commands = ''] = text.split(/^Commands:$/m);
  return {
    flags: [...options.matchAll(/^ {2}(?:-\w, )?(--[\w-]+(?: (?:<\w+>|\[\w+\]))?)/gm)]
      .map(([, flag = '']) => flag)
      .sort(),
    commands: [...commands.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name).filter(isNoHelp),
  };
}

/** `help` is commander's own, and the examples below the commands begin with the program's name. */
function isNoHelp(name: string): boolean {
  return name !== 'help' && name !== 'tenured';
}

/** Every command by its full name, as the program's help tells them. */
async function allCommands(command = 'tenured'): Promise<Map<string, Help>> {
  const own = await help(command);
  const all = new Map([[command, own]]);
  for (const name of own.commands) {
    for (const [below, its] of await allCommands(`${command} ${name}`)) all.set(below, its);
  }
  return all;
}

describe('commands.md', () => {
  const text = page('docs/it/commands.md');
  const sections = new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => [unquoted(section.split('\n')[0]), section] as const),
  );
  const flagsIn = (section: string): string[] => tableRows(section).map(([flag]) => unquoted(flag));
  const common = flagsIn(sections.get('Flags that every command takes') ?? '');

  it('has the commands and flags that the program has, and no other', async () => {
    const program = await allCommands();
    const documented = [...sections.keys()].filter((name) => /^tenured( |$)/.test(name));
    expect(documented.sort()).toEqual([...program.keys()].sort());
    expect(common.length).toBeGreaterThan(5);
    for (const [command, { flags }] of program) {
      const section = sections.get(command) ?? '';
      const inherited = section.includes('(#flags-that-every-command-takes)') ? common : [];
      expect([...flagsIn(section), ...inherited].sort(), command).toEqual(flags);
    }
  });

  it('is the only source of command names for the other pages', () => {
    const known = new Set([...sections.keys()].filter((name) => name.startsWith('tenured ')));
    const first = new Set([...known].map((name) => name.split(' ')[1] ?? ''));
    const used = pages.flatMap((path) =>
      [...page(path).matchAll(/(?:npx |`)tenured ([a-z][a-z-]*)/g)].map(([, name = '']) => `${path}: ${name}`),
    );
    const unknown = used.filter((use) => ![...first, 'help'].includes(use.split(': ')[1] ?? ''));
    expect(unknown).toEqual([]);
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly default?: unknown;
}

/** A reference to a secret is one key, explained once. */
const secretKeys = ['file', 'credential', 'env'].join();

/** Dotted keys with their defaults; a list of blocks is `sources[]`. Of several forms every block's keys count, once. */
function leaves(schema: Schema, path: readonly string[]): [string, unknown][] {
  if (schema.properties !== undefined) {
    if (Object.keys(schema.properties).join() === secretKeys) return [[path.join('.'), undefined]];
    return Object.entries(schema.properties).flatMap(([key, below]) => leaves(below, [...path, key]));
  }
  const blocks = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter((one) => one.properties ?? one.anyOf);
  if (blocks.length > 0) return [...new Map(blocks.flatMap((block) => leaves(block, path)))];
  const { items: item } = schema;
  if (item?.oneOf !== undefined) return leaves(item, [...path.slice(0, -1), `${path.at(-1) ?? ''}[]`]);
  return [[path.join('.'), schema.default]];
}

describe('configuration.md', () => {
  const schema = JSON.parse(page('config/tenured.schema.json')) as Schema;
  const keys = leaves(schema, []);
  const rows = new Map(
    tableRows(page('docs/it/configuration.md')).map(([key, byDefault]) => [unquoted(key), byDefault ?? ''] as const),
  );

  it('has every key, and no other', () => {
    expect([...rows.keys()].sort()).toEqual(keys.map(([key]) => key).sort());
  });

  it.each(keys.filter(([, byDefault]) => byDefault !== undefined))('says the default of %s', (key, byDefault) => {
    const wanted = typeof byDefault === 'string' ? byDefault : JSON.stringify(byDefault);
    expect(unquoted(rows.get(key))).toBe(wanted);
  });
});

function problemsOf(fence: Fence, found: readonly { readonly message: string }[]): string[] {
  return found.map(({ message }) => `${fence.page}:${String(fence.line)} ${message}`);
}

function compile(fence: Fence): CompiledMapping {
  const loaded = loadMapping(temporary('mapping.yaml', fence.text));
  if (!loaded.ok) throw new Error(problemsOf(fence, loaded.error).join('\n'));
  const compiled = compileMapping(loaded.value.document);
  if (!compiled.ok) throw new Error(problemsOf(fence, placeProblems(loaded.value, compiled.error)).join('\n'));
  const failures = placeProblems(loaded.value, runMappingTests(compiled.value, loaded.value.document));
  expect(problemsOf(fence, failures)).toEqual([]);
  expect(problemsOf(fence, placeProblems(loaded.value, compiled.value.warnings))).toEqual([]);
  return compiled.value;
}

describe('examples', () => {
  it('marked as a mapping compile, and their own tests pass', () => {
    for (const fence of marked('yaml mapping')) compile(fence);
  });

  it('marked as a configuration load', () => {
    for (const fence of marked('yaml configuration')) {
      const loaded = loadConfiguration(temporary('tenured.yaml', fence.text), {});
      expect(problemsOf(fence, loaded.ok ? loaded.value.warnings : loaded.error)).toEqual([]);
    }
  });

  it('of YAML parse, all of them', () => {
    for (const fence of fences.filter(({ info }) => /^ya?ml\b/.test(info))) {
      expect(problemsOf(fence, parseDocument(fence.text, { uniqueKeys: true }).errors)).toEqual([]);
    }
  });

  it('of the mapping guide fit together: its file, its mapping, and the one row put aside', () => {
    const [csv] = marked('csv example');
    const mapping = compile(marked('yaml mapping').find(({ page: on }) => on === csv?.page) as Fence);
    const [header = [], ...rows] = parseCsv(csv?.text ?? '', { delimiter: ';' });
    const positions = mapping.columns.map((column) => header.indexOf(column));
    expect(positions).not.toContain(-1);
    const aside = rows
      .map((row) => ({ id: row[0], read: mapping.readRow(positions.map((at) => row[at] ?? '')) }))
      .filter(({ read }) => !read.ok);
    expect(aside.map(({ id }) => id)).toEqual(['00160']);
  });
});

describe('the auditor’s program', () => {
  /** The example plan with the hash that its header and lines really have. */
  function intactPlan(): StoredPlan {
    const lines = [...examplePlan.lines()].sort((left, right) => laneOf(left.line) - laneOf(right.line));
    const digest = createHash('sha256').update(`${canonicalJson(asJson(examplePlan.envelope.header))}\n`);
    for (const { line } of lines) digest.update(`${canonicalJson(asJson(line))}\n`);
    const hash = digest.digest('hex') as Sha256;
    return { envelope: { ...examplePlan.envelope, hash }, lines: () => lines, problems: () => [] };
  }

  function verify(json: string): string {
    const [program] = marked('js verify');
    const script = temporary('verify.mjs', program?.text ?? '');
    return spawnSync(process.execPath, [script, temporary('plan.json', json)], { encoding: 'utf8' }).stdout;
  }

  it('finds a plan intact, and one with a changed login altered', () => {
    const json = [...renderPlanJson(intactPlan())].join('');
    expect(verify(json)).toMatch(/^intact [0-9a-f]{64}\n$/);
    expect(json).toContain('wei.chen@acme.example');
    expect(verify(json.replaceAll('wei.chen@acme.example', 'wei.chan@acme.example'))).toMatch(/^ALTERED/);
  });

  it('does not mind where the rows stood', () => {
    const json = [...renderPlanJson(intactPlan())].join('');
    expect(verify(json.replaceAll('"row":311', '"row":312'))).toMatch(/^intact/);
  });
});

/** The anchors of a page's headings as GitHub makes them. */
function anchorsOf(path: string): ReadonlySet<string> {
  const headings = [...prose(path).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe.each(pages)('%s', (path) => {
  it('links to what is there', () => {
    const broken = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const found = file === '' ? path : join(dirname(path), file);
        if (!existsSync(resolve(root, found))) return true;
        return anchor !== undefined && !anchorsOf(found).has(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('has one title', () => {
    expect(prose(path).match(/^# /gm)).toHaveLength(1);
  });
});

describe('decisions', () => {
  const files = globSync('docs/decisions/*.md', { cwd: root })
    .map((path) => path.split('/').at(-1) ?? '')
    .sort();

  it('are numbered uniquely and without a gap', () => {
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, index) => index));
  });

  it.each(files)('%s has its number as title, and the three parts', (file) => {
    const text = page(`docs/decisions/${file}`);
    expect(text.startsWith(`# ${file.slice(0, 4)} `)).toBe(true);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(['Context', 'Decision', 'Consequences']);
  });

  it.each(files)('%s is in the index', (file) => {
    expect(page('docs/README.md')).toContain(`(decisions/${file})`);
  });
});

describe('the page about the simulator', () => {
  const simulator = page('docs/it/simulator.md');
  const rowsOf = (head: string): readonly (readonly string[])[] => {
    const [, table = ''] = simulator.split(head);
    const lines = table.slice(table.indexOf('\n') + 1).split('\n');
    const rows = lines.slice(
      1,
      lines.findIndex((line, index) => index > 0 && !line.startsWith('|')),
    );
    return rows.map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
  };
  const words = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, word = '']) => word);

  it('lists every switch with its default and what else it may be', () => {
    const rows = rowsOf('| Switch | Default | Else | Question |');
    const said = rows.map(([name, standard, others = '']) => {
      const values = [...words(standard), ...words(others)];
      return [words(name)[0], words(standard)[0], words(others).length > 0 ? values.toSorted() : others];
    });
    const real = Object.entries(switchValues).map(([name, values]) => [
      name,
      String(defaultSwitches[name as keyof typeof defaultSwitches]),
      typeof values === 'string' ? (values === 'number' ? 'a number' : values) : values.map(String).toSorted(),
    ]);
    expect(said.toSorted()).toEqual(real.toSorted());
  });

  it('lists every kind of fault', () => {
    const tables = [
      '| Kind | Members | What happens |',
      '| Kind | Members | What is so |',
      '| Kind | Members | Who does what |',
    ];
    const text = simulator.slice(simulator.indexOf('## Making it fail'), simulator.indexOf('## Where Okta'));
    expect(tables.every((head) => text.includes(head))).toBe(true);
    const said = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind = '']) => kind);
    expect(faultKinds.filter((kind) => !said.includes(kind))).toEqual([]);
  });

  it('lists every ready-made organisation', () => {
    const rows = rowsOf('| `--org` | What |');
    expect(rows.map(([name]) => words(name)[0])).toEqual(['empty', 'small', 'big', 'messy']);
  });
});
