import { createHash } from 'node:crypto';

interface Known {
  readonly password?: string;
  readonly answer?: string;
}

/** What users prove themselves with, as digests. A seeded password is any: nobody ever told what it is. */
export class Secrets {
  readonly #ofUser = new Map<string, Known>();

  setPassword(userId: string, password: string): void {
    this.#ofUser.set(userId, { ...this.#ofUser.get(userId), password: digest(password) });
  }

  setAnswer(userId: string, answer: string): void {
    this.#ofUser.set(userId, { ...this.#ofUser.get(userId), answer: digest(answer) });
  }

  /** Whether this may be the user's password: one that was never set over the API is not known and always fits. */
  fitsPassword(userId: string, password: string): boolean {
    const known = this.#ofUser.get(userId)?.password;
    return known === undefined || known === digest(password);
  }

  fitsAnswer(userId: string, answer: string): boolean {
    const known = this.#ofUser.get(userId)?.answer;
    return known === undefined || known === digest(answer);
  }

  forget(userId: string): void {
    this.#ofUser.delete(userId);
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
