export { runDemo } from './run-demo.ts';
export type { DaemonWatcher, DemoOkta, DemoTools } from './tools.ts';
