import { createHmac } from 'node:crypto';
import { canonicalJson } from '../domain/kernel/canonical-json.ts';
import { hashOf } from '../domain/kernel/hash.ts';

/** The columns of an entry that its hash covers. */
export interface Link {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly run_id: number | null;
  readonly lease_epoch: number | null;
  readonly plan_hash: string | null;
  readonly operation_id: string | null;
  readonly operation_kind: string | null;
  readonly attempt: number | null;
  readonly outcome: string | null;
  readonly request_id: string | null;
  /** The intent that an outcome belongs to. */
  readonly intent_seq: number | null;
  /** '' for an entry without a payload. */
  readonly digest: string;
  readonly previous_hash: string;
}

/** What the digest covers, as it is stored. */
export interface StoredPayload {
  readonly worker_id: string | null;
  readonly okta_id: string | null;
  /** Canonical JSON. */
  readonly body: string;
}

/** What the first entry follows. */
export const genesis = '0'.repeat(64);

/** SHA-256 over the canonical JSON of all columns but the hash itself. */
export function linkHash(link: Link): string {
  const { seq, at, kind, run_id, lease_epoch, plan_hash, operation_id, operation_kind } = link;
  const { attempt, outcome, request_id, intent_seq, digest, previous_hash } = link;
  const subject = { run_id, lease_epoch, plan_hash, operation_id, operation_kind, attempt, outcome, request_id };
  return hashOf({ seq, at, kind, ...subject, intent_seq, digest, previous_hash });
}

/**
 * HMAC-SHA-256 under a key of the entry's own. With the key gone nobody can find out what was erased by trying:
 * a plain hash of a name or a login could be guessed.
 */
export function payloadDigest(key: string, { worker_id, okta_id, body }: StoredPayload): string {
  const hmac = createHmac('sha256', Buffer.from(key, 'hex'));
  return hmac.update(canonicalJson([worker_id, okta_id, body])).digest('hex');
}
