import { RateWindow } from './rate-window.ts';

/** Answers that may be under way at once, and so be counted on one side only. */
const overtaking = 10;

/**
 * The windows of all endpoints. Okta limits groups of endpoints together and does not say which: those whose headers
 * show the same limit and the same end are taken to share one window, until the numbers contradict it. So a share is
 * kept of what Okta counts, not of each address.
 */
export class WindowBook {
  readonly #windows = new Map<string, RateWindow>();
  /** Pairs that were found to be counted apart. */
  readonly #apart = new Set<string>();

  of(bucket: string): RateWindow {
    const known = this.#windows.get(bucket) ?? new RateWindow();
    this.#windows.set(bucket, known);
    return known;
  }

  all(): Iterable<readonly [string, RateWindow]> {
    return this.#windows;
  }

  /** The other endpoints that seem to share this one's window. */
  kinOf(bucket: string): readonly RateWindow[] {
    const { limit, reset } = this.of(bucket);
    if (reset === null) return [];
    const kin: RateWindow[] = [];
    for (const [other, window] of this.#windows) {
      if (other === bucket || window.reset !== reset || window.limit !== limit) continue;
      if (!this.#apart.has(pair(bucket, other))) kin.push(window);
    }
    return kin;
  }

  /** Takes in how many calls of a window Okta has counted: fewer than two endpoints have made means that it is not theirs. */
  compare(bucket: string, counted: number): void {
    const mine = this.of(bucket);
    if (mine.reset === null) return;
    for (const [other, window] of this.#windows) {
      if (other === bucket || window.reset !== mine.reset || window.limit !== mine.limit) continue;
      if (counted + overtaking < mine.used + window.used) this.#apart.add(pair(bucket, other));
    }
  }
}

function pair(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}
