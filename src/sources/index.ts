export type { CsvSourceOptions } from './options.ts';
export { csvSource } from './csv/reader.ts';
export { openUnknownTable } from './inspect/unknown-table.ts';
