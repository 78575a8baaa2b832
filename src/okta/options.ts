/** How to reach an Okta organisation as a service app. */
export interface OktaOptions {
  /** The organisation's origin, `https://acme.okta.com`; http is accepted for loopback only. */
  readonly orgUrl: string;
  /** The service app's client id. */
  readonly clientId: string;
  /** The private key in PEM (PKCS#8, PKCS#1 or SEC1) or as a JWK document; never logged, never stored. */
  readonly privateKey: { readonly material: string; readonly kid: string | null };
  /** DPoP-bound tokens (default true). False only for an app whose "Require DPoP" setting is off. */
  readonly dpop: boolean;
  /** Share of every rate limit window that tenured may use, 0.5 by default. */
  readonly share: number;
}
