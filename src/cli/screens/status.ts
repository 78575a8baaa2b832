import { guardrails } from '../../domain/guardrails/finding.ts';
import { enabledStatuses } from '../../domain/identity/observed.ts';
import { formatInstant } from '../../domain/time/instant.ts';
import type { RunSummary } from '../../reconcile/ports.ts';
import {
  accountWords,
  counted,
  durationText,
  kindWords,
  moment,
  momentText,
  shortMoment,
  stampText,
  type Screen,
} from '../../report/index.ts';
import type { Cut, SourceFileState, Status } from '../status/gather.ts';

type Tone = Parameters<Screen['paint']>[0];

const labelWidth = 12;

/** How things stand, in one screen: who is overdue first, by name, then what is at work and what waits for whom. */
export function* statusLines(to: Screen, status: Status, configFlag: string): Generator<string> {
  const { company, orgUrl } = status;
  yield to.paint('bold', to.fit(company === null ? orgUrl : `${company}  ${orgUrl}`, to.columns));
  yield* overdueLines(to, status);
  yield* redLines(to, status);
  yield '';
  yield* stopLines(to, status);
  yield* workLines(to, status);
  yield* doubtLines(to, status);
  yield* fileLines(to, status);
  yield* planLines(to, status);
  yield* orphanLines(to, status);
  yield* cutLines(to, status);
  yield* agendaLines(to, status);
  yield* nextLines(to, status, configFlag);
}

function row(to: Screen, label: string, text: string, tone?: Tone): string[] {
  const [first = '', ...more] = to.lines(text, labelWidth, tone);
  return [`${label.padEnd(labelWidth)}${first.slice(labelWidth)}`, ...more];
}

function* overdueLines(to: Screen, { overdue, moreOverdue, zone, now }: Status): Generator<string> {
  if (overdue.length === 0) {
    yield* to.lines('+ Nobody is overdue.', 0, 'good');
    return;
  }
  const count = moreOverdue
    ? `More than ${String(overdue.length)} people`
    : counted(overdue.length, 'person', 'people');
  yield* to.lines(`x ${count} should have lost access already and still have it:`, 0, 'stop');
  for (const one of overdue) {
    yield* to.lines(`${one.name} (${one.id})  ${one.login}`, 2, 'stop');
    if (one.since === null) continue;
    const since = momentText(moment(one.since, zone, one.zone ?? undefined, one.lastDay ?? undefined));
    yield* to.lines(`since ${since}: ${durationText(now - one.since)}`, 6);
  }
}

/** What keeps tenured from doing its work, and what somebody else has undone. */
function* redLines(to: Screen, { undone, administratorsFault, rulesFault }: Status): Generator<string> {
  for (const { name, worker, provider } of undone) {
    const what = `was suspended twice, and enabled again by ${provider}, which owns the profile: end the access there`;
    yield* to.lines(`x ${name} (${worker}) ${what}`, 0, 'stop');
  }
  if (administratorsFault !== null) {
    yield* to.lines(
      'x Who is an administrator cannot be read from Okta: people are suspended, and nothing else.',
      0,
      'stop',
    );
    yield* to.lines(administratorsFault, 2);
  }
  if (rulesFault !== null) {
    yield* to.lines('x Group rules cannot be read from Okta: no group is written to.', 0, 'stop');
    yield* to.lines(rulesFault, 2);
  }
}

function* stopLines(to: Screen, { pauses, pauseFile, zone }: Status): Generator<string> {
  if (pauseFile !== null) {
    const line = pauseFile === '' ? '' : `: ${pauseFile}`;
    yield* row(to, 'PAUSED', `everybody, by the pause file${line}. Nothing is written to Okta.`, 'wait');
  }
  for (const { worker, name, person, reason, since } of pauses) {
    const who = worker === null ? 'everybody' : `${name ?? worker} (${worker})`;
    const why = reason === null ? '' : `: ${reason}`;
    yield* row(to, 'PAUSED', `${who}, by ${person} since ${stampText(formatInstant(since), zone)}${why}`, 'wait');
  }
}

function* workLines(
  to: Screen,
  { daemon, working, lastPlan, lastApply, interrupted, zone }: Status,
): Generator<string> {
  yield* daemon === null
    ? row(to, 'daemon', 'not running: nothing happens by itself', 'wait')
    : row(to, 'daemon', `running since ${stampText(formatInstant(daemon.since), zone)}, ${daemon.owner}`);
  if (working !== null) yield* row(to, 'at work', `${working.owner}, since ${shortMoment(working.since, zone)}`);
  yield* row(to, 'last plan', lastPlan === null ? 'none yet' : runText(lastPlan, zone));
  yield* row(to, 'last apply', lastApply === null ? 'none yet' : runText(lastApply, zone));
  if (interrupted !== null) {
    const at = shortMoment(interrupted.startedAt, zone);
    const what = `run ${String(interrupted.id)} of ${at} did not end; the next one finds out how far it came`;
    yield* row(to, 'interrupted', what, 'wait');
  }
}

const outcomeWords: Readonly<Record<string, string>> = {
  planned: 'plan made',
  applied: 'carried out',
  yielded: 'ended early',
  failed: 'failed',
  refused: 'refused',
};

function runText({ id, outcome, errorCode, plan, endedAt, startedAt }: RunSummary, zone: Status['zone']): string {
  const code = errorCode === null ? '' : ` (${errorCode})`;
  const about = plan === null ? '' : `, plan ${String(plan)}`;
  const how = outcomeWords[outcome ?? ''] ?? 'not ended';
  return `run ${String(id)}, ${shortMoment(endedAt ?? startedAt, zone)}: ${how}${code}${about}`;
}

