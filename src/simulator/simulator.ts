import type { Clock } from '../domain/kernel/clock.ts';
import type { Random } from '../domain/kernel/random.ts';
import { Nonces } from './auth/nonces.ts';
import { ReplayCache } from './auth/replay-cache.ts';
import { createApp } from './http/app.ts';
import type { LimitPreset } from './http/rate-buckets.ts';
import { Faults } from './http/faults.ts';
import { RateWindows } from './http/rate-windows.ts';
import { serve } from './http/server.ts';
import { Traffic, type RecordedRequest } from './http/traffic.ts';
import { Org } from './org/org.ts';
import type { OrgSeed } from './org/seed.ts';

/** What a simulated org is started with. */
export interface SimulatorOptions {
  /** Virtual or real; token expiry, proof age, rate windows and the `Date` header go by it. */
  readonly clock: Clock;
  readonly random: Random;
  readonly org: OrgSeed;
  /** Default 0: any free port. */
  readonly port?: number;
  /** A loopback address; default 127.0.0.1. */
  readonly host?: string;
  /** Requests a minute and bucket; default `workforce`. */
  readonly presetLimits?: LimitPreset;
  /** The org's idea of time is the clock and this: what a client sees whose host's clock is off. */
  readonly dateSkewMs?: number;
  /** Refuses and records every request but GET, the token endpoint's POST excepted. */
  readonly readOnly?: boolean;
}

/** A running simulated org. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The live state, for tests to look at and change. */
  readonly org: Org;
  requests(): readonly RecordedRequest[];
  /** What should not have happened: writes while read-only, and faults of the simulator itself. */
  violations(): readonly string[];
  /** Answers that get lost and requests that fail, to be ordered in advance. */
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
  const { clock, random } = options;
  const org = new Org(options.org, clock, random, options.dateSkewMs ?? 0);
  const traffic = new Traffic();
  const faults = new Faults();
  const windows = new RateWindows(options.presetLimits ?? 'workforce');
  const auth = { nonces: new Nonces(random), used: new ReplayCache() };
  let url = '';
  const house = {
    org,
    random,
    windows,
    traffic,
    faults,
    get url(): string {
      return url;
    },
  };
  const app = createApp(house, auth, options.readOnly ?? false);
  const server = await serve((request, bindings) => app.fetch(request, bindings), options.port ?? 0, host);
  url = `http://${host.includes(':') ? `[${host}]` : host}:${String(server.port)}`;
  return {
    url,
    org,
    requests: () => traffic.requests,
    violations: () => traffic.violations,
    faults,
    rotateNonce: () => auth.nonces.rotate(org.now()),
    close: () => server.close(),
  };
}
