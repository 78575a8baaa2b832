import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run, start } from '../support/process.ts';

const guide = readFileSync(new URL('../../docs/it/first-mapping.md', import.meta.url), 'utf8');

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']): Block => ({
  language,
  text,
}));

function first(language: string): string {
  return blocks.find((block) => block.language === language)?.text ?? '';
}

/** The guide's commands in their order, with what it says that each shows. */
const commands = blocks.flatMap(({ language, text }, index) => {
  if (language !== 'sh') return [];
  const shown = blocks[index + 1]?.language === 'text' ? (blocks[index + 1]?.text ?? '') : '';
  return text
    .trim()
    .split('\n')
    .map((line, at) => ({ words: line.replace('npx tenured ', '').split(' '), shown: at === 0 ? shown : '' }));
});

function folderOfHr(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-guide-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'mitarbeiter.csv'), Buffer.from(first('csv').replaceAll('\n', '\r\n'), 'latin1'));
  return folder;
}

/** As the guide has the reader answer: each question is deleted, umlauts are written out. */
function answer(folder: string): void {
  const file = join(folder, 'mitarbeiter.yaml');
  const draft = readFileSync(file, 'utf8');
  const asked = /^questions:\n(?: {2}- .*\n)+/m;
  expect(asked.exec(draft)?.[0]).toBe(first('yaml'));
  const answered = draft.replace(asked, '').replace('# transliterate:\n#   ', 'transliterate:\n  ');
  expect(answered).toContain('transliterate:\n  languages: [german]\n');
  writeFileSync(file, answered);
  writeFileSync(join(folder, 'mitarbeiter-new.yaml'), answered);
}

describe('the guide to a first file, word by word', () => {
  it('leads from the file to a plan, and shows what it says that it shows', async () => {
    const folder = folderOfHr();
    const ran: string[] = [];
    for (const { words, shown } of commands) {
      ran.push(words[0] ?? '');
      if (words[0] === 'simulator') {
        answer(folder);
        await start(folder, ...words, '--port', '0').firstLine;
        continue;
      }
      const { code, stdout, stderr } = await run(folder, ...words);
      expect(stderr, words.join(' ')).not.toContain('TEN-');
      expect([0, 5], words.join(' ')).toContain(code);
      for (const line of shown.split('\n')) if (line !== '...') expect(stdout.split('\n')).toContain(line);
    }
    expect(ran).toEqual(['inspect', 'inspect', 'simulator', 'validate', 'mapping', 'mapping', 'plan', 'mapping']);
  });
});
