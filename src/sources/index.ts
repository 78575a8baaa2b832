export type { CsvSourceOptions } from './options.ts';
export { csvSource } from './csv/reader.ts';
