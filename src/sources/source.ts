import { createHash, type Hash } from 'node:crypto';
import type { NumberedFile } from '../domain/guardrails/sequence.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type {
  Numbered,
  RowBasis,
  RowBatch,
  SourceFile,
  SourceReader,
  SourceReading,
  SourceReadResult,
} from '../reconcile/ports.ts';
import { textReader, type TextReader } from './bytes/encoding.ts';
import { TextFault } from './bytes/fault.ts';
import { refuseOtherKinds } from './bytes/kind.ts';
import type { Part, RawFile, Transport } from './bytes/raw-file.ts';
import { unpack } from './bytes/unpack.ts';
import { csvFormat } from './csv/rows.ts';
import { assertAtRest } from './files/open-file.ts';
import { localTransport } from './files/local.ts';
import { lastFile, nextFile } from './files/numbered.ts';
import { jsonFormat } from './json/rows.ts';
import type { FormatOptions, NumberingOptions, SourceOptions } from './options.ts';
import { holdToManifest } from './proof/manifest.ts';
import { assertEnough, readBeside } from './proof/whole.ts';
import { httpTransport } from './remote/http.ts';
import { sftpTransport } from './remote/sftp.ts';
import { storedRows } from './rows/batch.ts';
import type { Format, FormatReading } from './rows/format.ts';
import type { SourceTools } from './tools.ts';

/** Any HR source: where its file comes from, and how that is written, are chosen independently. */
export function openSource(options: SourceOptions, tools: SourceTools): SourceReader {
  const transport = transportOf(options, tools);
  const format = formatOf(options.format);
  const numbers = options.numbering === null ? null : numberedFiles(placeOf(options), options.numbering, transport);
  return {
    async look() {
      await numbers?.chooseAny();
      const file = await transport.look();
      if (file.bytes > options.largestBytes) throw tooLarge(file, options.largestBytes);
      // An answer is there when its last byte is; only what has a time of its own may still be growing.
      if (transport.undated?.() !== true) assertAtRest(file, options.settleSeconds, tools.clock);
      await readBeside(transport, options.proof, file);
      return file;
    },
    digest: async () => transport.knownDigest() ?? (await digestOf(await transport.open())),
    read: (basis) => new Reading({ options, transport, format, basis, isWhole: () => numbers?.isWhole() ?? true }),
    stored: storedRows,
    ...(numbers === null ? {} : { next: (last) => numbers.next(last) }),
    async close() {
      numbers?.forget();
      await transport.close();
    },
  };
}

function placeOf({ transport }: SourceOptions): string {
  return transport.kind === 'http' ? transport.url : transport.path;
}

/** Which of a source's files is meant, where they follow each other by number. */
interface NumberedFiles {
  next(last: Numbered | null): Promise<Numbered | null>;
  /** Chooses the last one, where none is chosen. */
  chooseAny(): Promise<void>;
  /** Of the one that is chosen. */
  isWhole(): boolean;
  forget(): void;
}

function numberedFiles(path: string, numbering: NumberingOptions, transport: Transport): NumberedFiles {
  let chosen: NumberedFile | null = null;
  const choose = (file: NumberedFile | null): NumberedFile | null => {
    if (file !== null) transport.choose?.(file.name);
    return (chosen = file);
  };
  const names = async (): Promise<readonly string[]> => (await transport.names?.()) ?? [];
  return {
    next: async (last) => choose(nextFile(await names(), numbering, last, path)),
    async chooseAny() {
      if (chosen === null) choose(lastFile(await names(), numbering, path));
    },
    isWhole: () => chosen?.whole ?? true,
    forget() {
      chosen = null;
    },
  };
}

function transportOf(options: SourceOptions, tools: SourceTools): Transport {
  const { transport } = options;
  switch (transport.kind) {
    case 'file':
      return localTransport(transport);
    case 'http':
      return httpTransport(transport, options, tools);
    case 'sftp':
      return sftpTransport(transport, options, tools);
  }
}

