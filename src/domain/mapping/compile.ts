import type { WorkerId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { compileAttributes } from './attributes.ts';
import { columnUses } from './column-use.ts';
import { expression, newCompilation, reference, type Compilation } from './compilation.ts';
import type { CompiledMapping, MappingProblem } from './compiled.ts';
import type { MappingDocument } from './document.ts';
import { compileEmployment } from './employment.ts';
import type { Expression } from './expression.ts';
import { alternativesOf, compileFields, mappedColumns } from './fields.ts';
import { fingerprintOf } from './fingerprint.ts';
import { compileGroups, groupExpressions, managedNames } from './groups.ts';
import { mappingError, mappingWarning } from './problems.ts';
import { traceRow } from './trace.ts';
import { compileLinks, linksReader, type LinkRules } from './person-links.ts';
import { prefixed, readRow, spellOf, watchedFields, type RowPlan } from './row.ts';
import { displayName, groupsFor, shapeOf, type ShapePlan } from './shape.ts';
import { columnFor, type Field } from './values.ts';
import { compileZone } from './zone.ts';

/**
 * Compiles a mapping document: every expression parsed and type-checked against the declared fields, every reference
 * resolved. All problems of the document at once.
 * @param idPrefix put before every worker id, wherever the mapping uses it; for HR systems whose ids overlap.
 */
export function compileMapping(document: MappingDocument, idPrefix = ''): Result<CompiledMapping, MappingProblem[]> {
  const problems: MappingProblem[] = [];
  const columns = mappedColumns(document);
  const compilation = newCompilation(document, columns, compileFields(document, columns, problems), problems);
  const row = compileRow(compilation, idPrefix);
  const links = compileLinks(compilation);
  const scope = compileScope(compilation);
  const shape = compileShape(compilation);
  checkMatch(compilation);
  remindOfQuestions(compilation);
  const daily = [
    scope,
    ...shape.candidates,
    ...shape.attributes.filled.map(({ value }) => value),
    ...groupExpressions(shape.groups),
  ];
  const usesToday = daily.some((compiled) => compiled?.usesToday === true);
  if (usesToday) warnAboutToday(compilation);
  if (problems.some(({ problem }) => problem.severity === 'error')) return err(problems);
  return ok(assemble(compilation, { row, links, scope, shape, usesToday }));
}

function remindOfQuestions({ document, problems }: Compilation): void {
  document.questions?.forEach((question, index) => {
    const hint = 'Answer it in the mapping, where it says DECIDE, and delete this line.';
    problems.push(mappingWarning('TEN-1160', ['questions', index], `still to be decided: ${question}`, { hint }));
  });
}

function compileRow(compilation: Compilation, idPrefix: string): RowPlan {
  const fields = [...compilation.fields.values()];
  return {
    fields,
    fieldsByName: compilation.fields,
    watched: watchedFields(fields, compilation.document.manager?.field),
    keyColumn: compilation.fields.get('workerId')?.column ?? -1,
    idPrefix,
    employment: compileEmployment(compilation),
    zone: compileZone(compilation),
    variables: compilation.variables,
  };
}

function compileScope(compilation: Compilation): Expression | undefined {
  const { scope } = compilation.document;
  if (scope === undefined) return undefined;
  return expression(compilation, scope, { yields: 'bool', today: true, rule: true }, ['scope']);
}

function compileShape(compilation: Compilation): ShapePlan {
  const { document, variables } = compilation;
  const manager = document.manager;
  const managerField =
    manager === undefined ? undefined : reference(compilation, manager.field, ['text'], ['manager', 'field']);
  return {
    attributes: compileAttributes(compilation),
    candidates: compileCandidates(compilation),
    groups: compileGroups(compilation),
    managerField: managerField?.name ?? null,
    ascii: compilation.ascii,
    groupsOfChosen: document.employment.groups === 'chosenPeriod',
    variables,
  };
}

function compileCandidates(compilation: Compilation): readonly Expression[] {
  const { candidates } = compilation.document.login;
  if (candidates.length === 0) {
    compilation.problems.push(mappingError('TEN-1102', ['login', 'candidates'], 'no login candidate is declared'));
  }
  const compiled: Expression[] = [];
  candidates.forEach((source, index) => {
    const use = { yields: 'text', today: true, rule: false } as const;
    const candidate = expression(compilation, source, use, ['login', 'candidates', index]);
    if (candidate !== undefined) compiled.push(candidate);
  });
  return compiled;
}

function checkMatch(compilation: Compilation): void {
  const { match } = compilation.document;
  if (match.length === 0) {
    const hint = 'E.g. { okta: profile.hrWorkerId, field: workerId }. Without a key, people would be created twice.';
    compilation.problems.push(mappingError('TEN-1102', ['match'], 'no key to match existing accounts by', { hint }));
  }
  match.forEach(({ okta, field }, index) => {
    reference(compilation, field, ['text'], ['match', index, 'field']);
    if (/^profile\.[A-Za-z][A-Za-z0-9_]*$/.test(okta)) return;
    const hint = 'Write profile.hrWorkerId, profile.employeeNumber, profile.email or profile.login.';
    const message = `"${okta}" is no attribute of an Okta profile`;
    compilation.problems.push(mappingError('TEN-1103', ['match', index, 'okta'], message, { hint }));
  });
}

function warnAboutToday(compilation: Compilation): void {
  const message = 'the mapping uses `today`: every worker is worked out again after each local midnight';
  const hint = 'Employment dates need no `today`: joining and leaving follow `employment`.';
  compilation.problems.push(mappingWarning('TEN-1105', [], message, { hint }));
}

/** The compiled parts of a mapping. */
interface Parts {
  readonly row: RowPlan;
  readonly links: LinkRules;
  readonly scope: Expression | undefined;
  readonly shape: ShapePlan;
  readonly usesToday: boolean;
}

function assemble(compilation: Compilation, { row, links, scope, shape, usesToday }: Parts): CompiledMapping {
  const { document, columns, variables } = compilation;
  const [hire, end] = [row.employment.hire, row.employment.end].map((name) => compilation.fields.get(name ?? ''));
  const dateColumns = { hire: hire?.column ?? -1, end: end?.column ?? -1 };
  const severalColumns = [hire, end].some((field) => (field?.orColumns ?? null) !== null);
  const { filled, fromLogin } = shape.attributes;
  return {
    fingerprint: fingerprintOf(document, row.idPrefix),
    columns,
    alternatives: alternativesOf(document, columns),
    rows: document.rows,
    keyColumn: row.keyColumn,
    idPrefix: row.idPrefix,
    dateColumns,
    dateColumnsIn: severalColumns
      ? (cells) => ({ hire: readFrom(hire, cells), end: readFrom(end, cells) })
      : () => dateColumns,
    columnUses: columnUses(compilation, { employment: row.employment, ...shape }),
    match: document.match,
    ownedAttributes: [...filled.map(({ name }) => name), ...fromLogin.map(({ name }) => name)].sort(),
    managedGroups: managedNames(shape.groups),
    usesToday,
    warnings: compilation.problems,
    readRow: (cells) => readRow(row, cells),
    traceRow: (cells) => traceRow(row, cells),
    keyOf: (cells) => prefixed(row.idPrefix, (cells[row.keyColumn] ?? '').trim()),
    inScope: (spell, today) => {
      if (scope === undefined) return true;
      variables.load(spell.fields, today);
      // Compilation proved an answer for blanks; where a rule still has none, the worker is left alone and reported.
      return scope.evaluate(variables) === true;
    },
    shape: (id: WorkerId, chosen, covering, today) => shapeOf(shape, id, chosen, covering, today),
    groups: (id, chosen, covering, today) => groupsFor(shape, id, chosen, covering, today),
    displayName,
    linksOf: linksReader(links, variables),
    previousId: soleField(compilation, links),
    spellOf: (fields) => spellOf(row, fields, []),
  };
}

function soleField({ fields }: Compilation, { previous }: LinkRules): CompiledMapping['previousId'] {
  const [name, ...others] = previous?.fields ?? [];
  const field = others.length > 0 ? undefined : fields.get(name ?? '');
  return field === undefined ? null : { field: field.name, column: field.column };
}

function readFrom(field: Field | undefined, cells: readonly string[]): number {
  return field === undefined ? -1 : columnFor(field, cells);
}
