import { number } from '../text.ts';
import { markup, nothing, type Markup } from './markup.ts';

/** A column: its heading and the class that gives it its width. */
export interface Column {
  readonly heading: string;
  readonly width?: 'narrow' | 'sixth' | 'middle' | 'wide' | 'widest';
}

const shownAtOnce = 25;
/** A table this short is kept on one sheet of paper. */
const fewRows = 4;

/**
 * A table whose headings are repeated on paper and stand before each cell on a narrow screen. Its first cell names the
 * row. Rows beyond the first few open on demand; on paper all of them are open.
 */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Markup[])[]): Markup {
  if (rows.length <= shownAtOnce) return plain(caption, columns, rows);
  const later = rows.slice(shownAtOnce);
  return markup`${plain(caption, columns, rows.slice(0, shownAtOnce))}
<details class="more"><summary>${number(later.length)} more</summary>${plain(`${caption}, continued`, columns, later)}</details>`;
}

function plain(caption: string, columns: readonly Column[], rows: readonly (readonly Markup[])[]): Markup {
  return markup`<table role="table" class="${rows.length <= fewRows ? 'few' : ''}"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${columns.map(
    ({ heading, width }) => markup`<th scope="col" role="columnheader" class="${width ?? ''}">${heading}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map((cells) => row(columns, cells))}</tbody></table>`;
}

function row(columns: readonly Column[], cells: readonly Markup[]): Markup {
  return markup`
<tr role="row">${cells.map((cell, index) =>
    index === 0
      ? markup`<th scope="row" role="rowheader">${cell}</th>`
      : markup`<td role="cell" data-label="${columns[index]?.heading ?? ''}"><div>${cell}</div></td>`,
  )}</tr>`;
}

/** What a section says about the rows it does not hold. */
export function restNote(left: number, command: string): Markup {
  if (left <= 0) return nothing;
  return markup`<p class="rest">and ${number(left)} more, see <code>${command}</code></p>`;
}

export interface SectionParts {
  readonly id: string;
  readonly title: string;
  readonly total: number;
  /** What it says in one line when there is nothing, so that absence is visible. */
  readonly none: string;
  readonly intro?: string;
  readonly body: () => Markup;
}

/** A section with its count, or one line when it is empty. */
export function section({ id, title, total, none, intro, body }: SectionParts): Markup {
  if (total === 0) {
    return markup`<section id="${id}" class="empty"><h2>${title}</h2><p>${none}</p></section>\n`;
  }
  return markup`<section id="${id}"><h2>${title} <span class="count">${number(total)}</span></h2>${
    intro === undefined ? nothing : markup`<p class="intro">${intro}</p>`
  }${body()}</section>\n`;
}
