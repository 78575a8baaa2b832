import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productionFlags } from '../bench/flags.ts';

const root = join(import.meta.dirname, '../..');
const [flag] = productionFlags;

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Decision 0027: the young generation is bounded where the program is started, nowhere else can it be. */
describe('every way to start tenured bounds young garbage alike', () => {
  it.each([
    ['the command', 'bin/tenured.js', `#!/usr/bin/env -S node ${flag}\n`],
    ['the process that an older Node hands over to', 'bin/tenured.js', `const bounded = '${flag}';`],
    ['the container', 'Dockerfile', `ENTRYPOINT ["node", "${flag}", `],
    ['the unit for systemd', 'docs/it/running.md', `ExecStart=/usr/bin/node ${flag} `],
    ['npm run tenured', 'package.json', `"tenured": "node ${flag} `],
  ])('%s', (_, path, start) => {
    expect(text(path)).toContain(start);
  });
});
