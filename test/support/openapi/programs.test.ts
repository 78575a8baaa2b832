import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { missing } from './observer.ts';
import { watched } from './programs.ts';

/** Serves one answer to itself, as a simulated Okta would, and ends. */
const program = (path: string, body: object): string => `
  const { createServer } = require('node:http');
  const server = createServer((request, response) => {
    response.setHeader('x-okta-request-id', 'req1').end(${JSON.stringify(JSON.stringify(body))});
  });
  server.listen(0, '127.0.0.1', async () => {
    await (await fetch('http://127.0.0.1:' + server.address().port + ${JSON.stringify(path)})).text();
    server.close();
  });`;

function findingsOf(path: string, body: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-findings-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'findings');
  const env = { PATH: process.env['PATH'], ...watched(), TENURED_FINDINGS: file };
  const { status, stderr } = spawnSync(process.execPath, ['-e', program(path, body)], { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return readFileSync(file, 'utf8');
}

it.skipIf(missing !== undefined)('what a program answers is held against the document', () => {
  expect(findingsOf('/api/v1/users?limit=1', [])).toBe('\n');
  expect(findingsOf('/api/v1/users?limit=1', { users: [] })).toContain('GET /api/v1/users 200:  must be array');
});
