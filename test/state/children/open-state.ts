import { once } from 'node:events';
import { TenuredError } from '../../../src/domain/kernel/errors.ts';
import { openState } from '../../../src/state/index.ts';

/** Opens the state, says how that went, and keeps it open until spoken to. */
const [directory = '', migrationsDirectory] = process.argv.slice(2);
process.stdout.write('opening\n');
try {
  const state = openState({ directory, ...(migrationsDirectory === undefined ? {} : { migrationsDirectory }) });
  process.stdout.write(`open ${state.uncleanEnd ? 'unclean' : 'clean'}\n`);
  await once(process.stdin, 'data');
  state.close();
} catch (error) {
  process.stdout.write(`${error instanceof TenuredError ? error.code : String(error)}\n`);
}
process.stdin.destroy();
