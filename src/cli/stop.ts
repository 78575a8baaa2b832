import type { World } from './world.ts';

/** The exit code of a command that a signal ended, cleanly. */
export function stopCode(world: Pick<World, 'stop'>): 130 | 143 {
  return world.stop.reason === 'SIGTERM' ? 143 : 130;
}
