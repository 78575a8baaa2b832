import type { FieldValue, Fields } from '../worker/record.ts';

/** CEL's type of a declared field. An int that may be blank is `dyn`, so that a rule can say `w.level != null`. */
export type CelType = 'string' | 'int' | 'bool' | 'dyn';

/** What CEL sees as `w`. Its properties are the fields that expressions name. */
export class WorkerValues {
  [field: string]: string | bigint | boolean | null;
}

/**
 * The variables of one compiled mapping. One context object is filled again for every worker, and only when an
 * expression really needs CEL: evaluation is synchronous, so nobody can see it change.
 */
export class Variables {
  fields: Fields = {};
  today = '';
  readonly #context = { w: new WorkerValues(), today: '' };
  readonly #names: string[] = [];
  readonly #types: CelType[] = [];
  #filled = false;

  /** Makes a field visible to CEL. */
  declare(name: string, type: CelType): void {
    if (this.#names.includes(name)) return;
    this.#names.push(name);
    this.#types.push(type);
    this.#context.w[name] = blankOf(type);
  }

  /** The worker that the next evaluations are about. */
  load(fields: Fields, today: string): void {
    this.fields = fields;
    this.today = today;
    this.#filled = false;
  }

  /** The context for CEL. */
  context(): { readonly w: WorkerValues; readonly today: string } {
    if (!this.#filled) this.#fill();
    return this.#context;
  }

  #fill(): void {
    const { w } = this.#context;
    for (let index = 0; index < this.#names.length; index += 1) {
      const name = this.#names[index] as string;
      w[name] = celValue(this.fields[name], this.#types[index] as CelType);
    }
    this.#context.today = this.today;
    this.#filled = true;
  }
}

function celValue(value: FieldValue | undefined, type: CelType): string | bigint | boolean | null {
  if (value === undefined) return blankOf(type);
  // CEL knows 64-bit integers, which are BigInt here; they never leave the expression engine.
  return typeof value === 'number' ? BigInt(value) : value;
}

function blankOf(type: CelType): string | bigint | boolean | null {
  if (type === 'string') return '';
  return type === 'bool' ? false : null;
}
