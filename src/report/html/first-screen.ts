import type { AgendaDay, AgendaRow, Event } from '../agenda.ts';
import { healthOf, needsOf, overdueText, type Need } from '../attention.ts';
import { nameOf } from '../section.ts';
import { fileNames, fileTexts } from '../files.ts';
import { peopleSections, type PeopleSectionName, type Summary } from '../summary.ts';
import { capital, clip, counted, listed, number } from '../text.ts';
import { dayText, durationText, instantOf, moment, placeOf, shortDay, stampText, timeText } from '../times.ts';
import { skipReasons, skipWords, statusWords, type Tone } from '../words.ts';
import { localDateAt } from '../../domain/time/zone.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { tag } from './pieces.ts';
import { peopleId } from './people.ts';
import { restNote } from './table.ts';

const needsShown = 6;
const needsKept = 200;
const agendaShown = 12;

/** The dry-run banner, which plan this is, from what, until when to decide. */
export function masthead(summary: Summary): Markup {
  const { envelope, zone, asOf } = summary;
  const { header } = envelope;
  const whatIf = header.whatIf ? ' WHAT IF: made for another time, can never be carried out.' : '';
  return markup`<header class="masthead"><p class="banner"><strong>${banner(summary)}</strong>${whatIf}</p>
<div class="title"><div><p class="company"><bdi>${clip(envelope.company ?? 'tenured', 120)}</bdi></p><h1>Plan ${String(envelope.number)} <span class="day">${
    asOf === undefined ? header.asOf : dayText(localDateAt(asOf, zone))
  }</span></h1></div><dl class="facts"><div><dt>Made for</dt><dd>${stampText(header.asOf, zone)}</dd></div><div><dt>From</dt><dd><bdi>${clip(fileNames(envelope), 200)}</bdi>, ${counted(
    header.workers.read,
    'person',
    'people',
  )}</dd></div>${filesOf(summary)}<div><dt>${
    envelope.status === 'open' ? 'Decide before' : 'This plan is'
  }</dt><dd>${envelope.status === 'open' ? stampText(envelope.expiresAt, zone) : statusWords(envelope.status)}</dd></div></dl></div></header>\n`;
}

/** When the file was written; of several, each. */
function filesOf({ envelope, zone }: Summary): Markup {
  const { source, sources } = envelope;
  if (sources === undefined) return markup`<div><dt>File of</dt><dd>${stampText(source.modifiedAt, zone)}</dd></div>`;
  return markup`<div><dt>Files</dt>${fileTexts(envelope, zone).map((text) => markup`<dd><bdi>${text}</bdi></dd>`)}</div>`;
}

function banner({ envelope }: Summary): string {
  if (envelope.status === 'applied') return 'CARRIED OUT – this is the plan as it was shown before';
  return 'DRY RUN – nothing has been changed in Okta';
}

/** Working or not, who is overdue, how much needs a person: three answers before anything else. */
export function answers(summary: Summary): Markup {
  const health = healthOf(summary);
  const needs = needsOf(summary, 0).total;
  const overdue = overdueText(summary);
  return markup`<section class="answers" aria-label="At a glance">${[
    answer(health.tone, healthSymbols[health.tone], health.word, health.sentence),
    overdue === null
      ? answer('good', '✓', 'Nobody overdue', 'Nobody has kept access too long.')
      : answer(
          'stop',
          '!',
          `${number(summary.overdue.total + summary.stillOpen.total)} overdue`,
          overdueSentence(summary, overdue),
        ),
    needs === 0
      ? answer('good', '✓', 'Nothing needs you', 'No approval and no correction is waiting.')
      : answer(
          'wait',
          '!',
          `${number(needs)} ${needs === 1 ? 'needs' : 'need'} you`,
          'Listed below, with where to mend it.',
        ),
  ]}</section>\n`;
}

const healthSymbols = { good: '✓', wait: '!', stop: '×' } as const;

function answer(tone: Tone, symbol: string, word: string, text: string): Markup {
  return markup`<div class="answer ${tone}"><p class="word"><span class="symbol" aria-hidden="true">${symbol}</span>${word}</p><p>${text}</p></div>`;
}

