import { describe, expect, it } from 'vitest';
import { compileRule, isExpression } from './rule-expression.ts';

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
    ['String.startsWith(user.department, "Sa")', true],
    ["String.stringContains(user.department, 'ale') and user.level == 3", true],
    ['String.startsWith(user.city, "B")', false],
    ['!user.remote', false],
    ['not (user.level == 2)', true],
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
    'String.startsWith(user.city)',
    'String.startsWith user.city, "B"',
    '!',
    'String.toUpperCase(user.city) == "BERN"',
    'user.department == "Sales',
  ])('%s is beyond it or always false', (text) => {
    expect(compileRule(text)?.(profile) ?? false).toBe(false);
  });
});

describe('a text', () => {
  it.each([
    ['user.department=="Sales"', true],
    ['Arrays.contains(user.badges, "x")', true],
    ['', false],
    ['(user.remote', false],
    ['user.remote)', false],
    ['user.department == "open', false],
  ])('%s may be an expression: %s', (text, expected) => {
    expect(isExpression(text)).toBe(expected);
  });
});
