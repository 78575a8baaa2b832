import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const badHouse = join(import.meta.dirname, 'fixtures/bad-house');

function cruise(directory: string): ICruiseResult {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(root, '.dependency-cruiser.js');
  const run = spawnSync(process.execPath, [program, '--config', config, '--output-type', 'json', 'src'], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as ICruiseResult;
}

function violations(result: ICruiseResult): string[] {
  return result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

const house = cruise(root);

describe('the house', () => {
  const result = house;

  it('keeps its import rules', () => {
    expect(violations(result)).toEqual([]);
  });

  // With a TypeScript it does not know, dependency-cruiser finds no module, no violation, and exits 0.
  it('was really looked at', () => {
    const files = globSync('src/**/*.ts', { cwd: root });
    const cruised = new Set(result.modules.map(({ source }) => source));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !cruised.has(file))).toEqual([]);
    expect(result.summary.totalCruised).toBeGreaterThanOrEqual(files.length);
  });
});

describe('a dry run', () => {
  const graph = new Map(
    house.modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]),
  );

  /** Every file that a file leads to by any chain of imports, those of types included. */
  function reach(from: string): ReadonlySet<string> {
    const reached = new Set<string>();
    const open = [from];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      for (const next of graph.get(file) ?? []) if (!reached.has(next)) open.push(next);
      reached.add(file);
    }
    return reached;
  }

  // The files that can write, found by what they hold on to and not by a list that could be forgotten.
  const session = 'src/okta/transport/write-session.ts';
  const writing = [...graph.keys()].filter((file) => file.startsWith('src/okta/') && reach(file).has(session));
  const planning = [...graph.keys()].filter((file) =>
    /^src\/(reconcile\/(plan|ingest|observe|workers)|report\/)/.test(file),
  );

  it('has something to be kept from', () => {
    expect(writing).toEqual(
      expect.arrayContaining([session, 'src/okta/writer.ts', 'src/okta/gate.ts', 'src/okta/connect.ts']),
    );
    expect(reach('src/okta/index.ts')).toContain('src/okta/writer.ts');
    expect(reach('src/main.ts')).toContain('src/okta/writer.ts');
    expect(planning.length).toBeGreaterThan(10);
  });

  it.each(['src/okta/reader.ts', 'src/okta/probe.ts', ...planning.filter((file) => !file.endsWith('.test.ts'))])(
    'leads from %s to nothing that writes',
    (file) => {
      const reached = reach(file);
      expect(reached.size).toBeGreaterThan(0);
      expect(writing.filter((other) => reached.has(other))).toEqual([]);
    },
  );

  it('holds a reader whose every file is known to the rule that guards it', () => {
    const config = readFileSync(join(root, '.dependency-cruiser.js'), 'utf8');
    const named = /\^src\/okta\/\((.+)\)\[\.\]ts\$/.exec(config)?.[0] ?? '';
    const beyond = writing.filter((file) => file !== 'src/okta/index.ts' && !new RegExp(named).test(file));
    expect(beyond).toEqual([]);
  });
});

describe('a house that breaks every rule', () => {
  const result = cruise(badHouse);
  const found = violations(result);
  const rules = result.summary.ruleSetUsed?.forbidden?.map(({ name }) => String(name)) ?? [];

  it('is judged by all of them', () => {
    expect(rules.length).toBeGreaterThan(30);
    expect(new Set(rules).size).toBe(rules.length);
  });

  it.each(rules)('is caught by %s', (name) => {
    expect(found.filter((line) => line.startsWith(`${name}: `))).not.toEqual([]);
  });

  it.each([
    'domain-no-node: src/domain/mapping/disk.ts → fs',
    'kernel-hashing-only: src/domain/kernel/disk.ts → fs',
    'domain-imports-only-domain: src/domain/mapping/disk.ts → src/reconcile/ports.ts',
    'plan-cannot-reach-writer: src/reconcile/plan/plan.ts → src/okta/writer.ts',
    'reader-cannot-reach-writer: src/okta/reader.ts → src/okta/writer.ts',
    'okta-imports-ports-and-domain: src/okta/writer.ts → src/state/index.ts',
    'notify-imports-ports-and-domain: src/notify/notify.ts → src/reconcile/orders.ts',
    'simulator-is-independent: src/simulator/index.ts → src/okta/index.ts',
    'cli-is-handed-builders: src/cli/command.ts → src/okta/index.ts',
    'only-main-wires: src/demo/story.ts → src/sources/index.ts',
    'through-the-door: src/reconcile/middle.ts → src/okta/writer.ts',
    'no-circular: src/domain/egg.ts → src/domain/hen.ts',
  ])('shows %s', (line) => {
    expect(found).toContain(line);
  });

  it.each(['src/domain/kernel/hash.ts', 'src/reconcile/ports.ts'])('leaves %s in peace', (file) => {
    expect(found.filter((line) => line.includes(`: ${file} →`))).toEqual([]);
  });
});
