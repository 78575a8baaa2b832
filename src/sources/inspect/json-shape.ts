import { JsonFault, JsonScanner, type JsonListener } from '../json/scanner.ts';

/** Where the records of a JSON text stand, and which values they have. */
export interface JsonShape {
  /** `json`: one document with a list; `jsonl`: documents one after the other, each a record. */
  readonly kind: 'json' | 'jsonl';
  /** The list's path as the configuration has it; `$` for the document itself. */
  readonly records: string;
  /** Paths of the values within a record, in the order in which they were met. */
  readonly paths: readonly string[];
}

/** More values than this are no record about a person. */
const mostPaths = 400;

/** Finds list and values in the beginning of a text; null when it holds no records. */
export function findShape(head: Buffer): JsonShape | null {
  const lists = walked(head, new ListFold());
  if (lists.records === null) return null;
  const { kind, records } = lists.found();
  const { paths } = walked(head, new ValueFold(kind === 'jsonl' ? null : records));
  return paths.length === 0 ? null : { kind, records: records === '' ? '$' : `$.${records}`, paths };
}

/** As far as the beginning is JSON: it ends wherever it was cut. */
function walked<Fold extends PathFold>(head: Buffer, fold: Fold): Fold {
  try {
    new JsonScanner(fold, true).push(head);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
  }
  return fold;
}

interface Level {
  readonly isList: boolean;
  /** The path of what is in it, but for its key or index. */
  readonly path: string;
  key: string;
  index: number;
}

/** Knows at every value which path leads there. */
abstract class PathFold implements JsonListener {
  protected readonly levels: Level[] = [];
  protected documents = 0;

  open(isList: boolean): void {
    const path = this.here();
    this.opened(path, isList);
    this.levels.push({ isList, path, key: '', index: 0 });
  }

  close(): void {
    const level = this.levels.pop();
    if (this.levels.length === 0) this.documents += 1;
    this.closed(level?.path ?? '');
    this.#passed();
  }

  key(name: string): void {
    const level = this.levels.at(-1);
    if (level !== undefined) level.key = name;
  }

  text(): void {
    this.#value();
  }

  number(): void {
    this.#value();
  }

  word(): void {
    this.#value();
  }

  protected abstract opened(path: string, isList: boolean): void;
  protected abstract closed(path: string): void;
  protected abstract value(path: string): void;

  protected here(): string {
    const level = this.levels.at(-1);
    if (level === undefined) return '';
    const step = level.isList ? String(level.index) : level.key;
    return level.path === '' ? step : `${level.path}.${step}`;
  }

  #value(): void {
    this.value(this.here());
    this.#passed();
  }

  #passed(): void {
    const level = this.levels.at(-1);
    if (level !== undefined) level.index += 1;
  }
}

/** Counts the blocks in every list that no other list holds. */
class ListFold extends PathFold {
  readonly #blocks = new Map<string, number>();
  #others = 0;

  get records(): string | null {
    if (this.#blocks.size > 0) return this.#longest();
    return this.documents > 0 && this.#others === 0 ? '' : null;
  }

  found(): Pick<JsonShape, 'kind' | 'records'> {
    return this.documents > 1 || this.#blocks.size === 0
      ? { kind: 'jsonl', records: '' }
      : { kind: 'json', records: this.#longest() };
  }

  protected opened(_path: string, isList: boolean): void {
    const parent = this.levels.at(-1);
    if (parent?.isList !== true) {
      if (parent === undefined && isList) this.#others += 1;
      return;
    }
    if (isList || this.levels.slice(0, -1).some((level) => level.isList)) return;
    this.#blocks.set(parent.path, (this.#blocks.get(parent.path) ?? 0) + 1);
  }

  protected closed(): void {
    // Lists are counted as they go.
  }

  protected value(): void {
    // Values say nothing of where the records are.
  }

  #longest(): string {
    return [...this.#blocks].sort((one, other) => other[1] - one[1])[0]?.[0] ?? '';
  }
}

/** The values of the records: of a list within them the first element's. */
class ValueFold extends PathFold {
  readonly #list: string | null;
  readonly #values = new Set<string>();
  readonly #blocks = new Set<string>();

  /** `list` null: every document is a record. */
  constructor(list: string | null) {
    super();
    this.#list = list;
  }

  get paths(): readonly string[] {
    return [...this.#values].filter((path) => !this.#blocks.has(path));
  }

  protected opened(): void {
    const path = this.#within();
    if (path !== null) this.#blocks.add(path);
  }

  protected closed(): void {
    // A record ends without a word.
  }

  protected value(): void {
    const path = this.#within();
    if (path === null || this.#values.size >= mostPaths) return;
    if (path.split('.').every((step) => step !== '')) this.#values.add(path);
  }

  /** The path from the record on; null outside of records, and in a list beyond its first element. */
  #within(): string | null {
    const record =
      this.#list === null ? 0 : this.levels.findIndex(({ isList, path }) => isList && path === this.#list) + 1;
    const inside = this.levels.slice(record);
    if ((this.#list !== null && record === 0) || inside.length === 0) return null;
    if (inside.some(({ isList, index }) => isList && index > 0)) return null;
    return inside.map(({ isList, key, index }) => (isList ? String(index) : key)).join('.');
  }
}
