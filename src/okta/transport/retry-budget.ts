/** Calls that may be made again without more ado, at first and at most. */
const most = 50;
/** What every call adds: of calls that go well, so many may be made again for each that does not. */
const share = 0.1;

/**
 * How many calls may be made again: a tenth of those that are made. When most calls fail, that is soon used up, and what
 * fails then is tried again rarely, so that trying again does not make a bad hour of Okta's worse.
 */
export class RetryBudget {
  #left = most;

  /** A call is made for the first time. */
  earn(): void {
    this.#left = Math.min(most, this.#left + share);
  }

  /** A call is to be made again. @returns false when the budget is used up. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
