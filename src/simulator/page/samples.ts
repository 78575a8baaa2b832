import type { Fault } from '../faults/vocabulary.ts';

/** Faults to begin with on the page, each to be changed before it is ordered. */
export const samples: readonly (readonly [title: string, fault: Fault])[] = [
  ['Refuse the next write', { kind: 'fail', method: 'POST', path: '/api/v1/**', status: 503, errorCode: 'E0000010' }],
  ['Do the next write, lose its answer', { kind: 'cutAfterCommit', method: 'POST', path: '/api/v1/**' }],
  ['Everything is slow', { kind: 'latency', milliseconds: 800, jitter: 400, times: 'all' }],
  ['Read-only mode for two minutes', { kind: 'maintenance', forSeconds: 120 }],
  ['Others use up the limits', { kind: 'otherTenants', share: 0.9, forSeconds: 60 }],
  ['Searches lag behind', { kind: 'lag', milliseconds: 10_000, forSeconds: 300 }],
  ['Half of every list is missing', { kind: 'shrink', path: '/api/v1/users', keep: 0.5, times: 'all' }],
  ['Somebody is locked out', { kind: 'signIn', user: '*', outcome: 'lockedOut' }],
  ['An import undoes a suspension', { kind: 'import', user: '*' }],
  ['The DPoP nonce is renewed', { kind: 'rotateNonce' }],
];
