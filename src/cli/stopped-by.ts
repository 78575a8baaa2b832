import type { Settings } from './settings.ts';
import type { OpenState, World } from './world.ts';

/**
 * Why nothing is written to Okta: the file, which works also while the database is locked, or a person's word in the
 * state; null when writing is allowed.
 */
export function stoppedBy(of: {
  readonly world: World;
  readonly state: OpenState;
  readonly settings: Settings;
}): () => string | null {
  const { world, state, settings } = of;
  return () => {
    const line = world.pauseFile.read(settings.configuration.state.dir);
    if (line !== null) return line === '' ? 'there is a pause file' : `there is a pause file: ${line}`;
    const pause = state.stores.controls.pauseOf(null);
    if (pause === null) return null;
    return `paused by ${pause.person}${pause.reason === null ? '' : `: ${pause.reason}`}`;
  };
}
