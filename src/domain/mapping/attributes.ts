import { nearest } from '../kernel/nearest.ts';
import type { MappingProblem } from './compiled.ts';
import { expression, type Compilation } from './compilation.ts';
import type { AttributeDocument } from './document.ts';
import type { Expression } from './expression.ts';
import { mappingError, mappingWarning } from './problems.ts';

/** An owned attribute that an expression fills. */
export interface Attribute {
  readonly name: string;
  readonly on: 'create' | 'always';
  readonly onBlank: AttributeDocument['onBlank'];
  readonly value: Expression;
}

/** The owned attributes, compiled; those that take the login apart. */
export interface Attributes {
  readonly filled: readonly Attribute[];
  readonly fromLogin: readonly { readonly name: string; readonly on: 'create' | 'always' }[];
}

/** Okta's own attributes. All of them are texts. */
const baseAttributes = (
  'login firstName lastName middleName honorificPrefix honorificSuffix email title displayName nickName profileUrl ' +
  'secondEmail mobilePhone primaryPhone streetAddress city state zipCode countryCode postalAddress preferredLanguage ' +
  'locale timezone userType employeeNumber costCenter organization division department managerId manager'
).split(' ');
const isBase = new Set(baseAttributes);
const attributeName = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
/** Okta refuses to create a person without these. */
const needed = ['firstName', 'lastName', 'email'];

export function compileAttributes(compilation: Compilation): Attributes {
  const filled: Attribute[] = [];
  const fromLogin: { name: string; on: 'create' | 'always' }[] = [];
  const { profile } = compilation.document;
  for (const name of Object.keys(profile).sort()) {
    const attribute = profile[name] as AttributeDocument;
    if (!nameIsUsable(name, compilation.problems)) continue;
    if (attribute.value.trim() === 'login') {
      fromLogin.push({ name, on: attribute.on });
      continue;
    }
    const path = ['profile', name, 'value'];
    const value = expression(compilation, attribute.value, { yields: 'attribute', today: true, rule: false }, path);
    if (value === undefined) continue;
    checkType(name, value, compilation.problems);
    filled.push({ name, on: attribute.on, onBlank: attribute.onBlank, value });
  }
  checkNeeded(profile, compilation.problems);
  return { filled, fromLogin };
}

function nameIsUsable(name: string, problems: MappingProblem[]): boolean {
  const path = ['profile', name];
  if (name === 'login') {
    const hint = 'The login comes from `login.candidates` and is never rewritten by a mapping.';
    problems.push(mappingError('TEN-1103', path, '`login` is no attribute of `profile`', { hint }));
    return false;
  }
  if (!attributeName.test(name) || name === 'constructor') {
    const hint = "Use the attribute's variable name in Okta's profile editor.";
    problems.push(mappingError('TEN-1103', path, `"${name}" cannot be the name of an Okta attribute`, { hint }));
    return false;
  }
  if (!isBase.has(name)) {
    const near = nearest(name, baseAttributes);
    if (near !== undefined) {
      const hint = `Did you mean "${near}"? A custom attribute of this name has to exist in Okta.`;
      problems.push(mappingWarning('TEN-1103', path, `"${name}" is none of Okta's own attributes`, { hint }));
    }
  }
  return true;
}

function checkType(name: string, value: Expression, problems: MappingProblem[]): void {
  if (!isBase.has(name) || value.type === 'string') return;
  const message = `${name} takes a text, the expression yields ${value.type === 'bool' ? 'yes or no' : 'a number'}`;
  const hint = value.type === 'int' ? `Write string(${value.source}), or declare the field as text.` : undefined;
  problems.push(mappingError('TEN-1202', ['profile', name, 'value'], message, { hint }));
}

function checkNeeded(profile: Readonly<Record<string, AttributeDocument>>, problems: MappingProblem[]): void {
  const missing = needed.filter((name) => !Object.hasOwn(profile, name));
  if (missing.length === 0) return;
  const message = `Okta needs ${missing.join(', ')} to create a person`;
  const hint = 'Map them, e.g. email: { value: login, on: create }.';
  problems.push(mappingWarning('TEN-1102', ['profile'], message, { hint }));
}
