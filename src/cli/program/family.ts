import type { Command } from 'commander';
import type { World } from '../world.ts';

/** What a command leaves behind for the process. */
export interface Run {
  code: number;
}

/** Adds commands that belong together to the program. */
export type Family = (program: Command, world: World, run: Run) => void;
