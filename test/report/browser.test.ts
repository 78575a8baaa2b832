import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPlanHtml } from '../../src/report/index.ts';
import { chromiumPath, launchChromium, type Browser, type Page } from '../support/browser.ts';
import { examplePlan } from './fixtures/plan.ts';

if (chromiumPath === undefined) {
  process.stderr.write('\nSKIPPED: the report was not looked at in a browser. Install chromium or set CHROMIUM.\n\n');
}

describe.skipIf(chromiumPath === undefined)('the page in a browser, from a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tenured-report-'));
  const address = pathToFileURL(join(directory, 'plan.html')).href;
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(directory, 'plan.html'), [...renderPlanHtml(examplePlan)].join(''));
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  async function open(
    width: number,
    colorScheme: 'light' | 'dark',
  ): Promise<{ page: Page; requests: string[]; messages: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const requests: string[] = [];
    const messages: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    await page.goto(address);
    return { page, requests, messages };
  }

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [360, 'light'],
    [360, 'dark'],
  ] as const)('is quiet and fits at %i px, %s', async (width, scheme) => {
    const { page, requests, messages } = await open(width, scheme);
    expect(requests).toEqual([address]);
    expect(messages).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    expect(await page.locator('h1').textContent()).toContain('Plan 418');
    await page.close();
  });

  it('holds no script, no handler and a heading for every cell', async () => {
    const { page } = await open(1280, 'light');
    expect(await page.locator('script, img, link, iframe, form').count()).toBe(0);
    expect(
      await page.evaluate(
        '[...document.querySelectorAll("*")].flatMap((e) => e.getAttributeNames()).filter((n) => n.startsWith("on")).length',
      ),
    ).toBe(0);
    expect(await page.locator('thead th:not([scope=col]), tbody th:not([scope=row])').count()).toBe(0);
    expect(
      await page.evaluate(
        '[...document.querySelectorAll("nav a, a.skip")].every((a) => document.querySelector(a.getAttribute("href")))',
      ),
    ).toBe(true);
    await page.close();
  });

  it('prints', async () => {
    const { page } = await open(1280, 'light');
    for (const format of ['A4', 'Letter']) expect((await page.pdf({ format })).byteLength).toBeGreaterThan(20_000);
    await page.close();
  });
});
