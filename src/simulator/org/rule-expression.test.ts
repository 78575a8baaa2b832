import { describe, expect, it } from 'vitest';
import { compileRule } from './rule-expression.ts';

const profile = { department: 'Sales', level: 3, remote: true, city: null };

describe('an expression', () => {
  it.each([
    ['user.department=="Sales"', true],
    ["user.department == 'sales'", false],
    ['user.department != "Sales"', false],
    ['"Sales" == user.department', true],
    ['user.level==3', true],
    ['user.remote', true],
    ['user.remote == false', false],
    ['user.city == null', true],
    ['user.unknown == null', true],
    ['user.level==2 or user.level==3', true],
    ['user.level==2 || user.remote', true],
    ['user.remote and user.level==2', false],
    ['user.remote && user.level==3', true],
    ['user.remote or user.remote and false', true],
    ['(user.remote or user.remote) AND false', false],
    ['  true  ', true],
  ])('%s is %s', (text, expected) => {
    expect(compileRule(text)?.(profile)).toBe(expected);
  });

  it.each([
    '',
    'user.',
    'user.department',
    '(user.remote',
    'user.remote)',
    'user.level > 3',
    'user.level==',
    '== 3',
    'user.remote and',
    'isMemberOfGroupName("Sales")',
    'String.toUpperCase(user.city) == "BERN"',
    'user.department == "Sales',
  ])('%s is beyond it or always false', (text) => {
    expect(compileRule(text)?.(profile) ?? false).toBe(false);
  });
});
