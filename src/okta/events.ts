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
  | { readonly type: 'okta-retry'; readonly bucket: string; readonly attempt: number; readonly reason: string }
  | { readonly type: 'okta-token'; readonly scopes: readonly string[] }
  | {
      /** A key of ours that is of no use: Okta refuses it, or it cannot be read any more. */
      readonly type: 'okta-key';
      readonly kid: string | null;
      readonly what: 'refused' | 'unreadable';
      /** The key that Okta takes; null when the one that was read before goes on being used. */
      readonly instead: string | null;
      readonly why?: string;
    };

/** Why a call waits: our share of the window is used up, or Okta answered 429. */
export type WaitReason = 'share' | 'throttled';
