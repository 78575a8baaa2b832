import type { ASTNode } from '@marcbachmann/cel-js';
import type { Code } from '../kernel/codes.ts';
import { checkPattern, type Tables } from './helpers.ts';
import { didYouMean } from '../kernel/nearest.ts';
import type { Range } from './problems.ts';
import { transliterationLanguages } from './transliteration.ts';

/** What an expression may name. */
export interface Vocabulary {
  readonly fields: ReadonlySet<string>;
  readonly tables: Tables;
  /** False where an expression is evaluated when the row is read, not every day. */
  readonly today: boolean;
}

/** A complaint about characters of an expression. */
export interface Complaint {
  readonly code: Code;
  readonly message: string;
  readonly hint: string | undefined;
  readonly range: Range;
}

/** What a walk over the tree finds. */
export interface Survey {
  readonly complaints: readonly Complaint[];
  /** Fields named, in order of appearance, each once. */
  readonly fields: readonly string[];
  readonly usesToday: boolean;
}

const helperFunctions = ['lower', 'upper', 'ascii', 'mailbox', 'firstNonEmpty', 'lookup', 'part', 'like', 'padLeft'];
const nameFunctions = ['beforeComma', 'afterComma'];
const textFunctions = ['size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim', 'indexOf'];
const moreFunctions = ['lastIndexOf', 'substring', 'split', 'join', 'string', 'int', 'has'];
const loops = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const allowed = new Set([...helperFunctions, ...nameFunctions, ...textFunctions, ...moreFunctions, ...loops]);
const deepestLoop = 2;

interface Walk {
  readonly vocabulary: Vocabulary;
  readonly complaints: Complaint[];
  readonly fields: Set<string>;
  usesToday: boolean;
  loopDepth: number;
}

/** Walks a parsed expression: what it names, and everything about it that is refused. */
export function survey(ast: ASTNode, vocabulary: Vocabulary): Survey {
  const walk: Walk = { vocabulary, complaints: [], fields: new Set(), usesToday: false, loopDepth: 0 };
  visit(ast, walk);
  return { complaints: walk.complaints, fields: [...walk.fields], usesToday: walk.usesToday };
}

function visit(node: ASTNode, walk: Walk): void {
  if (node.op === 'id') visitName(node.args, node, walk);
  else if (node.op === '.' || node.op === '.?') visitAccess(node, node.args[0], node.args[1], walk);
  else if (node.op === 'call') visitCall(node.args[0], undefined, node.args[1], node, walk);
  else if (node.op === 'rcall') visitCall(node.args[0], node.args[1], node.args[2], node, walk);
  else if (node.op === '!_' || node.op === '-_') visit(node.args, walk);
  else if (node.op === 'map') for (const entry of node.args) visitAll(entry, walk);
  else if (node.op !== 'value') visitAll(node.args, walk);
}

function visitAll(nodes: readonly ASTNode[], walk: Walk): void {
  for (const node of nodes) visit(node, walk);
}

function visitName(name: string, node: ASTNode, walk: Walk): void {
  if (name === 'w') {
    complain(walk, 'TEN-1204', 'w alone is not a value', 'Name a field: w.department.', node);
  } else if (name === 'today') {
    walk.usesToday = true;
    if (walk.vocabulary.today) return;
    const hint = 'Rows are read once, not every day; give the rule a `from` date, or use `scope`.';
    complain(walk, 'TEN-1204', 'today cannot be used here', hint, node);
  } else if (walk.vocabulary.fields.has(name) && walk.loopDepth === 0) {
    complain(walk, 'TEN-1203', `"${name}" is a field of the worker`, `Write w.${name}.`, node);
  }
}

function visitAccess(node: ASTNode, left: ASTNode, name: string, walk: Walk): void {
  if (left.op !== 'id' || left.args !== 'w') {
    visit(left, walk);
    return;
  }
  if (walk.vocabulary.fields.has(name)) {
    walk.fields.add(name);
    return;
  }
  const place = { start: node.end - name.length, end: node.end };
  complain(walk, 'TEN-1203', `no field "${name}" on the worker`, didYouMean(name, walk.vocabulary.fields), place);
}

