import { dateShare, share, type ColumnFound, type Marked } from './column-profile.ts';
import type { InspectionFinding } from './finding.ts';
import type { Inspection } from './inspector.ts';
import { datesWithoutRole } from './roles.ts';
import { counted } from './wording.ts';

/** What is to be said about who is in the file. */
export function peopleFindings(inspection: Inspection): readonly InspectionFinding[] {
  return [...ids(inspection), ...sameIds(inspection), ...leavers(inspection), ...managers(inspection)];
}

const spreadsheet = 'export the column as text; no spreadsheet may open and save the file on the way';

function* ids({ roles, columns, people }: Inspection): Generator<InspectionFinding> {
  const id = roles.workerId === undefined ? undefined : columns[roles.workerId];
  if (id === undefined) {
    yield {
      id: 'no-worker-id',
      level: 'danger',
      column: null,
      message: 'no column looks like a personnel number',
      remedy: 'ask HR for the number that a person keeps for ever; an e-mail address or a name changes',
      rows: [],
    };
    return;
  }
  const { header: column } = id;
  const { blankIds } = people;
  if (blankIds.count > 0) {
    yield {
      ...about(column, blankIds),
      id: 'blank-ids',
      level: 'danger',
      message: `${counted(blankIds.count, 'row has', 'rows have')} no personnel number`,
      remedy: 'nobody can be recognised by a blank: HR has to fill it, until then these people are put aside',
    };
  }
  yield* damaged(id);
  if (people.nearIds.count > 0) {
    yield {
      ...about(column, people.nearIds),
      id: 'near-ids',
      level: 'danger',
      message: `${counted(people.nearIds.count, 'row has', 'rows have')} a number that differs from another only by case or leading zeros`,
      remedy: 'tenured takes them for different people: ask HR which is right',
    };
  }
}

function* damaged(id: ColumnFound): Generator<InspectionFinding> {
  const kinds = [id.marks.scientific, id.marks['trailing-zero-fraction'], id.marks.formula];
  const count = kinds.reduce((sum, kind) => sum + (kind?.count ?? 0), 0);
  const rows = kinds.flatMap((kind) => kind?.rows ?? []).slice(0, 5);
  if (count > 0) {
    yield {
      ...about(id.header, { count, rows }),
      id: 'damaged-ids',
      level: 'danger',
      message: `${counted(count, 'number was', 'numbers were')} damaged by a spreadsheet, such as 1.23E+05, 123.0 or ="0123"`,
      remedy: `${spreadsheet}; these people are put aside`,
    };
  }
  const zeros = id.marks['leading-zero']?.count ?? 0;
  const lengths = id.longest !== id.shortest && share(id, 'digits') > 0.95;
  if (lengths && zeros > 0) {
    yield {
      ...about(id.header, { count: zeros, rows: [] }),
      id: 'lost-zeros',
      level: 'danger',
      message: `numbers have ${String(id.shortest)} to ${String(id.longest)} digits, and only ${counted(zeros, 'begins', 'begin')} with 0: others may have lost their zeros`,
      remedy: `compare with HR; ${spreadsheet}`,
    };
  }
}

function about(column: string | null, { rows }: Marked): Pick<InspectionFinding, 'column' | 'rows'> {
  return { column, rows };
}

function* sameIds({ people, columns, roles }: Inspection): Generator<InspectionFinding> {
  const column = columns[roles.workerId ?? -1]?.header ?? null;
  const mail = columns[roles.email ?? -1]?.header ?? null;
  const { otherPerson, repeatedIds, mostRowsOfId, twins, twinsBy, sharedMails } = people;
  if (otherPerson.count > 0) {
    yield {
      ...about(column, otherPerson),
      id: 'id-of-several-people',
      level: 'danger',
      message: `${counted(otherPerson.count, 'row gives', 'rows give')} a number to somebody of another name than an earlier row did`,
      remedy:
        'one number has to be one person for ever; a changed family name is harmless, anything else is for HR to mend',
    };
  }
  if (repeatedIds > 0) {
    yield {
      ...about(column, { count: repeatedIds, rows: [] }),
      id: 'several-rows',
      level: 'question',
      message: `${counted(repeatedIds, 'number has', 'numbers have')} several rows, up to ${String(mostRowsOfId)}`,
      remedy: 'if each row is a period of employment, `rows: many` is right; if they are mistakes, have HR remove them',
    };
  }
  if (twins.count > 0) {
    const by = twinsBy === 'birth' ? 'name and date of birth' : 'name and first day';
    yield {
      ...about(null, twins),
      id: 'same-person-two-ids',
      level: 'danger',
      message: `${counted(twins.count, 'row has', 'rows have')} the ${by} of somebody with another number`,
      remedy: 'the same person twice would get two accounts: ask HR',
    };
  }
  if (sharedMails.count === 0) return;
  yield {
    ...about(mail, sharedMails),
    id: 'shared-mail',
    level: 'danger',
    message: `${counted(sharedMails.count, 'row has', 'rows have')} the e-mail address of somebody with another number`,
    remedy: 'do not match accounts by it, and do not use it as a login, before HR has mended it',
  };
}

