import { z } from 'zod';
import { fieldsOfLink } from '../domain/plan/person-link.ts';
import { secretSchema } from './secret-schema.ts';
import { calendarDay, duration, line, size, weekdays } from './units.ts';

/** What TextDecoder knows and where a line feed is never part of a letter. */
const encodings = (
  'utf-8 utf-16le utf-16be windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 ' +
  'windows-1257 windows-1258 windows-874 iso-8859-1 iso-8859-2 iso-8859-5 iso-8859-7 iso-8859-9 iso-8859-15 ' +
  'shift_jis euc-jp euc-kr gb18030 big5 koi8-r macintosh'
).split(' ') as [string, ...string[]];

const patience = duration('s', 1, 600).prefault('60s');
const newest = z.enum(['name', 'date']);

const httpUrl = z.string().superRefine((text, context) => {
  const url = URL.parse(text);
  const say = (message: string): void => {
    context.addIssue({ code: 'custom', message });
  };
  if (url === null || !['https:', 'http:'].includes(url.protocol))
    say('has to be a URL such as https://hr.acme.example/people');
  else if (url.username !== '' || url.password !== '') say('must not hold a user or a password; use auth');
  else if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    say('has to be https; http is for this host alone');
  }
});

const parameter = line.regex(/^[^&=#\s]+$/, 'has to be the name of a query parameter');
const jsonPath = line.regex(/^(\$|(\$\.)?[^.$\s][^.]*(\.[^.]+){0,7})$/, 'has to be a path such as $.data.workers');

const everyPage = {
  most: z.int().min(1).max(100_000).default(10_000).describe('More pages than this are a loop'),
  pause: duration('s', 0, 60).prefault('0s').describe('Between two requests'),
};

const pages = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('next'),
    path: jsonPath.describe("Where the next page's address stands"),
    ...everyPage,
  }),
  z.strictObject({ by: z.literal('link'), ...everyPage }),
  z.strictObject({ by: z.literal('cursor'), path: jsonPath, parameter, ...everyPage }),
  z.strictObject({ by: z.literal('number'), parameter, first: z.int().min(0).max(1).default(1), ...everyPage }),
  z.strictObject({ by: z.literal('offset'), parameter, ...everyPage }),
]);

const http = z.strictObject({
  url: httpUrl,
  auth: z
    .union([
      z.strictObject({ bearer: secretSchema }),
      z.strictObject({ basic: z.strictObject({ user: line, password: secretSchema }) }),
    ])
    .optional(),
  patience: patience.describe('How long the server may be silent'),
  pages: pages.optional().describe('How an API that answers in pages is asked for the next one'),
});

const fingerprint = z
  .string()
  .regex(
    /^SHA256:[A-Za-z0-9+/]{43}$/,
    'has to be a fingerprint such as SHA256:… (ssh-keyscan HOST | ssh-keygen -lf -)',
  );

