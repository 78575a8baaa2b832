import { TenuredError } from '../../domain/kernel/errors.ts';
import { refusedJson } from '../json/errors.ts';
import { addPath, newStep, stepTo, stepsOf } from '../json/paths.ts';
import { JsonFault, JsonScanner } from '../json/scanner.ts';
import { RecordWalk, type Finds } from '../json/walk.ts';
import type { PageOptions } from '../options.ts';
import { noAnswer } from './http-errors.ts';

/** What one page says about the next. */
export interface PageTold {
  readonly records: number;
  /** The next page's address or mark; null when the page tells none. */
  readonly next: string | null;
}

/** Reads a page as it comes, for its number of records and its word about the next one. */
export class PageReader {
  readonly #file: string;
  readonly #scanner: JsonScanner;
  #records = 0;
  #next: string | null = null;

  constructor(file: string, records: string, options: PageOptions) {
    this.#file = file;
    const root = newStep();
    stepsOf(records).reduce(stepTo, root).isRecords = true;
    if ('path' in options) addPath(root, stepsOf(options.path), 0);
    this.#scanner = new JsonScanner(new RecordWalk(root, newStep(), this.#finds()), false);
  }

  /** @throws TenuredError TEN-3026, TEN-3024 or TEN-3013 */
  push(chunk: Uint8Array): void {
    this.#explained(() => {
      this.#scanner.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    });
  }

  finish(): PageTold {
    this.#explained(() => {
      this.#scanner.finish();
    });
    return { records: this.#records, next: this.#next };
  }

  #finds(): Finds {
    const ignore = (): void => undefined;
    return {
      outside: (_slot, kind, value) => {
        this.#next = kind === 'null' || kind === 'word' || value === '' ? null : value;
      },
      beginRecord: () => {
        this.#records += 1;
      },
      inside: ignore,
      blank: ignore,
      endRecord: ignore,
      recordsBegin: ignore,
      misplaced: (what) => {
        throw noAnswer(
          this.#file,
          what === 'no list of records' ? 'a page has no list of records' : 'a page is not as usual',
        );
      },
    };
  }

  #explained(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw error instanceof JsonFault ? refusedJson({ file: this.#file }, error) : error;
    }
  }
}

/** The next page's address as a Link header has it; null when it has none. */
export function linkedNext(header: string | null): string | null {
  for (const link of (header ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const [, address = '', parameters = ''] = link;
    const [, relation = ''] = /;\s*rel\s*=\s*"?([^";,]*)/i.exec(parameters) ?? [];
    if (relation.toLowerCase().split(/\s+/).includes('next')) return address;
  }
  return null;
}

/** @throws TenuredError TEN-3033 when pages come round again or never end. */
export class PageGuard {
  readonly #file: string;
  readonly #most: number;
  readonly #asked = new Set<string>();
  #last = '';

  constructor(file: string, most: number) {
    this.#file = file;
    this.#most = most;
  }

  ask(address: string): void {
    if (this.#asked.has(address)) throw noAnswer(this.#file, 'its pages lead back to one that was read already');
    if (this.#asked.size === this.#most) throw noAnswer(this.#file, `there are more than ${String(this.#most)} pages`);
    this.#asked.add(address);
  }

  /** The same people once more under another address: the parameter means nothing to the server. */
  came(digest: string, records: number): void {
    if (records > 0 && digest === this.#last) throw samePage(this.#file);
    this.#last = digest;
  }
}

function samePage(file: string): TenuredError {
  return new TenuredError('TEN-3033', 'the HR server gives the same page again and again', {
    where: { file },
    why: 'the pages after it are missing, and the people on them have not left',
    hint: 'look at the name of the parameter under `pages` of the source',
  });
}
