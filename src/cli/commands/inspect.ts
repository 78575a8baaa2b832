import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { InspectionFinding } from '../../domain/inspection/finding.ts';
import { inspectionFindings } from '../../domain/inspection/findings.ts';
import type { Inspection } from '../../domain/inspection/inspector.ts';
import { isWithheld } from '../../domain/inspection/roles.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { inspectionLines, renderMappingDraft, renderSourceDraft, shellWord } from '../../report/index.ts';
import { inspectFile } from '../inspect-file.ts';
import type { GlobalOptions } from '../options.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import type { World } from '../world.ts';

export interface InspectOptions extends GlobalOptions {
  /** Where the first mapping goes; null writes none. */
  readonly out: string | null;
  /** Overwrites. */
  readonly force: boolean;
  /** Look at so many rows; null looks at all of them. */
  readonly rowLimit: number | null;
}

/**
 * Looks at a file that nothing is known of, says what it holds and what is dangerous about it, and writes a first
 * mapping. Reads the file and nothing else: no configuration, no state, no Okta. Exit 0, or 13 when it is no table.
 */
export async function inspectCommand(world: World, options: InspectOptions, file: string): Promise<number> {
  const inspection = await inspectFile(world, resolve(file), options.rowLimit);
  const findings = inspectionFindings(inspection);
  const sources = renderSourceDraft(inspection, resolve(options.out ?? 'people.yaml'));
  if (options.out !== null) writeDraft(options.out, renderMappingDraft(inspection), options.force);
  if (options.json) {
    await world.stdout.write(
      `${JSON.stringify(machineReadable(inspection, findings, options.out, sources), null, 2)}\n`,
    );
    return 0;
  }
  const to = toScreen(world.stdout, options);
  await printLines(world.stdout, inspectionLines(to, inspection, findings));
  await printLines(world.stdout, nextSteps(options, file));
  if (options.out !== null) await world.stdout.write(`${sources}\n`);
  return 0;
}

function writeDraft(out: string, text: string, force: boolean): void {
  try {
    writeFileSync(out, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const there = code === 'EEXIST';
    throw new TenuredError('TEN-6060', there ? 'the file exists already' : `the file cannot be written (${code})`, {
      where: { file: out },
      ...(there ? { why: 'somebody’s answers may be in it' } : {}),
      hint: there ? 'give another name with --out, or overwrite it with --force' : 'look at the folder and its rights',
    });
  }
}

function nextSteps({ out }: InspectOptions, file: string): readonly string[] {
  if (out === null) {
    return ['', 'For a first mapping:', `  tenured inspect ${shellWord(file)} --out people.yaml`];
  }
  return [
    '',
    `Wrote ${out}. Answer what it asks (DECIDE), then:`,
    '  tenured validate',
    '  tenured mapping preview',
    '',
    'For the configuration:',
    '',
  ];
}

/** The same for programs: no value of a column that is withheld, and none that a person has alone. */
function machineReadable(
  inspection: Inspection,
  findings: readonly InspectionFinding[],
  written: string | null,
  sources: string,
): object {
  const { head, rows, whole, columns, roles, people } = inspection;
  const roleOf = new Map(Object.entries(roles).map(([role, index]) => [index, role]));
  return {
    schemaVersion: 1,
    file: head.file,
    dialect: head.dialect,
    rows,
    whole,
    columns: columns.map((column) => ({
      header: column.header,
      letter: column.letter,
      role: roleOf.get(column.index) ?? null,
      private: isWithheld(column),
      filled: column.filled,
      blank: column.blank,
      different: column.values === null ? null : column.values.length,
      dateFormats: column.dates.best.map(({ format }) => format),
    })),
    workerIds: people.ids,
    findings,
    written,
    sources,
  };
}
