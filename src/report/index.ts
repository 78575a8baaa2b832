export { renderPlanHtml, type HtmlOptions } from './html.ts';
export { renderPlanJson } from './json.ts';
export { renderPlanList } from './plan-list.ts';
export { evidence, sentence } from './sentence.ts';
export { renderPlanTerminal, type PlanTerminalOptions } from './terminal.ts';
export type { TerminalOptions } from './terminal/screen.ts';
export { visible } from './text.ts';
export { moment, momentText, stampText, type Moment } from './times.ts';
export { accountWords, kindWords, lifecycleWords, skipWords, stateWords, statusWords, verdictWords } from './words.ts';
