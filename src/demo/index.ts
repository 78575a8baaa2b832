/** What the demo is lent. */
export interface DemoTools {
  command(arguments_: readonly string[]): Promise<number>;
}

export function runDemo(tools: DemoTools, directory: string): Promise<number> {
  return tools.command(['plan', '-c', `${directory}/tenured.yaml`]);
}
