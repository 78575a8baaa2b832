export { runDemo } from './run-demo.ts';
export type { DaemonWatcher, DemoOkta } from './tools.ts';
