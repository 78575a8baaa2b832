import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createReader, type KeySource } from '../../src/okta/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { assertionOf, FakeOkta, options, rawUser, settled } from './fake-okta.ts';

const hour = 3_600_000;

function pem(curve = 'P-256'): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** An app whose keys can be exchanged and refused while a reader is at work. */
class World {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
  readonly okta = new FakeOkta(this.clock);
  /** What is configured now; null next: there is none. */
  current: KeySource = { material: pem(), kid: 'old' };
  next: KeySource | null = null;
  /** The kids that Okta takes. */
  readonly known = new Set(['old', 'new']);
  refusal = 'The client_assertion JWT kid is invalid.';
  readonly #reader;

  constructor() {
    this.okta.api = () => this.okta.json(rawUser('00u1', 'ann@acme.test'));
    this.okta.token = (seen) =>
      this.known.has(String(assertionOf(seen).header.kid))
        ? this.okta.grant()
        : this.okta.refuse('invalid_client', this.refusal);
    const material = (): string => this.current.material;
    const kid = (): string | null => this.current.kid;
    const privateKey = {
      get material() {
        return material();
      },
      get kid() {
        return kid();
      },
    };
    this.#reader = createReader({ ...options, privateKey, nextKey: () => this.next }, this.okta.tools);
  }

  read(): Promise<unknown> {
    return settled(this.clock, this.#reader.canary('00u1'));
  }

  /** The kids that tokens were asked for with, in their order. */
  get kids(): readonly unknown[] {
    return this.okta.tokens.map((seen) => assertionOf(seen).header.kid);
  }

  get warnings(): readonly unknown[] {
    return this.okta.log.filter(({ type }) => type === 'okta-key');
  }
}

describe('two keys', () => {
  it('are one too many while the current one works', async () => {
    const world = new World();
    world.next = { material: pem(), kid: 'new' };
    await world.read();
    await world.clock.advance(hour);
    await world.read();
    expect(world.kids).toEqual(['old', 'old']);
    expect(world.warnings).toEqual([]);
  });

  it.each([
    'The client_assertion JWT kid is invalid.',
    'The client_assertion signature is invalid.',
    'The client_assertion JWT signature algorithm is invalid.',
    'Some wording of tomorrow.',
  ])(
    'serve when one is refused with "%s", and the dead one is named, once, and tried last from then on',
    async (told) => {
      const world = new World();
      world.refusal = told;
      world.next = { material: pem('P-384'), kid: 'new' };
      await world.read();
      world.known.delete('old');
      await world.clock.advance(hour);
      await world.read();
      expect(world.kids).toEqual(['old', 'old', 'new']);
      expect(world.okta.calls.at(-1)?.headers.get('authorization')).toBe('DPoP at-3');
      await world.clock.advance(hour);
      await world.read();
      expect(world.kids).toEqual(['old', 'old', 'new', 'new']);
      expect(world.warnings).toEqual([{ type: 'okta-key', kid: 'old', what: 'refused', instead: 'new' }]);
    },
  );

  it('do not hide that the app itself, its clock or its rights are refused: those are no fault of a key', async () => {
    for (const [error, description] of [
      ['invalid_client', 'The issuer claim for client_assertion is not a valid client_id.'],
      ['consent_required', 'You are not allowed any of the requested scopes.'],
      ['invalid_client', 'The client_assertion token is expired.'],
      ['invalid_dpop_proof', 'The DPoP proof JWT header is missing.'],
    ] as const) {
      const world = new World();
      world.next = { material: pem(), kid: 'new' };
      world.okta.token = () => world.okta.refuse(error, description, 400);
      await expect(world.read()).rejects.toMatchObject({ exitCode: 12 });
      expect(new Set(world.kids)).toEqual(new Set(['old']));
    }
  });

  it('are both told when both are refused', async () => {
    const world = new World();
    world.next = { material: pem(), kid: 'new' };
    world.known.clear();
    const error = (await world.read().catch((thrown: unknown) => thrown)) as { problems: { message: string }[] };
    expect(error).toMatchObject({ code: 'TEN-2103', exitCode: 12 });
    expect(error.problems.map(({ message }) => message)).toEqual([
      'The app has no active public key with kid "old".',
      'The app has no active public key with kid "new".',
    ]);
    expect(world.okta.calls).toHaveLength(0);
  });

  it('a next key that cannot be used is left out, and told once', async () => {
    const world = new World();
    world.next = { material: 'half a ke', kid: 'new' };
    await world.read();
    await world.clock.advance(hour);
    await world.read();
    expect(world.kids).toEqual(['old', 'old']);
    expect(world.warnings).toMatchObject([{ what: 'unreadable', why: expect.stringContaining('PEM') as string }]);
    expect(JSON.stringify(world.warnings)).not.toContain('half a ke');
  });
});

describe('a key file that is replaced while tenured runs', () => {
  it('is taken up with the next token, without a restart', async () => {
    const world = new World();
    await world.read();
    world.current = { material: pem('P-521'), kid: 'new' };
    world.known.delete('old');
    await world.read();
    expect(world.kids).toEqual(['old']);
    await world.clock.advance(hour);
    await world.read();
    expect(world.kids).toEqual(['old', 'new']);
    expect(assertionOf(world.okta.tokens.at(-1)).header.alg).toBe('ES512');
    expect(world.warnings).toEqual([]);
  });

  it('is taken up at once when Okta refuses the token that the old key got', async () => {
    const world = new World();
    await world.read();
    world.current = { material: pem(), kid: 'new' };
    world.known.delete('old');
    world.okta.api = (seen) =>
      seen.headers.get('authorization') === 'DPoP at-1'
        ? world.okta.raw('', 401, { 'www-authenticate': 'DPoP error="invalid_token"' })
        : world.okta.json(rawUser('00u1', 'ann@acme.test'));
    await world.read();
    expect(world.kids).toEqual(['old', 'new']);
  });

  it('does no harm in the moment in which it is half there: what was read before is used, with a warning', async () => {
    const world = new World();
    await world.read();
    const before = world.current;
    world.current = { material: before.material.slice(0, 80), kid: 'old' };
    await world.clock.advance(hour);
    await world.read();
    expect(world.kids).toEqual(['old', 'old']);
    expect(world.warnings).toMatchObject([{ kid: 'old', what: 'unreadable', instead: null }]);
    world.current = { material: pem(), kid: 'new' };
    await world.clock.advance(hour);
    await world.read();
    expect(world.kids).toEqual(['old', 'old', 'new']);
  });

  it('with another token is judged anew, also where the one before it was refused', async () => {
    const world = new World();
    world.next = { material: pem(), kid: 'new' };
    world.known.delete('old');
    await world.read();
    world.current = { material: pem(), kid: 'newest' };
    world.known.add('newest');
    await world.clock.advance(hour);
    await world.read();
    expect(world.kids).toEqual(['old', 'new', 'newest']);
  });
});