function formatOf(options: FormatOptions): Format {
  return options.kind === 'csv' ? csvFormat(options) : jsonFormat(options);
}

interface ReadingOf {
  readonly options: SourceOptions;
  readonly transport: Transport;
  readonly format: Format;
  readonly basis: RowBasis;
  /** It lists everybody; else only who changed. */
  readonly isWhole: () => boolean;
}

/** One pass over the file. */
class Reading implements SourceReading {
  readonly batches: AsyncIterable<RowBatch>;
  readonly #options: SourceOptions;
  readonly #transport: Transport;
  readonly #format: Format;
  readonly #basis: RowBasis;
  readonly #isWhole: () => boolean;
  #result: SourceReadResult | undefined;

  constructor({ options, transport, format, basis, isWhole }: ReadingOf) {
    this.#options = options;
    this.#transport = transport;
    this.#format = format;
    this.#basis = basis;
    this.#isWhole = isWhole;
    this.batches = this.#read();
  }

  result(): SourceReadResult {
    if (this.#result === undefined) throw new Error('the file has not been read to its end');
    return this.#result;
  }

  async *#read(): AsyncGenerator<RowBatch, void, undefined> {
    const raw = await this.#transport.open();
    const { file } = raw.file;
    const rows = this.#format(file, this.#basis);
    try {
      const beside = await readBeside(this.#transport, this.#options.proof, raw.file);
      const digest = createHash('sha256');
      for (const part of raw.parts) yield* this.#readPart(raw, part, digest, rows);
      await raw.assertUnchanged();
      const read = rows.finish({ whole: beside.proved, mayBeEmpty: !this.#isWhole() });
      const sha256 = digest.digest('hex');
      const { manifest } = beside;
      if (manifest !== null) holdToManifest(manifest, { file, rows: read.rows, bytes: raw.file.bytes, sha256 });
      if (this.#isWhole()) assertEnough(file, read.rows, this.#options.proof.leastRows);
      this.#result = { sha256, ...read };
    } finally {
      rows.destroy();
      await raw.close();
    }
  }

  async *#readPart(
    raw: RawFile,
    part: Part,
    digest: Hash,
    rows: FormatReading,
  ): AsyncGenerator<RowBatch, void, undefined> {
    const { file } = raw.file;
    let text: TextReader | undefined;
    try {
      for await (const chunk of unpack(digested(raw.chunks(part), digest), this.#options, file)) {
        if (text === undefined) {
          refuseOtherKinds(file, chunk);
          text = textReader(file, this.#options.encoding, chunk);
        }
        const batch = rows.take(text.take(chunk));
        if (batch !== null) yield batch;
      }
      const last = text === undefined ? null : rows.take(text.finish());
      if (last !== null) yield last;
    } catch (error) {
      throw error instanceof TextFault ? await placed(error, rows) : error;
    }
    yield* await rows.endPart();
  }
}

async function* digested(chunks: AsyncIterable<Buffer>, digest: Hash): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    digest.update(chunk);
    yield chunk;
  }
}

async function placed({ error, before }: TextFault, rows: FormatReading): Promise<TenuredError> {
  const { code, message, where, why, hint } = error;
  const place = await rows.placeAfter(before);
  return new TenuredError(code, message, {
    where: { ...where, ...place },
    ...(why === undefined ? {} : { why }),
    ...(hint === undefined ? {} : { hint }),
  });
}

async function digestOf(raw: RawFile): Promise<string> {
  try {
    const digest = createHash('sha256');
    for (const part of raw.parts) for await (const chunk of raw.chunks(part)) digest.update(chunk);
    await raw.assertUnchanged();
    return digest.digest('hex');
  } finally {
    await raw.close();
  }
}

function tooLarge({ file, bytes }: SourceFile, largest: number): TenuredError {
  return new TenuredError('TEN-3024', `the source has ${String(bytes)} bytes, more than ${String(largest)}`, {
    where: { file },
    why: 'nothing that large is expected, and reading it would only harm this host',
    hint: 'set `largest` of the source when the company really has that many people',
  });
}
