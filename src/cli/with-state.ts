import type { GlobalOptions } from './options.ts';
import { requireSettings, type Settings } from './settings.ts';
import type { OpenState, World } from './world.ts';

/** Loads the settings and opens the state for as long as `work` takes. */
export async function withState<Value>(
  world: World,
  options: Pick<GlobalOptions, 'config'>,
  work: (state: OpenState, settings: Settings) => Promise<Value>,
): Promise<Value> {
  const settings = requireSettings(options.config, world);
  const state = world.openState(settings.configuration.state.dir);
  try {
    return await work(state, settings);
  } finally {
    state.close();
  }
}
