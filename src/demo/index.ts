export { runDemo } from './run-demo.ts';
export type { DemoTools } from './tools.ts';
