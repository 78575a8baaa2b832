import type { InspectionFinding } from './finding.ts';
import type { Inspection } from './inspector.ts';
import { letterOf } from './table.ts';
import { counted } from './wording.ts';

const nowhere = { column: null, rows: [] } as const;

/** What is to be said about the file as a whole: its letters, its frame, its rows. */
export function fileFindings(inspection: Inspection): readonly InspectionFinding[] {
  return [...framing(inspection), ...headers(inspection), ...rows(inspection)];
}

function* framing({ head, totals }: Inspection): Generator<InspectionFinding> {
  const { dialect } = head;
  const { encoding, encodingBy } = dialect;
  if (encodingBy === 'guessed') {
    yield {
      ...nowhere,
      id: 'guessed-encoding',
      level: 'question',
      message: `the file is not UTF-8; ${encoding} fits its letters, which is a guess`,
      remedy: 'compare some names with accents in `mapping preview` with those in HR; best have it exported as UTF-8',
    };
  }
  if (dialect.kind === 'csv' && dialect.titleRows > 0) {
    const { titleRows, headerRow } = dialect;
    yield {
      ...nowhere,
      id: 'title-rows',
      level: 'note',
      message: `${counted(titleRows, 'row')} of title ${titleRows === 1 ? 'stands' : 'stand'} above the header, which is row ${String(headerRow)}`,
      remedy: 'the lines for `sources:` say so; better have the export without them',
    };
  }
  if (totals.count > 0) {
    yield {
      ...nowhere,
      id: 'totals',
      level: 'note',
      message: `${counted(totals.count, 'row')} of totals ${totals.count === 1 ? 'stands' : 'stand'} below the people`,
      remedy: 'the lines for `sources:` say so; better have the export without them',
      rows: totals.rows,
    };
  }
}

function* headers({ head: { header } }: Inspection): Generator<InspectionFinding> {
  const doubled = [...new Set(header.filter((name, index) => name !== '' && header.indexOf(name) !== index))];
  for (const name of doubled) {
    const letters = header.flatMap((other, index) => (other === name ? [letterOf(index)] : []));
    yield {
      id: 'doubled-headers',
      level: 'danger',
      column: name,
      message: `the header "${name}" stands above ${counted(letters.length, 'column')}: ${letters.join(', ')}`,
      remedy: 'have one of them renamed in the export: which is meant cannot be known, and neither can be mapped',
      rows: [],
    };
  }
  const nameless = header.flatMap((name, index) => (name === '' ? [letterOf(index)] : []));
  if (nameless.length === 0) return;
  yield {
    ...nowhere,
    id: 'nameless-columns',
    level: 'note',
    message: `${counted(nameless.length, 'column')} without a name: ${nameless.slice(0, 10).join(', ')}`,
    remedy: 'a column is mapped by its name: have it named if it is needed',
  };
}

function* rows({ broken, whole, rows: read }: Inspection): Generator<InspectionFinding> {
  if (broken.count > 0) {
    yield {
      ...nowhere,
      id: 'broken-rows',
      level: 'danger',
      message: `${counted(broken.count, 'row has', 'rows have')} more or fewer cells than the header`,
      remedy: 'these people are put aside; have cells that hold the delimiter quoted by the export',
      rows: broken.rows,
    };
  }
  if (whole) return;
  yield {
    ...nowhere,
    id: 'not-whole',
    level: 'note',
    message: `only the first ${counted(read, 'row')} were looked at; what is counted is counted of these`,
    remedy: 'leave out --row-limit to look at all of them',
  };
}
