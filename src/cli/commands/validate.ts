import { sourcePlace } from '../../config/index.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Problem } from '../../domain/kernel/problem.ts';
import type { CellProblem } from '../../domain/mapping/compiled.ts';
import { rowBasis } from '../../reconcile/ingest/ingest.ts';
import type { RowBatch } from '../../reconcile/ports.ts';
import { brokenRow } from '../../reconcile/workers/row-problems.ts';
import { secretProblems } from '../check-secrets.ts';
import type { GlobalOptions } from '../options.ts';
import { asProblem, formatProblem } from '../print-problem.ts';
import { removedSources } from '../removed-sources.ts';
import { loadSettings } from '../settings.ts';
import type { SourceInUse } from '../source-in-use.ts';
import type { World } from '../world.ts';
import { wrap } from '../wrap.ts';

/** How many problems of single rows are shown; the rest is counted. */
const mostRowProblems = 20;

interface RowsRead {
  readonly source: string;
  /** The file that was read, where several might have been. */
  readonly file: string;
  readonly rows: number;
  readonly putAside: number;
  readonly problems: readonly Problem[];
}

/**
 * Checks configuration, mappings, secrets and, when it is there, each source file's header and every row, without talking
 * to Okta. All problems at once. Exit 0 or 10: what is wrong with single rows is HR's to mend and only told.
 */
export async function validateCommand(world: World, options: GlobalOptions): Promise<number> {
  const settings = loadSettings(options.config, world);
  if (!settings.ok) return report(world, options, settings.error, []);
  const { configuration, sources, warnings } = settings.value;
  const problems = [
    ...warnings,
    ...secretProblems(world, configuration),
    ...sources.flatMap(rosterProblems),
    ...removedSources(world, settings.value),
  ];
  const read: RowsRead[] = [];
  for (const source of sources) {
    const found = await readSource(world, source);
    problems.push(...found.problems);
    if (found.read !== null) read.push(found.read);
  }
  return report(world, options, problems, read);
}

/** A full roster without any rule that ends access would keep leavers for ever. */
function rosterProblems({ name, compiled, loaded }: SourceInUse): readonly Problem[] {
  const { end, immediate } = loaded.document.employment;
  if (end !== undefined || immediate.length > 0) return [];
  return [
    {
      code: 'TEN-1102',
      severity: 'warning',
      message: 'nothing in the mapping ever ends access: there is no end date and no rule that stops access at once',
      where: loaded.locate(['employment']),
      why: `people who leave stay in the ${String(compiled.columns.length)} mapped columns of "${name}" without a sign`,
      hint: 'map the end date under employment.end, or state a rule under employment.immediate',
    },
  ];
}

async function readSource(
  world: World,
  inUse: SourceInUse,
): Promise<{ readonly read: RowsRead | null; readonly problems: readonly Problem[] }> {
  const { settings, compiled: mapping } = inUse;
  const source = world.source({ ...settings, settleSeconds: 0 });
  try {
    const file = await source.look();
    const reading = source.read(rowBasis(mapping));
    const problems: Problem[] = [];
    let rows = 0;
    let putAside = 0;
    for await (const batch of reading.batches) {
      for (let index = 0; index < batch.size; index += 1) {
        rows += 1;
        const found = rowProblems(inUse, batch, index);
        if (found.length > 0) putAside += 1;
        problems.push(...found.slice(0, mostRowProblems - problems.length));
      }
    }
    return { read: { source: inUse.name, file: file.file, rows, putAside, problems }, problems: [] };
  } catch (error) {
    if (!(error instanceof TenuredError)) throw error;
    return { read: null, problems: sourceProblems(inUse, error) };
  } finally {
    await source.close?.();
  }
}

/** What keeps a row from being used; nothing when it can be. */
function rowProblems(inUse: SourceInUse, batch: RowBatch, index: number): readonly Problem[] {
  const row = batch.fileRow(index);
  const width = batch.brokenWidth(index);
  if (width !== null) return [slipped(inUse, row, width)];
  const found = inUse.compiled.readRow(batch.cells(index));
  if (found.ok) return [];
  return found.error.problems.map((problem) => placed(inUse, problem, { row, worker: found.error.id }));
}

function slipped({ settings }: SourceInUse, row: number, width: number): Problem {
  const { problem } = brokenRow('');
  return {
    ...problem,
    severity: 'warning',
    message: `${problem.message}: ${String(width)}`,
    where: { file: sourcePlace(settings), row },
  };
}

function placed(
  { settings, compiled }: SourceInUse,
  cell: CellProblem,
  at: { readonly row: number; readonly worker: string | null },
): Problem {
  const header = compiled.columns[cell.column];
  return {
    ...cell.problem,
    severity: 'warning',
    message: `${cell.value === '' ? 'blank' : JSON.stringify(cell.value.slice(0, 60))}: ${cell.problem.message}`,
    where: {
      file: sourcePlace(settings),
      row: at.row,
      ...(header === undefined ? {} : { header }),
      ...(at.worker === null ? {} : { worker: at.worker }),
    },
  };
}

/** A mapped column that the file lacks is the mapping's mistake here, and shown where the mapping names it. */
function sourceProblems(source: SourceInUse, error: TenuredError): readonly Problem[] {
  const own = error.problems.length > 0 ? error.problems : [asProblem(error)];
  return own.map((problem) => {
    if (problem.code !== 'TEN-3009') return { ...problem, severity: 'warning' as const };
    const field = fieldOf(source, problem.where?.header);
    const where = field === null ? problem.where : source.loaded.locate(['worker', field, 'column']);
    return { ...problem, code: 'TEN-1104' as const, ...(where === undefined ? {} : { where }) };
  });
}

function fieldOf({ loaded }: SourceInUse, header: string | undefined): string | null {
  const fields = Object.entries(loaded.document.worker);
  return fields.find(([, field]) => field.column === header)?.[0] ?? null;
}

async function report(
  world: World,
  options: GlobalOptions,
  problems: readonly Problem[],
  read: readonly RowsRead[],
): Promise<number> {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const code = errors > 0 ? 10 : 0;
  if (options.json) {
    const all = read.map(rowsDocument);
    const rows = all.length > 1 ? all : (all[0] ?? null);
    await world.stdout.write(`${JSON.stringify({ schemaVersion: 1, valid: errors === 0, problems, rows }, null, 2)}\n`);
    return code;
  }
  for (const problem of [...problems, ...read.flatMap((one) => one.problems)])
    await world.stdout.write(formatProblem(problem, world.stdout.columns));
  for (const one of read) await world.stdout.write(`${wrap(rowsText(one), world.stdout.columns, '  ')}\n`);
  const warnings = problems.length - errors;
  await world.stdout.write(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`);
  return code;
}

function rowsDocument({ source, file, rows, putAside, problems }: RowsRead): object {
  return { source, file, read: rows, putAside, problems };
}

function rowsText(read: RowsRead): string {
  const unusable = `${String(read.putAside)} of them not usable as they are`;
  const more = read.putAside > 0 ? unusable : 'each usable by itself';
  if (read.putAside === read.rows && read.rows > 1) {
    return `${read.file}: ${counted(read.rows, 'row')} read, none of them usable: when it is every row, it is not HR but the mapping`;
  }
  return `${read.file}: ${counted(read.rows, 'row')} read, ${more}; ids that rows share show in the plan`;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
