import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const tests = ['src/**/*.test.ts', 'test/**/*.ts'];
/** Where the real clock, timers and dice may be touched; everybody else is handed a Clock and a Random. */
const realWorld = ['src/main.ts', 'src/system/**'];

const builtins = builtinModules.filter((name) => !/^[_.]|:|\//.test(name));
const nodePrefix = {
  regex: `^(?:${builtins.join('|')})(?:/|$)`,
  message: 'Write the node: prefix.',
};
const timerModules = {
  regex: '^node:timers',
  message: 'Wait through the Clock that was handed in.',
};

const builtSql = [
  'CallExpression[callee.property.name=/^(prepare|exec)$/] > TemplateLiteral.arguments[expressions.length>0]',
  'CallExpression[callee.property.name=/^(prepare|exec)$/] > BinaryExpression.arguments',
].map((selector) => ({ selector, message: 'No string-built SQL: bind the value as a parameter.' }));

const today = [
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'NewExpression[callee.property.name="Date"][arguments.length=0]',
].map((selector) => ({ selector, message: 'Take the instant from a Clock.' }));

const hiddenInputs = [
  { object: 'Date', property: 'now', message: 'Take the instant from a Clock.' },
  { object: 'Temporal', property: 'Now', message: 'Take the instant from a Clock.' },
  { object: 'Math', property: 'random', message: 'Take it from a Random.' },
];

const timers = ['setTimeout', 'setInterval'];
const impure = [
  ...timers,
  ...['setImmediate', 'queueMicrotask', 'performance', 'crypto', 'process', 'fetch', 'console', 'navigator'],
];

function restrictedGlobals(names, message) {
  return ['error', { globals: names.map((name) => ({ name, message })), checkGlobalObject: true }];
}

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'test/architecture/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  js.configs.recommended,
  {
    rules: {
      complexity: ['error', 12],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-imports': ['error', { patterns: [nodePrefix] }],
      'no-restricted-syntax': ['error', ...builtSql],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // An index signature may name its key; a Record cannot.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // It asks for the `!` that no-non-null-assertion refuses.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/strict-boolean-expressions': ['error', { allowString: false, allowNumber: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', reportUsedIgnorePattern: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [...tests, ...realWorld],
    rules: {
      'no-restricted-globals': restrictedGlobals(timers, 'Wait through the Clock that was handed in.'),
      'no-restricted-imports': ['error', { patterns: [nodePrefix, timerModules] }],
      'no-restricted-properties': ['error', ...hiddenInputs],
      'no-restricted-syntax': ['error', ...builtSql, ...today],
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-globals': restrictedGlobals(impure, 'The domain is pure: values in, values out.'),
      'no-restricted-imports': [
        'error',
        {
          patterns: [nodePrefix, timerModules],
          paths: [{ name: 'node:crypto', allowImportNames: ['createHash', 'createHmac', 'hash'] }],
        },
      ],
    },
  },
  {
    files: tests,
    rules: { 'max-lines': 'off' },
  },
);
