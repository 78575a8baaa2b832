import type { Finding } from '../domain/guardrails/finding.ts';
import { instant } from '../domain/time/instant.ts';
import type { Snapshot } from '../reconcile/ports.ts';

export interface SnapshotRow {
  readonly snapshot_id: number;
  readonly source: string;
  readonly file: string;
  readonly bytes: number;
  readonly modified_at: number;
  readonly sha256: string;
  readonly basis: string;
  readonly rows: number;
  readonly rows_digest: string;
  readonly put_aside: number;
  readonly positions: string | null;
  readonly letters: string;
  readonly headers: string | null;
  readonly read_at: number;
  readonly first_read_at: number;
  readonly findings: string;
  readonly sequence: number | null;
  readonly whole: 0 | 1;
}

export function toSnapshot(row: SnapshotRow): Snapshot {
  return {
    id: row.snapshot_id,
    source: row.source,
    file: { file: row.file, bytes: row.bytes, modifiedAt: instant(row.modified_at) },
    sha256: row.sha256,
    basis: row.basis,
    rows: row.rows,
    rowsDigest: row.rows_digest,
    putAside: row.put_aside,
    positions: row.positions,
    letters: JSON.parse(row.letters) as string[],
    ...(row.headers === null ? {} : { headers: JSON.parse(row.headers) as string[] }),
    readAt: instant(row.read_at),
    firstReadAt: instant(row.first_read_at),
    findings: JSON.parse(row.findings) as Finding[],
    numbered: row.sequence === null ? null : { number: row.sequence, whole: row.whole === 1 },
  };
}
