import type { Instant } from '../../domain/time/instant.ts';

/** A mail that the org would have sent. */
export interface Mail {
  readonly at: Instant;
  readonly kind: 'activation' | 'reactivation' | 'passwordReset' | 'deactivation';
  readonly recipient: string;
  /** The user it is about. */
  readonly userId: string;
}

/** The mails sent so far, newest last. */
export class Outbox {
  readonly #mails: Mail[] = [];

  get mails(): readonly Mail[] {
    return this.#mails;
  }

  send(mail: Mail): void {
    this.#mails.push(mail);
  }
}
