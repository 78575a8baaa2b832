import { createInterface } from 'node:readline';

/**
 * Asks on the terminal, the question on stderr so that stdout stays the result's; null when standard input is no
 * terminal. The end of the input is an empty answer, and `stop` ends the waiting with its reason.
 */
export function terminalQuestions(stop: AbortSignal): ((question: string) => Promise<string>) | null {
  if (!process.stdin.isTTY) return null;
  return (question) => ask(question, stop);
}

function ask(question: string, stop: AbortSignal): Promise<string> {
  // Not a readline terminal: Ctrl-C then stays a signal, which ends the command like everywhere else.
  const lines = createInterface({ input: process.stdin, terminal: false });
  return new Promise<string>((resolve, reject) => {
    const stopped = (): void => {
      reject(new Error(String(stop.reason)));
      lines.close();
    };
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => {
      stop.removeEventListener('abort', stopped);
      resolve('');
    });
    stop.addEventListener('abort', stopped, { once: true });
    process.stderr.write(question);
  });
}