function overdueSentence(summary: Summary, names: string): string {
  const { asOf, overdue } = summary;
  const earliest = overdue.rows.reduce((least, { due }) => Math.min(least, due), Infinity);
  const longest =
    asOf === undefined || earliest === Infinity ? '' : ` The longest has waited ${durationText(asOf - earliest)}.`;
  return `${names} should have lost access already.${longest}`;
}

/** The word under a number, and the word under a one where it differs. */
const tiles: readonly (readonly [PeopleSectionName, string, string?])[] = [
  ['haveLeft', 'have left', 'has left'],
  ['leaving', 'leaving'],
  ['joiners', 'joining'],
  ['movers', 'changing'],
  ['leaveAndReturn', 'leave, return'],
  ['closing', 'to close'],
  ['takeOvers', 'to take over'],
];

/** One number a section, each a way to it. */
export function numbers(summary: Summary): Markup {
  const { workers } = summary.envelope.header;
  return markup`<nav class="numbers" aria-label="Sections"><ul>${tiles.map(([name, word, one]) =>
    tile(peopleId(name), summary.people[name].total, word, one),
  )}${tile('data-problems', summary.problems.total, 'data problems', 'data problem')}${tile(
    'not-covered',
    workers.skipped,
    'left alone',
  )}</ul><p class="sum">${counted(workers.read, 'person', 'people')} read = ${number(workers.unchanged)} unchanged + ${number(workers.changed)} changed + ${number(
    workers.skipped,
  )} left alone + ${number(workers.putAside)} put aside. ${counted(summary.operations, 'change')} in Okta in all.</p></nav>\n`;
}

function tile(id: string, count: number, many: string, one = many): Markup {
  const word = count === 1 ? one : many;
  return markup`<li class="${count === 0 ? 'zero' : ''}"><a href="#${id}"><b>${number(count)}</b> <span>${word}</span></a></li>`;
}

/** People by name, what is wrong, what to do, where. */
export function needsYou(summary: Summary): Markup {
  const { rows, total } = needsOf(summary, needsKept);
  if (total === 0) return markup`<section id="needs-you" class="empty"><h2>Needs you</h2><p>Nothing.</p></section>\n`;
  const later = rows.slice(needsShown);
  return markup`<section id="needs-you" class="needs"><h2>Needs you <span class="count">${number(total)}</span></h2><ol>${rows
    .slice(0, needsShown)
    .map(need)}</ol>${
    later.length === 0
      ? nothing
      : markup`<details class="more"><summary>${number(later.length)} more</summary><ol>${later.map(need)}</ol></details>`
  }${restNote(total - rows.length, `tenured plan show ${String(summary.envelope.number)} --json`)}</section>\n`;
}

const needWords: Readonly<Partial<Record<Tone, readonly [string, string]>>> = {
  stop: ['×', 'urgent'],
  wait: ['!', 'decide'],
  change: ['~', 'correct'],
};

function need({ tone, who, id, what, todo, place }: Need): Markup {
  const [symbol, word] = needWords[tone] ?? ['?', 'look'];
  return markup`
<li>${tag(tone, symbol, word)}<div><p><span class="name"><bdi>${clip(who, 160)}</bdi></span>${
    id === null || id === who ? nothing : markup` <span class="id">${clip(id, 60)}</span>`
  } <span class="what"><bdi>${what}</bdi></span></p><p class="todo"><span aria-hidden="true">→ </span><bdi>${todo}</bdi>${
    place === null ? nothing : markup` <span class="aside">${place}</span>`
  }</p></div></li>`;
}

