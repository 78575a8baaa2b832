import type { Json } from '../kernel/canonical-json.ts';
import { hashOf } from '../kernel/hash.ts';
import type { Sha256 } from '../kernel/ids.ts';
import type { MappingDocument } from './document.ts';

/** Raised when the same document comes to mean something else, so that plans made before are asked about. */
const semantics = 1;

/**
 * SHA-256 of what a document means: everything but its tests and open questions, the order of keys left out.
 * @param idPrefix what is put before every worker id; '' for nothing.
 */
export function fingerprintOf(document: MappingDocument, idPrefix = ''): Sha256 {
  // Parsed again so that absent optional members are absent in the canonical form as well.
  const meaning = JSON.parse(JSON.stringify({ ...document, tests: [], questions: undefined })) as Json;
  return hashOf(idPrefix === '' ? { semantics, meaning } : { semantics, meaning, idPrefix });
}
