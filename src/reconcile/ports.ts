/** What the use cases ask of the outside world. Adapters implement these; nothing here knows an adapter. */
export type * from './ports/claims.ts';
export type * from './ports/consents.ts';
export type * from './ports/controls.ts';
export type * from './ports/directory.ts';
export type * from './ports/feed.ts';
export type * from './ports/journal.ts';
export type * from './ports/mirror.ts';
export type * from './ports/plans.ts';
export type * from './ports/source.ts';
export type * from './ports/standings.ts';
export type * from './ports/table.ts';
export type * from './ports/watch.ts';
export type * from './ports/workers.ts';
export type * from './ports/writer.ts';
