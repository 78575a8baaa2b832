import type { Problem } from '../kernel/problem.ts';
import { expression, tableNamed, type Compilation } from './compilation.ts';
import type { GroupDocument } from './document.ts';
import { isFailed, type Expression } from './expression.ts';
import { mappingError, type Path } from './problems.ts';
import type { Variables } from './variables.ts';

/** A managed group and its rules: a worker belongs when one of them holds; none means everyone. */
export interface ManagedGroup {
  readonly name: string;
  readonly rules: readonly Expression[];
}

/** Groups whose name is made of the worker's fields, all of them declared: what is managed is known beforehand. */
export interface GroupTemplate {
  readonly source: string;
  readonly parts: readonly (string | Expression)[];
  readonly among: ReadonlySet<string>;
  readonly when: Expression | null;
}

/** The groups of a mapping, compiled. */
export interface Groups {
  /** Sorted by name. */
  readonly named: readonly ManagedGroup[];
  readonly templates: readonly GroupTemplate[];
}

const rule = { yields: 'bool', today: true, rule: true } as const;
const hole = { yields: 'text', today: true, rule: true } as const;

export function compileGroups(compilation: Compilation): Groups {
  const rules = new Map<string, Expression[]>();
  const open = new Set<string>();
  const templates: GroupTemplate[] = [];
  compilation.document.groups.forEach((declared, index) => {
    const path = ['groups', index];
    const when = compileWhen(compilation, declared, path);
    if (declared.group.includes('${')) {
      const template = compileTemplate(compilation, declared, when ?? null, path);
      if (template !== undefined) templates.push(template);
      return;
    }
    checkName(compilation, declared.group, [...path, 'group']);
    if (declared.among !== undefined) {
      const hint = 'Put a part of the name into ${…}, e.g. dept-${w.department}.';
      const message = '`among` is for a name that is made of fields';
      compilation.problems.push(mappingError('TEN-1103', [...path, 'among'], message, { hint }));
    }
    const known = rules.get(declared.group) ?? [];
    rules.set(declared.group, known);
    if (declared.when === undefined) open.add(declared.group);
    else if (when !== undefined) known.push(when);
  });
  const named = [...rules].map(([name, list]) => ({ name, rules: open.has(name) ? [] : list }));
  return { named: named.sort((left, right) => (left.name < right.name ? -1 : 1)), templates };
}

function compileWhen(compilation: Compilation, { when }: GroupDocument, path: Path): Expression | undefined {
  return when === undefined ? undefined : expression(compilation, when, rule, [...path, 'when']);
}

function checkName(compilation: Compilation, name: string, path: Path): void {
  if (name.trim() === name && name !== '') return;
  compilation.problems.push(mappingError('TEN-1103', path, `"${name}" cannot be the name of a group`));
}

function compileTemplate(
  compilation: Compilation,
  declared: GroupDocument,
  when: Expression | null,
  path: Path,
): GroupTemplate | undefined {
  const among = namesOf(compilation, declared, path);
  // Every other piece is what stands in ${…}.
  const pieces = declared.group.split(/\$\{([^{}]*)\}/);
  if (pieces.some((piece, index) => index % 2 === 0 && piece.includes('${'))) {
    const message = `"${declared.group}" has a \${ without its }`;
    compilation.problems.push(mappingError('TEN-1103', [...path, 'group'], message));
    return undefined;
  }
  const parts = pieces.map((piece, index) =>
    index % 2 === 0 ? piece : expression(compilation, piece, hole, [...path, 'group']),
  );
  if (among === undefined || !parts.every((part) => part !== undefined)) return undefined;
  return { source: declared.group, parts: parts.filter((part) => part !== ''), among, when };
}

function namesOf(
  compilation: Compilation,
  { group, among }: GroupDocument,
  path: Path,
): ReadonlySet<string> | undefined {
  if (among === undefined) {
    const message = `"${group}" does not say which groups it can be`;
    const hint = 'List them: among: [dept-Sales, dept-Finance], or a table whose values they are: among: { table: … }.';
    const why = 'Only groups that are known beforehand are managed; none is ever created.';
    compilation.problems.push(mappingError('TEN-1102', path, message, { why, hint }));
    return undefined;
  }
  const table = 'table' in among ? tableNamed(compilation, among.table, [...path, 'among', 'table']) : undefined;
  const names = 'table' in among ? [...(table?.values() ?? [])].filter((name) => name !== '') : among;
  names.forEach((name) => {
    checkName(compilation, name, [...path, 'among']);
  });
  return new Set(names);
}

/** Every name that a mapping can put people into, sorted, each once. */
export function managedNames({ named, templates }: Groups): readonly string[] {
  return [...new Set([...named.map(({ name }) => name), ...templates.flatMap(({ among }) => [...among])])].sort();
}

/** Every expression in them. */
export function groupExpressions({ named, templates }: Groups): readonly Expression[] {
  const ofTemplates = templates.flatMap(({ parts, when }) => [
    ...parts.filter(isExpression),
    ...(when === null ? [] : [when]),
  ]);
  return [...named.flatMap(({ rules }) => rules), ...ofTemplates];
}

function isExpression(part: string | Expression): part is Expression {
  return typeof part !== 'string';
}

/** Says what is wrong with a group for this worker. */
export type Complain = (code: Problem['code'], message: string) => void;

/** Adds the groups of the worker that is loaded into the variables. */
export function addGroups(groups: Groups, variables: Variables, into: Set<string>, complain: Complain): void {
  for (const { name, rules } of groups.named) {
    if (!into.has(name) && (rules.length === 0 || holdsAny(rules, name, variables, complain))) into.add(name);
  }
  for (const template of groups.templates) addByTemplate(template, variables, into, complain);
}

function holdsAny(rules: readonly Expression[], name: string, variables: Variables, complain: Complain): boolean {
  for (const one of rules) {
    const value = one.evaluate(variables);
    if (value === true) return true;
    if (isFailed(value)) complain('TEN-1117', `group ${name}: \`${one.source}\` fails: ${value.failure}`);
  }
  return false;
}

function addByTemplate(template: GroupTemplate, variables: Variables, into: Set<string>, complain: Complain): void {
  const { source, when, among } = template;
  if (when !== null && !holdsAny([when], source, variables, complain)) return;
  const name = nameOf(template, variables, complain);
  if (name === null) return;
  if (among.has(name)) into.add(name);
  else complain('TEN-1130', `group ${source}: "${name}" is none of the groups that the mapping declares`);
}

/** The name for this worker; null when a part of it is blank: no department, no group of a department. */
function nameOf({ source, parts }: GroupTemplate, variables: Variables, complain: Complain): string | null {
  let name = '';
  for (const part of parts) {
    const value = typeof part === 'string' ? part : part.evaluate(variables);
    if (isFailed(value)) complain('TEN-1117', `group ${source} fails: ${value.failure}`);
    if (typeof value !== 'string' || value === '') return null;
    name += value;
  }
  return name;
}
