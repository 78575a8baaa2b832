import { once } from 'node:events';
import { TenuredError } from '../../../src/domain/kernel/errors.ts';
import { instant } from '../../../src/domain/time/instant.ts';
import { assertHeld, leaseStore, openState } from '../../../src/state/index.ts';

/** Opens the state, tries for the lease, says so, and when spoken to tries to write as its holder. */
const state = openState({ directory: process.argv[2] ?? '' });
const lease = leaseStore(state.database).acquire('run', instant(Date.now()));
process.stdout.write(lease === null ? 'refused\n' : `held ${lease.epoch}\n`);

if (lease !== null) {
  await once(process.stdin, 'data');
  const write = state.database.transaction(() => {
    assertHeld(state.database, 'run', lease.epoch);
    state.database.exec("INSERT INTO login_claim VALUES ('ghost', 'ghost', 'E1', 0, NULL)");
  });
  for (const attempt of [() => write.immediate(), () => lease.heartbeat(instant(Date.now()))]) {
    try {
      attempt();
      process.stdout.write('written\n');
    } catch (error) {
      process.stdout.write(`${error instanceof TenuredError ? error.code : String(error)}\n`);
    }
  }
  process.stdin.destroy();
}
state.close();
