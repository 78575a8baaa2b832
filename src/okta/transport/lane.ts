/**
 * Who a call is for. People whose access ends go first, and may use up what the share leaves to others of the organisation's
 * own limit.
 */
export type Lane = 'leavers' | 'others';
