import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readyMadeOrganisation } from '../../src/simulator/index.ts';
import { chromiumPath, launchChromium, type Browser, type Page } from '../support/browser.ts';
import { bench, type Bench } from './caller.ts';

if (chromiumPath === undefined) {
  process.stderr.write('\nSKIPPED: the simulator’s page was not looked at. Install chromium or set CHROMIUM.\n\n');
}

describe.skipIf(chromiumPath === undefined)('the page', () => {
  let browser: Browser;
  let org: Bench;

  beforeAll(async () => {
    org = await bench(readyMadeOrganisation('messy', { seed: 1, groups: [] }));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await org.close();
  });

  interface Opened {
    readonly page: Page;
    readonly requests: string[];
    readonly messages: string[];
  }

  async function open(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const requests: string[] = [];
    const messages: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(String(error)));
    await page.goto(`${org.simulator.url}/simulator`);
    await shows(page, 'that changed last');
    return { page, requests, messages };
  }

  /** Waits until the page says so. */
  async function shows(page: Page, text: string): Promise<void> {
    const waits = `new Promise((done) => { const look = () => document.body.innerText.includes(${JSON.stringify(text)})
      ? done(true) : setTimeout(look, 50); look(); })`;
    await page.evaluate(waits);
  }

  it.each([
    [1280, 'light'],
    [390, 'light'],
    [1280, 'dark'],
    [390, 'dark'],
  ] as const)('is quiet, fits and asks nobody else at %i px, %s', async (width, scheme) => {
    const { page, requests, messages } = await open(width, scheme);
    expect(messages).toEqual([]);
    expect(new Set(requests.map((url) => new URL(url).origin))).toEqual(new Set([org.simulator.url]));
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    await page.close();
  });

  it('takes a name for a name', async () => {
    const { page, messages } = await open(1280);
    await page.evaluate(
      '(() => { const t = document.getElementById("text"); t.value = "script"; t.dispatchEvent(new Event("input")); })()',
    );
    await shows(page, '<script>alert(1)</script>');
    const found =
      '[document.querySelectorAll("script").length, document.querySelectorAll("img, iframe, object").length]';
    expect(await page.evaluate(found)).toEqual([1, 0]);
    expect(
      await page.evaluate(
        '[...document.querySelectorAll("*")].flatMap((e) => e.getAttributeNames()).filter((n) => n.startsWith("on")).length',
      ),
    ).toBe(0);
    const inserts =
      '(() => { const s = document.createElement("script"); try { s.text = "window.bad = 1"; } catch { } document.body.append(s); return window.bad; })()';
    expect(await page.evaluate(inserts)).toBeUndefined();
    expect(
      messages.some((message) => message.includes('Content Security Policy') || message.includes('TrustedScript')),
    ).toBe(true);
    await page.close();
  });

  it('orders faults, says what is wrong with one, and calls them off', async () => {
    const { page, messages } = await open(1280);
    const { faults } = org.simulator;
    const order = (fault: string): Promise<unknown> =>
      page.evaluate(`(() => { document.getElementById('fault').value = ${JSON.stringify(fault)};
        document.getElementById('order').requestSubmit(); })()`);
    const samples = (await page.evaluate(
      '[...document.querySelectorAll("#sample option")].map((o) => o.value)',
    )) as string[];
    for (const value of samples) {
      faults.clear();
      await page.evaluate(`(() => { const s = document.getElementById('sample'); s.value = '${value}';
        s.dispatchEvent(new Event('change')); document.getElementById('order').requestSubmit(); })()`);
      await shows(page, 'Ordered: ');
      await page.evaluate('document.getElementById("ordered").textContent = ""');
    }
    await order('{"kind":"latency","milliseconds":"soon"}');
    await shows(page, 'milliseconds');
    await order('<b>');
    await shows(page, 'the body is no JSON');
    await order('{"kind":"lag","milliseconds":5}');
    await shows(page, '{"kind":"lag","milliseconds":5}');
    await page.evaluate('document.querySelector("#faults td button").click()');
    await shows(page, 'Called off.');
    await order('[{"kind":"maintenance"},{"kind":"lag","milliseconds":5}]');
    await shows(page, '{"kind":"maintenance"}');
    await page.evaluate('document.getElementById("clear").click()');
    await shows(page, 'Everything works.');
    expect(faults.list()).toEqual([]);
    // The browser itself tells of answers that refuse.
    expect(messages.filter((message) => !message.includes('400 (Bad Request)'))).toEqual([]);
    await page.close();
  });

  it('keeps up with what happens', async () => {
    const { page } = await open(1280);
    org.simulator.faults.order({ kind: 'signIn', user: 'breakglass@simulated.example', outcome: 'lockedOut' });
    await shows(page, 'user.account.lock');
    org.simulator.faults.order({ kind: 'maintenance' });
    await shows(page, '{"kind":"maintenance"}');
    expect(await page.locator('#log tbody tr').count()).toBeGreaterThan(0);
    await page.close();
  });
});
