import type { Provenance, Subject } from '../../domain/plan/artefact.ts';
import type { Reason } from '../../domain/lifecycle/state.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { placeText } from '../place.ts';
import { nameOf } from '../section.ts';
import { evidence, sentence } from '../sentence.ts';
import { capital, clip } from '../text.ts';
import type { Moment } from '../times.ts';
import { accountWords, type Tone } from '../words.ts';
import { markup, nothing, type Markup } from './markup.ts';

const nameShown = 160;

/** A short word on a coloured ground; the symbol says the same without the colour. */
export function tag(tone: Tone, symbol: string, word: string): Markup {
  return markup`<span class="tag ${tone}"><span class="symbol" aria-hidden="true">${symbol}</span>${word}</span>`;
}

const longPart = 28;

/** A login or address, broken after its own `.`, `@` and `-` only; one without them is broken where it must be. */
export function login(text: string): Markup {
  const parts = clip(text, 120).split(/(?<=[.@-])/u);
  if (parts.some((part) => part.length > longPart)) return markup`<bdi>${clip(text, 120)}</bdi>`;
  return markup`<bdi class="login">${parts.map((part, index) => (index === 0 ? markup`${part}` : markup`<wbr>${part}`))}</bdi>`;
}

/** A person: the name, HR's id and, below, the login. */
export function who(subject: Subject, shown: string | null = subject.login): Markup {
  const id = subject.worker === '' ? nothing : markup`<span class="id">${clip(subject.worker, 60)}</span>`;
  const name = nameOf(subject);
  return markup`<span class="name"><bdi>${clip(name, nameShown)}</bdi></span> ${id}${
    shown === null || shown === name ? nothing : markup`<span class="aside">${login(shown)}</span>`
  }`;
}

/** HR's clock first, then the worker's and UTC. */
export function when(moment: Moment): Markup {
  return markup`<span class="time">${moment.hr}</span> <span class="aside">${
    moment.local === null ? nothing : `${moment.local} ${moment.local.startsWith('end of ') ? '= ' : ''}`
  }${moment.local?.startsWith('end of ') === true ? moment.utc : `(${moment.utc})`}</span>`;
}

/** An account's status before and after. */
export function statusWay(before: string | null, after: string | null): Markup {
  const last = after === null ? nothing : markup`<b>${capital(accountWords(clip(after, 60)))}</b>`;
  return before === null
    ? last
    : markup`${capital(accountWords(clip(before, 60)))} <span class="arrow" aria-label="becomes">→</span> ${last}`;
}

/** A value as HR wrote it. */
export function value(text: string | null): Markup {
  if (text === null || text === '') return markup`<span class="blank">(blank)</span>`;
  return markup`<q class="value"><bdi>${clip(text, 200)}</bdi></q>`;
}

/** Why: the sentence, the cell behind it, and where that cell is, last. */
export function why(reason: Reason, asOf: Instant | undefined, provenance: Provenance | null): Markup {
  const cell = evidence(reason);
  const place = placeText(provenance);
  return markup`<span class="why">${capital(sentence(reason, asOf))}.</span> <span class="aside">${
    cell === null ? nothing : markup`<bdi>${cell}</bdi>`
  }${cell !== null && place !== null ? ' · ' : nothing}${place ?? nothing}</span>`;
}
