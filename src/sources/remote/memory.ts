import type { SourceFile } from '../../reconcile/ports.ts';

/** What was fetched last and how to ask whether it is still so. It holds nothing of the content. */
export interface Fetched {
  readonly file: SourceFile;
  readonly sha256: string;
  /** Entity tag and date, or size and date: whatever the server compares. */
  readonly mark: string;
  /** Nobody says when it was written: its time is that of the question. */
  readonly undated: boolean;
}

/** By the source's name and address. It lives as long as the process: another one fetches once more. */
export type SourceMemory = Map<string, Fetched>;
