import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The little of playwright-core that the tests use. Its own types need the DOM's, which no other file may see. */
export interface Page {
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  on(event: 'console', listener: (message: { text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  goto(url: string): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  locator(selector: string): { textContent(): Promise<string | null>; count(): Promise<number> };
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
  pdf(options: { format: string }): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface Browser {
  newPage(options: { viewport: { width: number; height: number }; colorScheme: 'light' | 'dark' }): Promise<Page>;
  close(): Promise<void>;
}

interface PlaywrightCore {
  readonly chromium: {
    launch(options: { executablePath: string; args: readonly string[] }): Promise<Browser>;
  };
}

/** Where Chromium is on this machine; undefined when it is not, and the tests that need it skip. */
export const chromiumPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Starts Chromium. Its sandbox needs rights that a container does not give. */
export function launchChromium(): Promise<Browser> {
  const { chromium } = createRequire(import.meta.url)('playwright-core') as PlaywrightCore;
  return chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
}
