/** What a turn is made for: the schedule (catching up at the start included), a due date, a new file, a person. */
export type Trigger = 'schedule' | 'boundary' | 'file' | 'request';

/**
 * How a turn ended. `idle` there was nothing to do; `partly` some of it went wrong and may be tried again; `waiting` all
 * there is to do waits for a person; `stopped` a pause or a safety check ended it; `yielded` it gave way.
 */
export type TurnOutcome = 'idle' | 'done' | 'partly' | 'waiting' | 'stopped' | 'yielded';
