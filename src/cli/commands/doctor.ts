import { codes } from '../../domain/kernel/codes.ts';
import type { Problem } from '../../domain/kernel/problem.ts';
import { rowBasis } from '../../reconcile/ingest/ingest.ts';
import { secretProblems } from '../check-secrets.ts';
import type { GlobalOptions } from '../options.ts';
import { asProblem, asTenuredError, formatProblem } from '../print-problem.ts';
import { loadSettings, type Settings } from '../settings.ts';
import type { SourceInUse } from '../source-in-use.ts';
import type { Probe, World } from '../world.ts';
import { wrap } from '../wrap.ts';

const symbols = { ok: 'ok   ', warn: 'WARN ', fail: 'FAIL ' } as const;

/**
 * Checks everything a run needs, from the configuration to Okta, by harmless calls, and says what to do about what is
 * missing. The exit code is that of the first failing part in the order of the exit codes.
 */
export async function doctorCommand(world: World, options: GlobalOptions): Promise<number> {
  const probes: Probe[] = [];
  for await (const probe of checks(world, options)) {
    probes.push(probe);
    if (!options.json) await show(world, options, probe);
  }
  const code = exitCodeOf(probes);
  if (options.json) {
    const document = { schemaVersion: 1, exit: code, checks: probes, leastPrivilege: world.leastPrivilege };
    await world.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return code;
  }
  if (probes.some(aboutRights)) await showLeast(world);
  const count = (level: Probe['level']): number => probes.filter((probe) => probe.level === level).length;
  await world.stdout.write(
    `${String(probes.length)} checks: ${String(count('ok'))} ok, ${String(count('warn'))} to look at, ${String(count('fail'))} failed\n`,
  );
  return code;
}

/** Rights that are missing or too many: then it helps to see which ones are enough. */
function aboutRights({ problem }: Probe): boolean {
  return problem !== undefined && ['TEN-2060', 'TEN-2061', 'TEN-2201', 'TEN-2202', 'TEN-2203'].includes(problem.code);
}

async function showLeast(world: World): Promise<void> {
  const { plan, apply } = world.leastPrivilege;
  const lines = [
    `Enough to plan: the scopes ${plan.scopes.join(', ')}; the role ${plan.roles.join(' and ')}.`,
    `Enough to carry out: also ${apply.scopes.filter((scope) => !plan.scopes.includes(scope)).join(', ')}; also a custom ` +
      `role with ${apply.permissions.join(', ')}, on a resource set of ${apply.resourceSet.join(' and ')}.`,
  ];
  for (const line of lines) await world.stdout.write(`${wrap(line, world.stdout.columns, '  ')}\n`);
}

async function* checks(world: World, options: GlobalOptions): AsyncIterable<Probe> {
  yield { name: 'runtime', level: 'ok', detail: runtime() };
  const settings = loadSettings(options.config, world);
  if (!settings.ok) {
    for (const problem of settings.error) yield fromProblem('configuration', problem);
    return;
  }
  yield { name: 'configuration', level: 'ok', detail: options.config };
  const secrets = secretProblems(world, settings.value.configuration);
  for (const problem of [...settings.value.warnings, ...secrets]) yield fromProblem('configuration', problem);
  const { sources } = settings.value;
  for (const one of sources) {
    const name = sources.length > 1 ? `source ${one.name}` : 'source';
    yield await attempt(name, () => source(world, one));
  }
  yield await attempt('state', () => Promise.resolve(state(world, settings.value)));
  if (secrets.some((problem) => problem.severity === 'error')) return;
  yield* world.probe(settings.value.configuration.okta, wants(settings.value));
}

function runtime(): string {
  return `Node ${process.versions.node}, time zone data ${process.versions['tz'] ?? 'unknown'}`;
}

async function source(world: World, { settings, compiled }: SourceInUse): Promise<string> {
  const reader = world.source(settings);
  try {
    const file = await reader.look();
    let rows = 0;
    for await (const batch of reader.read(rowBasis(compiled)).batches) rows += batch.size;
    return `${file.file}, ${String(rows)} rows`;
  } finally {
    await reader.close?.();
  }
}

function state(world: World, { configuration }: Settings): string {
  const opened = world.openState(configuration.state.dir);
  try {
    const bound = opened.stores.organisation.bound();
    return bound === null ? `${configuration.state.dir}, empty` : `${configuration.state.dir}, of ${bound.orgUrl}`;
  } finally {
    opened.close();
  }
}

/** What the mappings need of Okta's profile schema; the first match key on a profile attribute is the anchor. */
function wants({ mappings, configuration }: Settings): Parameters<World['probe']>[1] {
  const keys = mappings.match.map(({ okta }) => okta.replace(/^profile\./, ''));
  const anchor = keys.find((key) => key !== 'login' && key !== 'email') ?? null;
  const { canary } = configuration.reconcile;
  return {
    attributes: [...new Set([...mappings.ownedAttributes, ...keys])],
    anchor,
    canary,
    groups: mappings.managedGroups,
  };
}

async function attempt(name: string, check: () => Promise<string>): Promise<Probe> {
  try {
    return { name, level: 'ok', detail: await check() };
  } catch (thrown) {
    const error = asTenuredError(thrown);
    return fromProblem(name, error.problems[0] ?? asProblem(error));
  }
}

function fromProblem(name: string, problem: Problem): Probe {
  return { name, level: problem.severity === 'error' ? 'fail' : 'warn', detail: problem.message, problem };
}

async function show(world: World, options: GlobalOptions, probe: Probe): Promise<void> {
  const colours = { ok: 32, warn: 33, fail: 31 } as const;
  const symbol = symbols[probe.level];
  const painted = options.colour ? `\u001b[${String(colours[probe.level])}m${symbol}\u001b[0m` : symbol;
  const head = wrap(`${'-'.repeat(5)} ${probe.name.padEnd(14)} ${probe.detail}`, world.stdout.columns, ' '.repeat(21));
  await world.stdout.write(`${painted}${head.slice(5)}\n`);
  if (probe.problem === undefined || probe.level === 'ok') return;
  const { message, ...rest } = probe.problem;
  const own = { ...rest, message: message === probe.detail ? '' : message };
  const text = formatProblem(own, world.stdout.columns - 6);
  await world.stdout.write(
    text
      .trimEnd()
      .split('\n')
      .map((line) => `      ${line}\n`)
      .join(''),
  );
}

function exitCodeOf(probes: readonly Probe[]): number {
  const failing = probes.filter((probe) => probe.level === 'fail');
  if (failing.length === 0) return 0;
  return Math.min(...failing.map((probe) => (probe.problem === undefined ? 1 : codes[probe.problem.code].exit)));
}
