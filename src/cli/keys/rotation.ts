import { rmSync } from 'node:fs';
import { nextSuffix } from '../../config/index.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { putPrivate, readKeyFile, replace } from './key-files.ts';

/**
 * Where a change of the key stands. It is told by the files alone, so that it goes on wherever it was left:
 * nothing begun; a new key made and not yet proved; proved and half put in place; done, the old key still kept.
 */
export type Stage = 'none' | 'made' | 'replacing' | 'done';

/** The three files of a change of the key: the current one is there at every moment. */
export class Rotation {
  readonly current: string;
  readonly next: string;
  readonly retired: string;

  constructor(current: string) {
    this.current = current;
    this.next = `${current}${nextSuffix}`;
    this.retired = `${current}.retired`;
  }

  /** @throws TenuredError TEN-6050 when an old key from an earlier change is in the way of a new one. */
  stage(): Stage {
    const next = readKeyFile(this.next);
    const retired = readKeyFile(this.retired);
    if (next === null) return retired === null ? 'none' : 'done';
    if (retired === null) return 'made';
    if (retired === readKeyFile(this.current)) return 'replacing';
    throw new TenuredError('TEN-6050', 'the old key of an earlier change is still kept', {
      where: { file: this.retired },
      why: 'this change would overwrite it',
      hint: 'if nothing needs it any more, remove that file; then run `tenured keys rotate` again',
    });
  }

  /** Keeps the new key beside the current one. */
  make(pem: string): void {
    putPrivate(this.next, pem);
  }

  /** Keeps the old key, then puts the new one into its place in one step. Done again after an end at any point, it ends the same. */
  promote(): void {
    const old = readKeyFile(this.current);
    if (old === null) throw new Error('the current key is gone');
    putPrivate(this.retired, old);
    replace(this.next, this.current);
  }

  removeRetired(): void {
    rmSync(this.retired);
  }
}
