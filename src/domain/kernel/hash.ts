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
  /** Lines as UTF-8 with a line feed between them; the last one's is added. */
  addBlock(lines: Uint8Array): void;
  end(): Sha256;
}

const blockLength = 1 << 16;

export function lineHash(): LineHash {
  const digest = createHash('sha256');
  // A call a line would cost more than the hashing.
  let waiting = '';
  const flush = (): void => {
    if (waiting !== '') digest.update(waiting);
    waiting = '';
  };
  return {
    add(line) {
      waiting += `${line}\n`;
      if (waiting.length >= blockLength) flush();
    },
    addBlock(lines) {
      flush();
      digest.update(lines).update('\n');
    },
    end() {
      flush();
      return digest.digest('hex') as Sha256;
    },
  };
}
