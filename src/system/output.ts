const usualColumns = 80;

/** One of the process's output streams, as commands see it. */
export interface StreamOutput {
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** A reader that went away (`tenured plan list | head`) ends the output, not the work. */
export function streamOutput(stream: NodeJS.WriteStream): StreamOutput {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  return {
    write: (text) =>
      new Promise((resolve) => {
        if (gone) resolve();
        else if (stream.write(text)) resolve();
        else onceDrained(stream, resolve);
      }),
    isTerminal: stream.isTTY,
    get columns() {
      return stream.isTTY ? stream.columns : usualColumns;
    },
  };
}

function onceDrained(stream: NodeJS.WriteStream, resolve: () => void): void {
  const done = (): void => {
    stream.off('drain', done);
    stream.off('error', done);
    stream.off('close', done);
    resolve();
  };
  stream.on('drain', done);
  stream.on('error', done);
  stream.on('close', done);
}
