#!/usr/bin/env -S node --max-semi-space-size=16
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const wanted = 24;
const built = new URL('../dist/main.js', import.meta.url);
const main = existsSync(built) ? built : new URL('../src/main.ts', import.meta.url);
// As above. Left to itself, Node lets young garbage grow until the process is twice as large, and gains no time by it.
const bounded = '--max-semi-space-size=16';
const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= wanted) {
  await import(main.href);
} else if (existsSync(pinned)) {
  handOver();
} else {
  process.stderr.write(`tenured needs Node ${wanted} or newer; this is ${process.version} (${process.execPath}).\n`);
  process.exitCode = 1;
}

/** Runs on the Node that the clone brought along, and is in every way seen from outside that process. */
function handOver() {
  const child = spawn(pinned, [bounded, fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal gives its signals to both processes; passed on as well, one Ctrl-C would arrive as two.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const fromTerminal = ['SIGINT', 'SIGQUIT', 'SIGHUP'];
  const signals = [...fromTerminal, 'SIGTERM', 'SIGUSR2'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (!onTerminal || !fromTerminal.includes(signal)) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`tenured cannot start ${pinned}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}
