export { breathe } from './breathe.ts';
export { systemClock } from './clock.ts';
export { streamOutput } from './output.ts';
export { systemRandom } from './random.ts';
export { stopSignal } from './signals.ts';