const sftp = z
  .strictObject({
    host: line,
    port: z.int().min(1).max(65_535).default(22),
    user: line,
    hostKey: z
      .union([fingerprint.transform((one) => [one]), z.array(fingerprint).min(1)])
      .describe("The server's fingerprint, or several while it is exchanged"),
    key: secretSchema.optional(),
    passphrase: secretSchema.optional(),
    password: secretSchema.optional(),
    path: line.regex(/^\//, 'has to begin with /'),
    patience: patience.describe('How long the server may be silent'),
  })
  .superRefine(({ key, passphrase, password }, context) => {
    if ((key === undefined) === (password === undefined)) {
      context.addIssue({ code: 'custom', message: 'needs exactly one of key and password' });
    }
    if (passphrase !== undefined && key === undefined) {
      context.addIssue({ code: 'custom', path: ['passphrase'], message: 'is for key' });
    }
  });

const suffix = z.string().regex(/^\.[A-Za-z0-9._-]{1,40}$/, "has to be the end of a name, such as '.done'");

/** A group of its own that repeats and is repeated takes for ever on some rows. */
const endless = /\([^()]*[*+}][^()]*\)[*+{]/;

const pattern = z
  .string()
  .min(1)
  .max(200)
  .superRefine((text, context) => {
    try {
      new RegExp(text, 'u');
    } catch {
      context.addIssue({ code: 'custom', message: 'has to be a regular expression' });
      return;
    }
    if (endless.test(text)) context.addIssue({ code: 'custom', message: 'must not repeat a group that repeats' });
  });

const counting = pattern.refine((text) => text.includes('(?<count>'), 'needs the number as (?<count>\\d+)');

const hrLink = line.superRefine((text, context) => {
  const fields = fieldsOfLink(text);
  if (!fields.ok) context.addIssue({ code: 'custom', message: fields.error });
});

const numbering = pattern.refine((text) => text.includes('(?<number>'), 'needs the number as (?<number>\\d+)');

const delta = z.strictObject({
  number: numbering.describe('Finds the number in a file name as (?<number>\\d+); a count, or a date as yyyyMMdd'),
  step: z.enum(['one', 'day', 'workday']).default('one').describe('How one number follows the other'),
  whole: line.describe('Names of the files that list everybody, with * and ?; all others hold changes'),
  remove: z
    .strictObject({
      column: line.describe('A column that the mapping reads'),
      values: z.array(line).min(1).describe('What stands there when HR has removed the row'),
    })
    .optional()
    .describe('Rows that are no longer there; reported, and nothing else'),
});

const expected = z.strictObject({
  days: weekdays.prefault('mon-fri').describe('Days of the week such as mon-fri'),
  holidays: z.array(calendarDay).max(400).default([]).describe('Days without a file, as 2026-12-25'),
});

/** No fewer files and no shorter time, whatever is configured: one bad export is two mornings at the most. */
const missingFor = z.strictObject({
  files: z.int().min(2).max(30).default(3).describe('Accepted files in a row, each with another content'),
  time: duration('h', 24, 24 * 31)
    .prefault('48h')
    .describe('From the first of these files to the last'),
});

/** What holds where `missing: endAccess` is all that is said. */
export const missingForDefault = missingFor.parse({});

/** Keys of every kind of source. */
const common = {
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'has to be lower case letters, digits and -'),
  path: line.optional().describe('A file on this host; `*` and `?` in its name need `newest`'),
  http: http.optional().describe('A file or an API behind HTTP'),
  sftp: sftp.optional().describe('A file on an SFTP server'),
  newest: newest.optional().describe('Which of the files that the path names is taken'),
  compression: z.enum(['auto', 'gzip', 'none']).default('auto'),
  encoding: z
    .preprocess((text) => (typeof text === 'string' ? text.toLowerCase() : text), z.enum(encodings))
    .optional()
    .describe('UTF-8 when left out; a byte order mark in the file wins'),
  largest: size.prefault('2 GB').describe('After unpacking; more is refused'),
  settle: duration('s', 0, 3600).prefault('60s').describe('How long the file must have rested'),
  marker: suffix.optional().describe('End of the name of a file that says that the other one is whole'),
  manifest: suffix.optional().describe('End of the name of a file with rows, bytes or SHA-256 of the other one'),
  leastRows: z.int().min(0).max(10_000_000).default(0).describe('Fewer rows are never the whole company'),
  roster: z
    .enum(['all', 'activeOnly', 'delta'])
    .describe('Whom the file lists: everyone, who is active only, or who changed since the file before'),
  delta: delta.optional().describe('For roster: delta, how the files follow each other'),
  missing: z
    .enum(['ignore', 'report', 'endAccess'])
    .optional()
    .describe('What it means that people are no longer in the file; required for activeOnly'),
  missingFor: missingFor.optional().describe('For missing: endAccess, how long people are missing before access ends'),
  maxAge: duration('h', 1, 24 * 31)
    .prefault('30h')
    .describe('A file older than this is an alert'),
  expected: expected.optional().describe('On which days a file is expected; all others make none older'),
  hrLink: hrLink
    .optional()
    .describe('Where the HR system shows a person, e.g. https://hr.acme.example/people/{workerId}'),
  mapping: line,
  idPrefix: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,20}$/, 'has to be 1 to 20 letters, digits, . _ : or -')
    .optional()
    .describe('Put before every worker id of this source, for HR systems whose ids overlap'),
};

