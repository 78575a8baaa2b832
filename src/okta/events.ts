/**
 * What this room tells while it works. No event carries a body, a token, a query or an id of a person:
 * `bucket` is the method and the path template of the endpoint.
 */
export type OktaEvent =
  | {
      readonly type: 'okta-call';
      readonly bucket: string;
      readonly status: number;
      readonly milliseconds: number;
      readonly requestId: string | null;
    }
  | { readonly type: 'okta-wait'; readonly bucket: string; readonly milliseconds: number; readonly reason: WaitReason }
  /** A call is made again, after so long a pause. */
  | {
      readonly type: 'okta-retry';
      readonly bucket: string;
      readonly attempt: number;
      readonly reason: string;
      readonly milliseconds: number;
    }
  | { readonly type: 'okta-token'; readonly scopes: readonly string[] }
  /** A key of ours that is of no use: Okta refuses it, or it cannot be read any more. */
  | {
      readonly type: 'okta-key';
      readonly kid: string | null;
      readonly what: 'refused' | 'unreadable';
      /** The key that Okta takes; null when the one that was read before goes on being used. */
      readonly instead: string | null;
      readonly why?: string;
    }
  /** So many calls may be under way at once from now on. */
  | { readonly type: 'okta-concurrency'; readonly limit: number }
  /** Calls are held back because Okta fails, for so long at least before one is tried; or no longer. */
  | {
      readonly type: 'okta-breaker';
      /** Null for all of Okta, when it cannot be reached. */
      readonly bucket: string | null;
      readonly state: 'open' | 'closed';
      readonly milliseconds: number;
    }
  /** Okta takes no changes, or does so again. */
  | { readonly type: 'okta-read-only'; readonly on: boolean };

/** Why a call waits: our share of the window is used up, Okta answered 429, or Okta fails. */
export type WaitReason = 'share' | 'throttled' | 'failing';
