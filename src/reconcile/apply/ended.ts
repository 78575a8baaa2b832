import type { ObservedUser } from '../../domain/identity/observed.ts';
import type { Json } from '../../domain/kernel/canonical-json.ts';
import type { OperationKind } from '../../domain/plan/artefact.ts';
import type { OperationOutcome, WriteOutcome } from '../ports.ts';

/** How carrying out an operation ended, before it is written down. */
export interface Ended {
  readonly outcome: OperationOutcome;
  /** Set when another branch than the planned one was taken. */
  readonly effect?: OperationKind;
  /** The account as it is now, as far as Okta said so. */
  readonly user: ObservedUser | null;
  readonly requestId: string | null;
  readonly detail: Json;
}

export function done(user: ObservedUser | null, requestId: string | null, detail: Json = null): Ended {
  return { outcome: 'done', user, requestId, detail };
}

/**
 * Something was sent, and then nobody could look what became of it: Okta cannot be read, or the right to go on is lost.
 * Nothing is concluded from that; the intent stays open, and the next run looks.
 */
export class Unsettled extends Error {
  override readonly name = 'Unsettled';
  override readonly cause: unknown;
  /** Okta's answers so far that settled nothing, for the audit; null when there was none. */
  readonly told: Json;

  constructor(cause: unknown, told: Json) {
    super('sent, and not looked after');
    this.cause = cause;
    this.told = told;
  }
}

/** What `look` finds after something was sent, and told `told`. @throws Unsettled when it fails. */
export async function afterSending<Value>(look: () => Promise<Value>, told: Json): Promise<Value> {
  try {
    return await look();
  } catch (error) {
    throw new Unsettled(error, told);
  }
}

/** Okta said no. Its words hold no value of the profile. */
export function refused(outcome: WriteOutcome & { readonly kind: 'refused' }): Ended {
  const { status, oktaCode, message, requestId } = outcome;
  return { outcome: 'failed', user: null, requestId, detail: { status, oktaCode, message } };
}

export function failed(why: string): Ended {
  return { outcome: 'failed', user: null, requestId: null, detail: { message: why } };
}