const doubtsNamed = 5;

function* doubtLines(to: Screen, { doubts }: Status): Generator<string> {
  if (doubts.length === 0) return;
  const named = doubts
    .slice(0, doubtsNamed)
    .map(({ name, worker, kind }) => `${name} (${worker}): ${kindWords(kind as never).verb}`);
  const more = doubts.length > doubtsNamed ? ` and ${String(doubts.length - doubtsNamed)} more` : '';
  yield* row(to, 'in doubt', `${named.join('; ')}${more}. The next run reads from Okta what became of it.`, 'wait');
}

function* fileLines(to: Screen, status: Status): Generator<string> {
  const { files } = status;
  for (const file of files) {
    const label = files.length > 1 ? file.source : 'HR file';
    yield* acceptedLines(to, file, label, status);
    if (file.held === null) continue;
    yield* row(to, 'held back', `${baseName(file.held)}: a newer file waits for a person`, 'wait');
  }
}

function* acceptedLines(
  to: Screen,
  { accepted, removed }: SourceFileState,
  label: string,
  { now, zone }: Status,
): Generator<string> {
  if (accepted === null) {
    yield* row(to, label, 'none accepted yet', 'wait');
    return;
  }
  const age = now - accepted.modifiedAt;
  const old = !removed && accepted.old;
  const limit = old ? `, older than the ${String(accepted.maxAgeHours)} hours it may be` : '';
  const gone = removed ? ', from a source that is not configured any more' : '';
  const when = shortMoment(accepted.modifiedAt, zone);
  const rows = counted(accepted.rows, 'row');
  const text = `${baseName(accepted.name)} of ${when}, ${durationText(age)} old${limit}, ${rows}${gone}`;
  yield* row(to, label, text, old || removed ? 'wait' : undefined);
}

function* orphanLines(to: Screen, { orphans }: Status): Generator<string> {
  if (orphans === 0) return;
  yield* row(to, 'not of HR', `${counted(orphans, 'account')} in use in Okta that nobody in the HR file is bound to`);
}

function baseName(path: string): string {
  return path.split(/[/\\]/u).at(-1) ?? path;
}

function* planLines(to: Screen, { plan }: Status): Generator<string> {
  if (plan === null) {
    yield* row(to, 'open plan', 'none');
    return;
  }
  const people = (count: number): string => counted(count, 'person', 'people');
  const parts = [
    ...(plan.held > 0
      ? [`${people(plan.held)} held by ${plan.heldBy.map((id) => `${guardrails[id]} (${id})`).join(', ')}`]
      : []),
    ...(plan.waiting > 0 ? [`${people(plan.waiting)} waiting for approval`] : []),
    ...(plan.ready > 0 ? [`${people(plan.ready)} to be carried out`] : []),
    ...(plan.later > 0 ? [`${people(plan.later)} when their time comes`] : []),
    ...(plan.rejected > 0 ? [`${people(plan.rejected)} rejected`] : []),
  ];
  const text = parts.length === 0 ? 'nothing to do' : parts.join('; ');
  yield* row(to, 'open plan', `${String(plan.plan)}: ${text}`, plan.waiting + plan.held > 0 ? 'wait' : undefined);
}

function* cutLines(to: Screen, { cuts, zone, now }: Status): Generator<string> {
  for (const cut of cuts) {
    const why = cut.reason === null ? '' : `: ${cut.reason}`;
    const when = cut.at <= now ? cutDone(cut) : `at ${shortMoment(cut.at, zone)}`;
    const text = `${cut.name} (${cut.worker})  ${when}; asked for by ${cut.person}${why}`;
    yield* row(to, 'cut access', text, isOpen(cut) && cut.at <= now ? 'stop' : undefined);
  }
}

function cutDone(cut: Cut): string {
  if (cut.status === null) return 'no account seen';
  return isOpen(cut) ? 'NOT DONE YET' : `done, ${accountWords(cut.status)}`;
}

function isOpen({ status }: Cut): boolean {
  return enabledStatuses.has(status as never);
}

function* agendaLines(to: Screen, { agenda, zone }: Status): Generator<string> {
  const { counts, days, next } = agenda;
  const parts = [
    `${String(counts.leaves)} leave`,
    `${String(counts.starts)} start`,
    ...(counts['goes on leave'] > 0 ? [`${String(counts['goes on leave'])} go on leave`] : []),
    ...(counts['comes back'] > 0 ? [`${String(counts['comes back'])} come back`] : []),
  ];
  yield* row(to, `next ${String(days)} days`, parts.join(', '));
  let label = 'next';
  for (const { name, worker, turn, at, zone: own, date } of next) {
    const when = momentText(moment(at, zone, own ?? undefined, turn === 'leaves' ? (date ?? undefined) : undefined));
    yield* row(to, label, `${name} (${worker}) ${turn} ${when}`);
    label = '';
  }
}

function* nextLines(to: Screen, status: Status, flag: string): Generator<string> {
  const { plan, files, pauses, pauseFile, daemon } = status;
  const stopped = pauseFile !== null || pauses.some(({ worker }) => worker === null);
  const steps = [
    ...(stopped ? [`tenured resume${flag}`] : []),
    ...(files.some(({ held }) => held !== null) ? [`tenured plan list${flag}`] : []),
    ...(plan !== null && plan.waiting + plan.held > 0 ? [`tenured plan approve ${String(plan.plan)}${flag}`] : []),
    ...(plan !== null && plan.ready > 0 && daemon === null ? [`tenured apply ${String(plan.plan)}${flag}`] : []),
  ];
  if (steps.length === 0) return;
  yield '';
  for (const step of steps) yield* to.lines(`Next: ${step}`, 0);
}