function* leavers(inspection: Inspection): Generator<InspectionFinding> {
  const { roles, columns, people, rows } = inspection;
  const end = roles.endDate === undefined ? undefined : columns[roles.endDate];
  const status = roles.status === undefined ? undefined : columns[roles.status];
  if (end === undefined && people.goneByStatus === 0) {
    yield {
      ...about(null, { count: 0, rows: [] }),
      id: 'no-end',
      level: 'danger',
      message:
        datesWithoutRole(inspection).length === 0
          ? 'nothing in this file says that somebody leaves: no end date and no status of people who have left'
          : 'by its headers, nothing in this file says that somebody leaves',
      remedy: 'ask HR for the last day; without it access would never end by itself',
    };
  } else if (rows >= 20 && people.left === 0 && people.goneByStatus === 0) {
    yield {
      ...about(end?.header ?? null, { count: 0, rows: [] }),
      id: 'nobody-left',
      level: 'danger',
      message: 'nobody in this file has left: it probably holds active people only, and whoever leaves just vanishes',
      remedy: 'ask HR for a file with people who have left, at least for some weeks; else `roster: activeOnly`',
    };
  }
  yield* contradictions(inspection, end, status);
}

function* contradictions(
  { people, columns, roles }: Inspection,
  end: ColumnFound | undefined,
  status: ColumnFound | undefined,
): Generator<InspectionFinding> {
  if (end === undefined) return;
  const { goneWithoutEnd, hereAfterEnd, endBeforeStart } = people;
  const count = goneWithoutEnd.count + hereAfterEnd.count;
  if (count > 0 && status !== undefined) {
    yield {
      ...about(status.header, { count, rows: [...goneWithoutEnd.rows, ...hereAfterEnd.rows].slice(0, 5) }),
      id: 'status-against-dates',
      level: 'danger',
      message: `status and dates disagree: ${counted(goneWithoutEnd.count, 'person has', 'people have')} gone by status without a date in "${end.header}", ${counted(hereAfterEnd.count, 'is', 'are')} active after it`,
      remedy: 'dates decide unless a rule under employment.immediate says otherwise: ask HR which of the two to trust',
    };
  }
  if (endBeforeStart.count === 0) return;
  const hire = columns[roles.hireDate ?? -1]?.header ?? 'the first day';
  yield {
    ...about(end.header, endBeforeStart),
    id: 'end-before-start',
    level: 'danger',
    message: `${counted(endBeforeStart.count, 'row ends', 'rows end')} before it begins by "${hire}"`.replace(
      'rows end before it begins',
      'rows end before they begin',
    ),
    remedy: 'people whose dates contradict are left alone until HR mends them',
  };
}

function* managers({ people, columns, roles }: Inspection): Generator<InspectionFinding> {
  const manager = roles.managerId === undefined ? undefined : columns[roles.managerId];
  if (manager === undefined || people.managers === 0 || dateShare(manager) > 0.5) return;
  if (people.unknownManagers === people.managers) {
    yield {
      ...about(manager.header, { count: 0, rows: [] }),
      id: 'manager-is-name',
      level: 'question',
      message: `"${manager.header}" names nobody by personnel number: it holds names or numbers of another kind`,
      remedy: 'ask HR for the manager’s personnel number; names cannot be resolved, so it is not mapped',
    };
  } else if (people.unknownManagers > 0) {
    yield {
      ...about(manager.header, { count: people.unknownManagers, rows: [] }),
      id: 'unknown-managers',
      level: 'note',
      message: `${counted(people.unknownManagers, 'manager')} of ${people.managers.toLocaleString('en-US')} ${people.unknownManagers === 1 ? 'is' : 'are'} nobody in this file`,
      remedy: 'harmless: their people keep the manager they have',
    };
  }
}
