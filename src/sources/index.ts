export type { SourceOptions } from './options.ts';
export { openSource } from './source.ts';
export type { SourceMemory } from './remote/memory.ts';
export type { SourceTools } from './tools.ts';
export { openUnknownTable } from './inspect/unknown-table.ts';
