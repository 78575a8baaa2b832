import { screen, type Screen } from '../../report/index.ts';
import type { GlobalOptions } from '../options.ts';
import type { Output } from '../world.ts';

/** The screen that this command's result goes to. */
export function toScreen(output: Output, { colour, unicode }: Pick<GlobalOptions, 'colour' | 'unicode'>): Screen {
  return screen({ columns: output.columns, colour, unicode });
}

/** Hands lines on, each with its line feed and without blanks behind. */
export async function printLines(output: Output, lines: Iterable<string>): Promise<void> {
  for (const line of lines) await output.write(`${line.trimEnd()}\n`);
}
