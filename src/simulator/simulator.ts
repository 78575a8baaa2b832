import type { Clock } from '../domain/kernel/clock.ts';
import type { Random } from '../domain/kernel/random.ts';
import type { Instant } from '../domain/time/instant.ts';
import { Nonces } from './auth/nonces.ts';
import { ReplayCache } from './auth/replay-cache.ts';
import { controlPath, createControl } from './control/control.ts';
import { Faults } from './faults/faults.ts';
import { createApp } from './http/app.ts';
import type { LimitPreset } from './http/rate-buckets.ts';
import { LimitEvents } from './http/limit-events.ts';
import { RateWindows } from './http/rate-windows.ts';
import { serve, type Certificate } from './http/server.ts';
import { Traffic, type ObservedAnswer, type RecordedRequest } from './http/traffic.ts';
import { UnderWay } from './http/under-way.ts';
import { Org } from './org/org.ts';
import { takeOverPast, type OrganisationDocument } from './persist/document.ts';
import { appSeed, exportedPieces } from './persist/export.ts';
import { keep, type Keeper } from './persist/keep.ts';
import type { Desk } from './control/desk.ts';
import type { House } from './http/envelope.ts';
import { seededRandom } from './seeded-random.ts';

/** What a simulated org is started with. */
export interface SimulatorOptions {
  /** Virtual or real; token expiry, proof age, rate windows and the `Date` header go by it. */
  readonly clock: Clock;
  readonly random: Random;
  /** What it is made from; a document of an org that ran before brings its past with it. */
  readonly org: OrganisationDocument;
  /** Default 0: any free port. */
  readonly port?: number;
  /** A loopback address; default 127.0.0.1. */
  readonly host?: string;
  /** Speaks TLS with this certificate; plain HTTP without. */
  readonly tls?: Certificate;
  /** Requests a minute and bucket; default `workforce`. */
  readonly presetLimits?: LimitPreset;
  /** What the dice of faults and other actors are seeded with; default 1. */
  readonly faultSeed?: number;
  /** The org's idea of time is the clock and this: what a client sees whose host's clock is off. */
  readonly dateSkewMs?: number;
  /** Refuses and records every request but GET, the token endpoint's POST excepted. */
  readonly readOnly?: boolean;
  /** Moves the clock; without it nobody can over the control endpoint. */
  readonly move?: (milliseconds: number) => void | Promise<void>;
  /** A file that the organisation is written to within a second of every change, and at the end. */
  readonly persist?: string;
  /** Is told every answer before it is sent: for tests that hold it against a specification. */
  readonly observe?: (answer: ObservedAnswer) => void;
}

/** A running simulated org. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, or `https://…`. */
  readonly url: string;
  /** The live state, for tests to look at and change; another one once an organisation was put in its place. */
  readonly org: Org;
  requests(): readonly RecordedRequest[];
  /** What should not have happened: writes while read-only, and faults of the simulator itself. */
  violations(): readonly string[];
  /** What is to go wrong, ordered in advance. */
  readonly faults: Faults;
  /** Renews the DPoP nonce now instead of after 24 hours; the old one stays good for its three days. */
  rotateNonce(): string;
  close(): Promise<void>;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Starts a local Okta org over real HTTP. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  if (!loopback.has(host)) throw new RangeError(`the simulator listens on loopback only, not on ${host}`);
  const premises = new Premises(options);
  const { app, control } = premises;
  const server = await serve(
    (request, bindings) =>
      isControl(bindings.incoming.url) ? control.fetch(request, bindings) : app.fetch(request, bindings),
    { port: options.port ?? 0, host, clock: options.clock, tls: options.tls },
  );
  premises.url = `${options.tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${String(server.port)}`;
  const keeper = keeperOf(options, premises);
  return {
    url: premises.url,
    get org() {
      return premises.org;
    },
    requests: () => premises.traffic.requests,
    violations: () => premises.traffic.violations,
    faults: premises.faults,
    rotateNonce: () => premises.rotateNonce(),
    close: async () => {
      await server.close();
      if (keeper === undefined) return;
      // What a fault has taken away is not gone from the organisation.
      premises.faults.clear();
      await keeper.close();
    },
  };
}

/** Everything that one running simulator consists of, but for its door. */
class Premises implements House, Desk {
  url = '';
  org: Org;
  readonly clock: Clock;
  readonly random: Random;
  readonly windows: RateWindows;
  readonly limitEvents: LimitEvents = new LimitEvents();
  readonly underWay: UnderWay;
  readonly traffic: Traffic = new Traffic();
  readonly faults: Faults;
  readonly observe: SimulatorOptions['observe'];
  readonly move: Desk['move'];
  readonly app: ReturnType<typeof createApp>;
  readonly control: ReturnType<typeof createControl>;
  readonly #skew: number;
  readonly #nonces: Nonces;
  /** How many organisations there have been. */
  #generation = 0;

  constructor({ clock, random, org, dateSkewMs = 0, presetLimits = 'workforce', ...options }: SimulatorOptions) {
    this.clock = clock;
    this.random = random;
    this.#skew = dateSkewMs;
    this.org = this.#made(org);
    this.windows = new RateWindows(presetLimits);
    this.underWay = new UnderWay(presetLimits);
    this.#nonces = new Nonces(random);
    this.faults = new Faults(this, seededRandom(options.faultSeed ?? 1));
    this.observe = options.observe;
    this.move = options.move;
    this.app = createApp(this, { nonces: this.#nonces, used: new ReplayCache() }, options.readOnly ?? false);
    this.control = createControl(this);
  }

  now(): Instant {
    return this.org.now();
  }

  rotateNonce(): string {
    return this.#nonces.rotate(this.now());
  }

  version(): string {
    const { org, traffic, faults } = this;
    const ordered = faults.list().map(({ id, state, met }) => `${id}${state.charAt(0)}${String(met)}`);
    const counts = [this.#generation, org.users.version, org.log.end, org.mails().length, traffic.count];
    return [...counts, ...ordered].join('.');
  }

  /** Keys and grants of apps that the document does not name stay, so that clients go on working. */
  replace(document: OrganisationDocument): void {
    const named = new Set(document.apps?.map(({ clientId }) => clientId));
    const others = this.org.apps.filter(({ clientId }) => !named.has(clientId)).map(appSeed);
    const next = this.#made({ ...document, apps: [...(document.apps ?? []), ...others] });
    this.faults.clear();
    this.org = next;
    this.#generation += 1;
  }

  #made(document: OrganisationDocument): Org {
    const org = new Org(document, this.clock, this.random, this.#skew);
    takeOverPast(org, document);
    return org;
  }
}

function isControl(address = ''): boolean {
  return address === controlPath || address.startsWith(`${controlPath}/`) || address.startsWith(`${controlPath}?`);
}

function keeperOf({ persist, clock }: SimulatorOptions, premises: Premises): Keeper | undefined {
  if (persist === undefined) return undefined;
  const kept = { version: () => premises.version(), pieces: () => exportedPieces(premises.org) };
  return keep(kept, { file: persist, clock });
}
