import type { Instant } from '../../domain/time/instant.ts';
import type { AnnouncementStore, ClaimStore, ConversionStore, FeedStore, StoredWorker, WorkerStore } from '../ports.ts';
import { announcedEnd } from './announced-end.ts';
import { asksForLinks, noteLinks } from './links.ts';
import { fromText } from './stored-record.ts';
import { workOutAgain, type WorkOutTools } from './work-out.ts';

export interface DueTools extends WorkOutTools {
  readonly workers: WorkerStore;
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  readonly announcements: AnnouncementStore;
  readonly feed: Pick<FeedStore, 'accepted'>;
  readonly breathe: () => Promise<void>;
}

const chunk = 500;

/** Works out the desired accounts that a date has overtaken, and all of them when mapping or policy changed. */
export async function workOutWhatIsDue(tools: DueTools, now: Instant): Promise<void> {
  const { workers, conversions, mappings, basis } = tools;
  const everybody = workers.basis() !== basis;
  const follows = conversions.any() || (everybody && asksForLinks(mappings));
  let after = '';
  for (;;) {
    const stored = everybody ? workers.after(after, chunk) : workers.due(now, after, chunk);
    const last = stored.at(-1);
    if (last === undefined) break;
    after = last.id;
    const known = stored.filter((one) => one.record !== '[]');
    workers.put(known.map((one) => workOutAgain(tools, one, now)));
    if (follows) {
      workers.together(() => {
        for (const one of known) follow(tools, one, everybody, now);
      });
    }
    await tools.breathe();
  }
  if (everybody) workers.setBasis(basis);
}

/** What a record says of other ids, and what it announces since others belong to it. */
function follow(tools: DueTools, { id, record: text }: StoredWorker, anew: boolean, now: Instant): void {
  const { mappings, conversions, sources, feed, announcements } = tools;
  const links = anew && asksForLinks(mappings);
  const goesOn = conversions.predecessor(id) !== null;
  if (!links && !goesOn) return;
  const record = fromText(text);
  if (links) noteLinks(tools, id, record);
  const source = record.at(-1)?.source ?? sources.home;
  const accepted = goesOn && conversions.successor(id) === null ? feed.accepted(source) : null;
  if (accepted === null) return;
  announcements.note(id, announcedEnd(tools, id, record), accepted, now);
}
