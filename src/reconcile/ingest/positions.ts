/** More stretches than this mean a file in another order; then the rows' first positions have to do. */
const mostStretches = 5_000;

/**
 * Where the image's rows stand in today's file, without a write for each: rows keep their order, so whole stretches of
 * them are off by the same number.
 */
export class RowPositions {
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #offset: number[] = [];

  /** Notes that the stored row `id` stands in row `fileRow` of the file. */
  note(id: number, fileRow: number): void {
    const last = this.#from.length - 1;
    const to = this.#to[last];
    if (to !== undefined && id === to + 1 && this.#offset[last] === fileRow - id) {
      this.#to[last] = id;
    } else if (this.#from.length <= mostStretches) {
      this.#from.push(id);
      this.#to.push(id);
      this.#offset.push(fileRow - id);
    }
  }

  /** Text to store; null when the file's order is another one. */
  toText(): string | null {
    if (this.#from.length > mostStretches) return null;
    return JSON.stringify(this.#from.map((from, index) => [from, this.#to[index], this.#offset[index]]));
  }
}

/** Finds a row's position from the stored text; undefined when it does not say. */
export function positionFinder(text: string | null): (rowId: number) => number | undefined {
  const stretches = (text === null ? [] : (JSON.parse(text) as [number, number, number][])).sort((a, b) => a[0] - b[0]);
  return (rowId) => {
    let low = 0;
    let high = stretches.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const stretch = stretches[middle];
      if (stretch === undefined) return undefined;
      if (rowId < stretch[0]) high = middle - 1;
      else if (rowId > stretch[1]) low = middle + 1;
      else return rowId + stretch[2];
    }
    return undefined;
  };
}