/** What happens when the plan is carried out, later today, and on the seven days after. */
export function agenda(summary: Summary): Markup {
  const { agenda: plan, asOf, zone } = summary;
  const now = (Object.keys(nowWords) as Event[])
    .filter((what) => plan.now[what] > 0)
    .map((what) => nowWords[what](plan.now[what]));
  const today = asOf === undefined ? 'Today' : `Today, ${shortDay(localDateAt(asOf, zone))}`;
  return markup`<div class="days"><section id="today"><h2>${today}</h2><p class="now">${
    now.length === 0
      ? 'No access begins or ends when this plan is carried out.'
      : `When this plan is carried out, ${listed(now, now.length, now.length)}.`
  }</p>${plan.today === null ? markup`<p class="aside">Nothing else is due today.</p>` : events(plan.today, summary)}</section>
<section id="next-days"><h2>The next 7 days</h2>${
    plan.days.length === 0
      ? markup`<p class="aside">Nothing is known to be due.</p>`
      : plan.days.map((day) => markup`<h3>${dayText(day.date)}</h3>${events(day, summary)}`)
  }<p class="aside">${lookAhead(summary)}</p></section></div>\n`;
}

function lookAhead({ envelope, zone }: Summary): string {
  const hours = envelope.header.horizonHours;
  return `Changes are planned ${counted(hours, 'hour')} ahead; later ones come with later plans. Times on the left are ${placeOf(zone)} time.`;
}

const nowWords: Readonly<Record<Event, (count: number) => string>> = {
  accessEnds: (count) => `access ends for ${counted(count, 'person', 'people')}`,
  closes: (count) => `${counted(count, 'account is', 'accounts are')} closed`,
  prepared: (count) => `${counted(count, 'account is', 'accounts are')} prepared`,
  starts: (count) => counted(count, 'person starts', 'people start'),
  comesBack: (count) => `${counted(count, 'person gets', 'people get')} access back`,
  leaveBegins: (count) => counted(count, 'leave begins', 'leaves begin'),
};

const eventWords: Readonly<Record<Event, string>> = {
  accessEnds: 'access ends',
  closes: 'account closed',
  prepared: 'account prepared',
  starts: 'first day, account becomes usable',
  comesBack: 'access given back',
  leaveBegins: 'leave begins, access rests',
};

function events(day: AgendaDay, summary: Summary): Markup {
  const left = day.total - Math.min(day.rows.length, agendaShown);
  return markup`<ul class="agenda">${day.rows.slice(0, agendaShown).map((row) => event(row, summary))}${
    left > 0 ? markup`<li class="aside">and ${number(left)} more</li>` : nothing
  }</ul>`;
}

function event({ at, event: what, subject, zone, lastDay }: AgendaRow, summary: Summary): Markup {
  const said = moment(at, summary.zone, zone, what === 'accessEnds' ? lastDay : undefined);
  return markup`<li><span class="time">${timeText(at, summary.zone)}</span><span><span class="name"><bdi>${clip(nameOf(subject), 120)}</bdi></span> ${
    eventWords[what]
  } <span class="aside">${said.local === null ? said.utc : `${said.local} = ${said.utc}`}</span></span></li>`;
}

/** Whom this plan leaves alone, in one paragraph; the list stands further down. */
export function notCoveredShort(summary: Summary): Markup {
  const parts = skipReasons.flatMap((why) => {
    const total = summary.skips[why]?.total ?? 0;
    return total === 0 ? [] : [markup`<li>${capital(skipWords(why).why)} <b>${number(total)}</b></li>`];
  });
  if (parts.length === 0)
    return markup`<section class="empty"><h2>Not covered</h2><p>Nobody is left out.</p></section>\n`;
  return markup`<section class="short"><h2>Not covered</h2><ul>${parts}</ul><p><a href="#not-covered">By name, further down</a></p></section>\n`;
}

/** The page's title, for tabs and bookmarks. */
export function titleText(summary: Summary): string {
  const { envelope, people } = summary;
  const words = peopleSections
    .filter((name) => people[name].total > 0 && (name === 'haveLeft' || name === 'leaving' || name === 'joiners'))
    .map((name) => {
      const [, many, one = many] = tiles.find(([id]) => id === name) ?? [name, ''];
      return counted(people[name].total, one, many);
    });
  const made = instantOf(envelope.header.asOf);
  const day = made === undefined ? '' : `, ${shortDay(localDateAt(made, summary.zone))}`;
  return `Plan ${String(envelope.number)}${day}${words.length === 0 ? '' : `: ${listed(words, words.length, 3)}`}`;
}