const oneCharacter = /^(?:[^"\r\n]|\\t)$/u;
const tab = (text: string): string => (text === '\\t' ? '\t' : text);

const csv = z.strictObject({
  ...common,
  type: z.literal('csv'),
  delimiter: z
    .string()
    .regex(oneCharacter, 'has to be one character, "\\t" for a tab')
    .transform(tab)
    .optional()
    .describe('What a `sep=` line says, else a comma'),
  quote: z
    .string()
    .regex(/^(?:[!-~]|none)$/, 'has to be one character, or none')
    .default('"'),
  escape: z
    .string()
    .regex(/^[!-~]$/, 'has to be one character')
    .optional()
    .describe('What stands before a quote inside quotes; the quote itself when left out'),
  titleRows: z
    .union([z.int().min(0).max(50), z.literal('find')])
    .default(0)
    .describe('Rows above the header; find takes the first row that has every mapped column'),
  ignoreCase: z.boolean().default(false).describe('Header names are compared without case'),
  trailingDelimiter: z.boolean().default(false).describe('Rows end with one delimiter more or less than the header'),
  totals: pattern.optional().describe('Rows below the people: their first cell matches this'),
  trailer: z
    .strictObject({
      pattern: counting.describe('Matches the last row; (?<count>\\d+) is the number of rows'),
      extra: z.int().min(0).max(100).default(0).describe('What the number counts beside people: 1 for the header'),
    })
    .optional(),
  finalLineBreak: z.enum(['required', 'optional']).default('optional'),
});

const json = z.strictObject({
  ...common,
  type: z.literal('json'),
  records: jsonPath.default('$').describe('Where the list of records stands; $ is the document itself'),
  total: jsonPath.optional().describe('Where the number of all records stands'),
});

const jsonl = z.strictObject({ ...common, type: z.literal('jsonl') });

/** One HR source: where it is, how it is written, and what proves that it is whole. */
export const sourceSchema = z.discriminatedUnion('type', [csv, json, jsonl]).superRefine((source, context) => {
  const say = (path: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [path], message });
  };
  rosterIssues(source, say);
  deltaIssues(source, say);
  placeIssues(source, say);
  if (source.type === 'csv') dialectIssues(source, say);
});

/** A source as checked, every default filled in. */
export type SourceFile = z.output<typeof sourceSchema>;

type Say = (path: string, message: string) => void;

function rosterIssues({ roster, missing, missingFor: time }: SourceFile, say: Say): void {
  if (roster === 'activeOnly' && missing === undefined) {
    say(
      'roster',
      'needs `missing`: a file of active people says nothing about those who left; ignore, report or endAccess',
    );
  }
  if (roster === 'delta' && missing !== undefined) {
    say('missing', 'is not for roster: delta, whose files list only who has changed');
  }
  if (roster === 'all' && missing === 'ignore') say('missing', 'ignore is for roster: activeOnly');
  if (time !== undefined && missing !== 'endAccess') say('missingFor', 'is for missing: endAccess');
}

function deltaIssues(source: SourceFile, say: Say): void {
  if (source.roster !== 'delta') {
    if (source.delta !== undefined) say('delta', 'is for roster: delta');
    return;
  }
  if (source.delta === undefined) say('roster', 'needs `delta`: how the files follow each other');
  if (source.http !== undefined) say('http', 'gives one file, and roster: delta needs several: path or sftp');
  if (source.newest !== undefined) say('newest', 'is not for roster: delta, where numbers tell what comes next');
  const place = source.path ?? source.sftp?.path;
  if (place === undefined || /[*?]/.test(place.split('/').at(-1) ?? '')) return;
  say(source.path === undefined ? 'sftp' : 'path', 'needs * or ? in its name: roster: delta has several files');
}

function placeIssues(source: SourceFile, say: Say): void {
  const { path, http: web, sftp: server } = source;
  const places = [path, web, server].filter((place) => place !== undefined);
  if (places.length !== 1) say('name', `${source.name} needs exactly one of path, http and sftp`);
  newestIssues(source, say);
  if (web !== undefined) httpIssues(source, web, say);
}

function newestIssues({ path, sftp: server, newest: which, roster }: SourceFile, say: Say): void {
  const name = (path ?? server?.path ?? '').split('/').at(-1) ?? '';
  const several = /[*?]/.test(name);
  const key = path === undefined ? 'sftp' : 'path';
  if (roster === 'delta') return;
  if (several && which === undefined) say(key, 'names several files: say with `newest` which one is taken');
  if (!several && which !== undefined) say('newest', 'is for a path with * or ? in its name');
}

function httpIssues({ type, marker, manifest }: SourceFile, web: z.output<typeof http>, say: Say): void {
  if (marker !== undefined) say('marker', 'is for path and sftp');
  if (manifest !== undefined) say('manifest', 'is for path and sftp');
  if (web.pages !== undefined && type !== 'json') say('http', 'has pages, which are for type: json');
}

function dialectIssues({ delimiter, quote, escape }: z.output<typeof csv>, say: Say): void {
  if (quote !== 'none' && (delimiter ?? ',') === quote) say('quote', 'is the delimiter');
  if (quote === 'none' && escape !== undefined) say('escape', 'is for files with quotes');
}
