import type { JsonListener } from './scanner.ts';
import type { Step } from './paths.ts';

/** What a value is: a number as it is written. */
export type Kind = 'text' | 'number' | 'word' | 'null';

/** Something that stands where something else was expected. */
export type Misplaced = 'block for value' | 'list for value' | 'value for block' | 'no list of records' | 'no record';

/** The same in words. */
export const misplacedWords: Readonly<Record<Exclude<Misplaced, 'no list of records'>, string>> = {
  'block for value': 'it is a block of values, not one value',
  'list for value': 'it is a list, not one value',
  'value for block': 'a value stands where the mapped path goes further',
  'no record': 'something other than a block of values stands in the list of records',
};

/** Who is told what was found on the way through documents. */
export interface Finds {
  /** A wanted value outside the records. */
  outside(slot: number, kind: Kind, value: string): void;
  beginRecord(): void;
  inside(slot: number, kind: Kind, value: string): void;
  /** Everything wanted from here on is blank in this record. */
  blank(from: Step): void;
  endRecord(): void;
  recordsBegin(): void;
  /** @throws always */
  misplaced(what: Misplaced, slot: number): never;
}

/** Where one block or list stands on the ways to what is wanted; null when nothing wanted is in it. */
interface Level {
  readonly isList: boolean;
  readonly step: Step | null;
  index: number;
}

const element: Step = { next: new Map(), slot: -1, isRecords: false };

/**
 * Follows documents along the wanted paths. Records are the elements of the list at the step that says so, or the
 * documents themselves.
 */
export class RecordWalk implements JsonListener {
  readonly #root: Step;
  readonly #record: Step;
  readonly #finds: Finds;
  readonly #levels: Level[] = [];
  #key: Step | null = null;
  /** How many levels there are outside the record; -1 outside of any. */
  #recordAt = -1;

  /** `root` null: every document is a record. */
  constructor(root: Step | null, record: Step, finds: Finds) {
    this.#root = root ?? element;
    this.#record = record;
    this.#finds = finds;
  }

  get inRecord(): boolean {
    return this.#recordAt >= 0;
  }

  open(isList: boolean): void {
    const step = this.#stepHere();
    if (step === element) {
      if (isList) this.#finds.misplaced('no record', -1);
      this.#recordAt = this.#levels.length;
      this.#finds.beginRecord();
      this.#levels.push({ isList, step: this.#record, index: 0 });
      return;
    }
    if (step !== null) this.#openWanted(step, isList);
    this.#levels.push({ isList, step, index: 0 });
  }

  close(): void {
    const level = this.#levels.pop();
    if (level?.isList === true && level.index === 0 && level.step !== null && this.inRecord) {
      this.#finds.blank(level.step);
    }
    if (this.#levels.length === this.#recordAt) {
      this.#recordAt = -1;
      this.#finds.endRecord();
    }
    this.#passed();
  }

  key(name: string): void {
    this.#key = this.#levels.at(-1)?.step?.next.get(name) ?? null;
  }

  text(value: string): void {
    this.#value('text', value);
  }

  number(written: string): void {
    this.#value('number', written);
  }

  word(value: 'true' | 'false' | 'null'): void {
    this.#value(value === 'null' ? 'null' : 'word', value === 'null' ? '' : value);
  }

  #openWanted(step: Step, isList: boolean): void {
    if (step.isRecords) {
      if (!isList) this.#finds.misplaced('no list of records', -1);
      this.#finds.recordsBegin();
    }
    if (step.slot >= 0) this.#finds.misplaced(isList ? 'list for value' : 'block for value', step.slot);
  }

  #value(kind: Kind, value: string): void {
    const step = this.#stepHere();
    if (step !== null) this.#wantedValue(step, kind, value);
    this.#passed();
  }

  #wantedValue(step: Step, kind: Kind, value: string): void {
    if (step === element) this.#finds.misplaced('no record', -1);
    if (step.isRecords) this.#finds.misplaced('no list of records', -1);
    if (step.slot >= 0) {
      if (this.inRecord) this.#finds.inside(step.slot, kind, value);
      else this.#finds.outside(step.slot, kind, value);
    }
    if (step.next.size === 0) return;
    if (kind === 'null') this.#finds.blank(step);
    else if (step.slot < 0) this.#finds.misplaced('value for block', -1);
  }

  /** The step of the value that begins here. */
  #stepHere(): Step | null {
    const level = this.#levels.at(-1);
    if (level === undefined) return this.#root;
    if (!level.isList) return this.#key;
    if (level.step?.isRecords === true && !this.inRecord) return element;
    return level.step?.next.get(String(level.index)) ?? null;
  }

  #passed(): void {
    const level = this.#levels.at(-1);
    if (level !== undefined) level.index += 1;
  }
}
