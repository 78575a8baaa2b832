import type { CsvOptions, JsonOptions, SourceOptions } from './options.ts';

const csvDefaults: CsvOptions = {
  kind: 'csv',
  delimiter: null,
  quote: '"',
  escape: '"',
  titleRows: 0,
  ignoreCase: false,
  trailingDelimiter: false,
  totals: null,
  trailer: null,
  finalLineBreak: 'required',
};

type More = Partial<Omit<SourceOptions, 'format' | 'proof'>> & { readonly proof?: Partial<SourceOptions['proof']> };

function source(path: string, format: SourceOptions['format'], { proof, ...more }: More): SourceOptions {
  return {
    name: 'people',
    transport: { kind: 'file', path, newest: null },
    format,
    compression: 'auto',
    encoding: null,
    largestBytes: 2_000_000_000,
    settleSeconds: 60,
    proof: { marker: null, manifest: null, leastRows: 0, ...proof },
    numbering: null,
    fetchInto: '/nonexistent',
    ...more,
  };
}

/** A CSV file on this host as the configuration's defaults describe it. */
export function csvFile(path: string, more: More = {}, format: Partial<CsvOptions> = {}): SourceOptions {
  return source(path, { ...csvDefaults, ...format }, more);
}

/** The same for JSON. */
export function jsonFile(path: string, more: More = {}, format: Partial<JsonOptions> = {}): SourceOptions {
  return source(path, { kind: 'json', records: '$', total: null, ...format }, more);
}
