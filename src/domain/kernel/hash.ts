import { createHash, hash } from 'node:crypto';
import type { Sha256 } from './ids.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

/** SHA-256 of the text's UTF-8 bytes. */
export function sha256(text: string): Sha256 {
  return hash('sha256', text, 'hex') as Sha256;
}

/** SHA-256 of the value's canonical JSON. */
export function hashOf(value: Json): Sha256 {
  return sha256(canonicalJson(value));
}

/** SHA-256 over a stream of lines, each ended by a line feed, so that no two lists of lines share a hash. */
export interface LineHash {
  add(line: string): void;
  end(): Sha256;
}

export function lineHash(): LineHash {
  const digest = createHash('sha256');
  return {
    add: (line) => void digest.update(line).update('\n'),
    end: () => digest.digest('hex') as Sha256,
  };
}