function visitCall(
  name: string,
  receiver: ASTNode | undefined,
  args: readonly ASTNode[],
  node: ASTNode,
  walk: Walk,
): void {
  if (receiver !== undefined) visit(receiver, walk);
  if (!allowed.has(name)) complain(walk, 'TEN-1204', `function ${name} cannot be used`, adviceFor(name), node);
  if (loops.has(name)) {
    visitLoop(args, node, walk);
    return;
  }
  if (name === 'lookup') checkLookup(args[0], walk, node);
  if (name === 'ascii' || name === 'mailbox') checkLanguage(args[1], walk, node);
  if (name === 'like') checkLike(receiver === undefined ? args[1] : args[0], walk, node);
  visitAll(args, walk);
}

function adviceFor(name: string): string | undefined {
  if (name === 'matches') return 'Use like(text, "pattern"), which takes linear time.';
  if (name === 'timestamp' || name === 'duration') return 'Dates are texts (YYYY-MM-DD) and compare as such.';
  return didYouMean(name, allowed);
}

function visitLoop(args: readonly ASTNode[], node: ASTNode, walk: Walk): void {
  const variable = args[0];
  if (variable?.op === 'id' && (variable.args === 'w' || variable.args === 'today')) {
    complain(walk, 'TEN-1204', `"${variable.args}" cannot be the name of a loop variable`, 'Choose another.', variable);
  }
  walk.loopDepth += 1;
  if (walk.loopDepth > deepestLoop) {
    const hint = 'Use a lookup table, or `values` of a field.';
    complain(walk, 'TEN-1204', `loops are nested more than ${String(deepestLoop)} deep`, hint, node);
  }
  visitAll(args.slice(1), walk);
  walk.loopDepth -= 1;
}

function checkLookup(table: ASTNode | undefined, walk: Walk, node: ASTNode): void {
  if (table === undefined) return;
  if (table.op !== 'value' || typeof table.args !== 'string') {
    complain(walk, 'TEN-1204', 'lookup needs its table as a literal text', 'Write lookup("departments", …).', node);
  } else if (!walk.vocabulary.tables.has(table.args)) {
    const hint = didYouMean(table.args, walk.vocabulary.tables.keys());
    complain(walk, 'TEN-1101', `no table "${table.args}"`, hint ?? 'Declare it under `tables`.', table);
  }
}

function checkLanguage(language: ASTNode | undefined, walk: Walk, node: ASTNode): void {
  if (language === undefined) return;
  if (language.op !== 'value' || typeof language.args !== 'string') {
    complain(walk, 'TEN-1204', 'the language has to be a literal text', 'Write ascii(w.name, "german").', node);
  } else if (!transliterationLanguages.includes(language.args)) {
    const hint = didYouMean(language.args, transliterationLanguages);
    const known = `Known are ${transliterationLanguages.join(', ')}.`;
    complain(walk, 'TEN-1204', `no transliteration "${language.args}"`, hint ?? known, language);
  }
}

function checkLike(pattern: ASTNode | undefined, walk: Walk, node: ASTNode): void {
  if (pattern === undefined) return;
  if (pattern.op !== 'value' || typeof pattern.args !== 'string') {
    complain(walk, 'TEN-1204', 'like needs its pattern as a literal text', 'Write like(w.code, "^[0-9]+$").', node);
    return;
  }
  const complaint = checkPattern(pattern.args);
  if (complaint === undefined) return;
  complain(walk, 'TEN-1204', `the pattern cannot be used: ${complaint}`, 'Patterns follow the RE2 syntax.', pattern);
}

function complain(walk: Walk, code: Code, message: string, hint: string | undefined, place: Range): void {
  walk.complaints.push({ code, message, hint, range: { start: place.start, end: place.end } });
}
