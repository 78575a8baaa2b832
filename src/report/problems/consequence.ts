import type { Concerned, DatedProblem, ListedProblem } from '../../domain/plan/artefact.ts';
import { hasLeft, isEnabled } from '../../domain/plan/listed-problem.ts';
import type { Missing } from '../../domain/worker/absence.ts';
import { plus } from '../../domain/time/instant.ts';
import { localDateAt, type ZoneId } from '../../domain/time/zone.ts';
import { asSentence, clip } from '../text.ts';
import { dayText, instantOf } from '../times.ts';

/** Codes of rows that leave open whose they are: what follows is for everybody who may be meant. */
const sharedId: ReadonlySet<string> = new Set(['TEN-3060', 'TEN-3103', 'TEN-3104']);
const nameShown = 80;

/**
 * What follows for the person until the problem is mended: `Sam Lee gets no account until this is mended.`
 * @param zone HR's own, for people of whom no other is known.
 */
export function consequenceText(problem: DatedProblem, zone: ZoneId): string {
  const { effect, kind, worker, since } = problem;
  const why = asSentence(problem.said?.why ?? '');
  if (effect === 'warning') return why === '' ? 'The row is used as it is.' : why;
  // A list from before it was written down what is known of the people.
  if (since === null) return why;
  const person = personOf(problem, zone);
  if (effect === 'left-alone') return leftAlone(kind, person);
  if (worker === null) return ofNobody(person);
  if (sharedId.has(kind)) return why + stillEnds(person);
  return putAside(person);
}

function ofNobody({ name }: Person): string {
  return `${name === null ? 'Nobody gets or loses anything' : `${name} gets or loses nothing`} by this row until this is mended.`;
}

interface Person extends Omit<Concerned, 'zone'> {
  readonly name: string | null;
  readonly zone: ZoneId;
  /** The name, or what stands for it at the beginning of a sentence. */
  readonly who: string;
  readonly whose: string;
  /** The announced last day, in words. */
  readonly ends: string | null;
}

function personOf({ name, concerned }: DatedProblem, zone: ZoneId): Person {
  const at = instantOf(concerned.endsAt);
  // The end of a day is the beginning of the next one, which is nobody's last.
  const ends = at === undefined ? null : dayText(localDateAt(plus(at, -1), concerned.zone ?? zone));
  const known = name === null || name === '' ? null : clip(name, nameShown);
  const who = known ?? 'This person';
  return {
    ...concerned,
    zone: concerned.zone ?? zone,
    name: known,
    who,
    whose: known === null ? 'Their' : `${known}'s`,
    ends,
  };
}

function putAside(person: Person): string {
  const { account, who, whose, rowEnd, ends } = person;
  if (person.elsewhere)
    return `${who} is known from another source, which counts; nothing of this row is used until this is mended.`;
  if (!isEnabled(account)) return withoutAccess(person);
  if (rowEnd === 'new') {
    return ends === null
      ? `${who} keeps access: the end in this row does not count until this is mended.`
      : `${whose} access still ends on ${ends} as announced; the end in this row does not count until this is mended.`;
  }
  if (rowEnd === 'unreadable') {
    return `${ends === null ? `${who} keeps access` : `${whose} access still ends on ${ends} as announced`}; whether this row says anything else about leaving cannot be read.`;
  }
  return ends === null
    ? `${who} keeps access as it is; nothing of this row is used until this is mended.`
    : `${whose} access still ends on ${ends} as announced; nothing else of this row is used until this is mended.`;
}

/** Of somebody without an account, or with one that cannot be used. */
function withoutAccess({ account, who, whose, state, longPast }: Person): string {
  if (account === 'STAGED') return `${whose} prepared account does not become usable until this is mended.`;
  if (account !== null) return `${whose} access stays stopped until this is mended.`;
  return hasLeft(state) || longPast
    ? `${who} has left and has no account: nobody waits for this.`
    : `${who} gets no account until this is mended.`;
}

function leftAlone(why: ListedProblem['kind'], person: Person): string {
  if (why === 'missing-from-file') return missing(person);
  if (why === 'double-claim' || why === 'claim-unclear') return claimedTwice(person);
  if (why === 'manager-unresolved') return `${person.whose} account has no manager until this is mended.`;
  return isEnabled(person.account) ? keepsAccess(why, person) : withoutAccess(person);
}

function missing({ who, whose, ends, absence, zone }: Person): string {
  if (absence !== undefined) return stopsSoon(whose, absence, zone);
  return ends === null
    ? `${who} keeps access until HR gives a last day or the person is back in the file.`
    : `${whose} access still ends on ${ends} as announced.`;
}

/** `Sam Lee's access stops once 2 more files lack them, not before 26 Nov 2026.` */
function stopsSoon(whose: string, { since, files, needed, notBefore }: Missing, zone: ZoneId): string {
  const so = `Not in the last ${files === 1 ? 'file' : `${String(files)} files`} since ${dayText(localDateAt(since, zone))}.`;
  const more = needed - files > 1 ? `${String(needed - files)} more files lack` : 'the next file lacks';
  return `${so} ${whose} access stops once ${more} them, not before ${dayText(localDateAt(notBefore, zone))}.`;
}

function claimedTwice({ state, name, who }: Person): string {
  return hasLeft(state)
    ? `The account stays as it is until it is clear whose it is, although ${name ?? 'the person'} has left.`
    : `${who} gets no account until it is clear whose it is.`;
}

function keepsAccess(why: ListedProblem['kind'], person: Person): string {
  const { who, state, ends } = person;
  if (why === 'stale-date' && hasLeft(state)) return `${who} keeps access until the date is confirmed.`;
  if (why === 'unknown' && ends !== null) return `${who} keeps access: no last day counts until this is mended.`;
  return `${who} keeps access as it is; nothing is changed until this is mended.${stillEnds(person)}`;
}

function stillEnds({ whose, ends, account }: Person): string {
  return ends === null || !isEnabled(account) ? '' : ` ${whose} access still ends on ${ends} as announced.`;
}
