import { TenuredError } from '../domain/kernel/errors.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';

/**
 * Asks for a yes on the terminal.
 * @returns false for anything but a yes; then nothing is to be changed, and that has been said.
 * @throws TenuredError TEN-6002 when there is nobody to ask and `--yes` was not given.
 */
export async function confirm(
  world: World,
  options: Pick<GlobalOptions, 'input'> & { readonly yes: boolean },
  question: string,
): Promise<boolean> {
  if (options.yes) return true;
  if (world.ask === null || !options.input) throw nobodyToAsk(question);
  const answer = await world.ask(`${question} [y/N] `);
  if (/^\s*y(es)?\s*$/iu.test(answer)) return true;
  await world.stderr.write('Nothing was changed.\n');
  return false;
}

function nobodyToAsk(question: string): TenuredError {
  return new TenuredError('TEN-6002', `this needs a yes: ${question}`, {
    why: 'there is no terminal to ask on, or it was forbidden to ask',
    hint: 'say it with --yes',
  });
}
