import type { KeySource } from './auth/key.ts';

/** Which Okta organisation, how much of it, and as whom. */
export type OktaOptions = ServiceAppOptions | ApiTokenOptions;

interface Organisation {
  /** The organisation's origin, `https://acme.okta.com`; http is accepted for loopback only. */
  readonly orgUrl: string;
  /** Share of every rate limit window that tenured may use, 0.5 by default. */
  readonly share: number;
}

/** As a service app with a key of its own: how it should be. */
export interface ServiceAppOptions extends Organisation {
  /** The service app's client id. */
  readonly clientId: string;
  readonly privateKey: KeySource;
  /** The key that is to come, while the app's key is being changed; asked anew for every token. */
  readonly nextKey?: () => KeySource | null;
  /** DPoP-bound tokens (default true). False only for an app whose "Require DPoP" setting is off. */
  readonly dpop: boolean;
  readonly apiToken?: undefined;
}

/** As the administrator who made an API token ("SSWS"): all of that person's rights, no scopes, nothing bound. */
export interface ApiTokenOptions extends Organisation {
  readonly apiToken: {
    /** Read anew whenever it is needed; never logged, never stored. */
    readonly value: string;
    /** False: whatever writes is refused before anything is sent. */
    readonly mayWrite: boolean;
  };
}
