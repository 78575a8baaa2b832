import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stateFileName, openState, type State } from './open.ts';

/** Pages copied before others get a turn. */
const pagesATurn = 400;

/**
 * The state as it is now, beside itself and apart from it: what is written there is gone once it is closed. Made for looking
 * at what would follow from something that may not count yet.
 * @throws TenuredError TEN-40xx, such as a full disk: it takes as much room as the state.
 */
export async function copyState({ database, file }: State): Promise<State> {
  const directory = mkdtempSync(join(dirname(file), copyPrefix));
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const target = join(directory, stateFileName);
    // It exists before SQLite sees it, for the sake of its mode.
    writeFileSync(target, '', { mode: 0o600 });
    await database.backup(target, { progress: () => pagesATurn });
    const copy = openState({ directory });
    return {
      ...copy,
      close: () => {
        copy.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

const copyPrefix = 'copy-';
