import { describe, expect, it } from 'vitest';
import { renderPlanHtml, renderPlanJson, renderPlanList, renderPlanTerminal } from '../../src/report/index.ts';
import { emptyPlan, envelope, examplePlan } from './fixtures/plan.ts';

const whole = (pieces: Iterable<string>): string => [...pieces].join('');

const everybody = { only: null, configFlag: '' };

describe('the terminal', () => {
  it.each([
    ['terminal-80.txt', { columns: 80, colour: false, unicode: true, details: false }],
    ['terminal-80-colour.txt', { columns: 80, colour: true, unicode: true, details: false }],
    ['terminal-80-ascii.txt', { columns: 80, colour: false, unicode: false, details: false }],
    ['terminal-120.txt', { columns: 120, colour: false, unicode: true, details: false }],
    ['terminal-120-colour-details.txt', { columns: 120, colour: true, unicode: true, details: true }],
  ] as const)('shows %s', async (file, options) => {
    await expect(whole(renderPlanTerminal(examplePlan, { ...everybody, ...options }))).toMatchFileSnapshot(
      `golden/${file}`,
    );
  });

  it('shows a plan with nothing to do', async () => {
    const options = { columns: 80, colour: false, unicode: true, details: false };
    await expect(whole(renderPlanTerminal(emptyPlan, { ...everybody, ...options }))).toMatchFileSnapshot(
      'golden/terminal-empty.txt',
    );
  });

  it('lists plans', async () => {
    const older = { ...envelope, number: 417, status: 'superseded' } as const;
    const list = whole(renderPlanList([envelope, older], { columns: 80, colour: false, unicode: true }));
    await expect(list).toMatchFileSnapshot('golden/list-80.txt');
  });
});

it('writes the page', async () => {
  await expect(whole(renderPlanHtml(examplePlan))).toMatchFileSnapshot('golden/plan.html');
});

it('writes the page of a plan with nothing to do', async () => {
  await expect(whole(renderPlanHtml(emptyPlan))).toMatchFileSnapshot('golden/plan-empty.html');
});

it('writes the document', async () => {
  await expect(whole(renderPlanJson(examplePlan))).toMatchFileSnapshot('golden/plan.json.txt');
});
