import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaEvent } from '../events.ts';
import { importKey, type ClientKey, type KeySource } from './key.ts';

/** Where the keys of a service app are. Asked anew for every token, so that a replaced file is taken up without a restart. */
export interface KeyPlaces {
  readonly current: KeySource;
  /** The key that is to come, while there is one. */
  readonly next: () => KeySource | null;
}

interface Imported {
  readonly material: string;
  readonly kid: string | null;
  readonly key: ClientKey;
}

type Slot = 'current' | 'next';

/**
 * The keys that a service app may sign with. Okta lets an app have up to 50, chosen by `kid`; here there are two, so that
 * one can be changed for the other with no moment without a key. [Okta: JSON Web Keys of an app]
 */
export class KeyRing {
  readonly #places: KeyPlaces;
  readonly #log: ((event: OktaEvent) => void) | undefined;
  readonly #imported = new Map<Slot, Imported>();
  /** Material that Okta refused, until it is replaced. */
  readonly #refused = new Set<string>();
  readonly #told = new Set<string>();

  /** @throws TenuredError TEN-2001, TEN-205x when the current key cannot be used. */
  constructor(places: KeyPlaces, log?: (event: OktaEvent) => void) {
    this.#places = places;
    this.#log = log;
    this.#read('current', places.current);
  }

  /** The current key as it was last read. */
  get current(): ClientKey {
    const held = this.#imported.get('current');
    if (held === undefined) throw new Error('a ring has a current key');
    return held.key;
  }

  /**
   * The keys to try, in their order: the current one first, unless Okta has refused it since it was last replaced. A key
   * that cannot be read any more, as while its file is being replaced, is taken as it was before; a next key that cannot
   * be used is left out. Either is told.
   */
  candidates(): readonly ClientKey[] {
    const held = [this.#again(), this.#next()].filter((key) => key !== null);
    const unlike = held.filter(({ key }, index) => index === 0 || key.kid !== held[0]?.key.kid);
    const isRefused = ({ material }: Imported): boolean => this.#refused.has(material);
    return [...unlike.filter((one) => !isRefused(one)), ...unlike.filter(isRefused)].map(({ key }) => key);
  }

  /** Okta refused this key; `instead` is the one that it takes. */
  refused(key: ClientKey, instead: ClientKey): void {
    for (const held of this.#imported.values()) if (held.key === key) this.#refused.add(held.material);
    this.#tell({ type: 'okta-key', kid: key.kid, what: 'refused', instead: instead.kid }, `${key.kid} ${instead.kid}`);
  }

  #again(): Imported | null {
    try {
      return this.#read('current', this.#places.current);
    } catch (error) {
      const held = this.#imported.get('current');
      if (!(error instanceof TenuredError) || held === undefined) throw error;
      this.#tell(
        { type: 'okta-key', kid: held.key.kid, what: 'unreadable', instead: null, why: error.message },
        `unreadable ${error.message}`,
      );
      return held;
    }
  }

  #next(): Imported | null {
    try {
      const source = this.#places.next();
      if (source !== null) return this.#read('next', source);
    } catch (error) {
      if (!(error instanceof TenuredError)) throw error;
      this.#tell({ type: 'okta-key', kid: null, what: 'unreadable', instead: null, why: error.message }, error.message);
    }
    return null;
  }

  #read(slot: Slot, source: KeySource): Imported {
    const { material, kid } = source;
    const held = this.#imported.get(slot);
    if (held?.material === material && held.kid === kid) return held;
    const imported = { material, kid, key: importKey({ ...source, material }) };
    this.#imported.set(slot, imported);
    return imported;
  }

  /** Once is enough: a dead key is refused at every renewal. */
  #tell(event: OktaEvent, mark: string): void {
    if (this.#told.has(mark)) return;
    this.#told.add(mark);
    this.#log?.(event);
  }
}
