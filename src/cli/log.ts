import { Writable } from 'node:stream';
import winston from 'winston';
import { formatInstant } from '../domain/time/instant.ts';
import { visible } from '../report/index.ts';
import type { Log, LogFields } from './log-lines.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';

/**
 * Logs to stderr: a line for people on a terminal, one JSON object a line elsewhere. Messages are constant texts; what
 * varies is in named fields.
 */
export function createLog(world: Pick<World, 'clock' | 'stderr'>, options: GlobalOptions): Log {
  const pretty = world.stderr.isTerminal && !options.json;
  const logger = winston.createLogger({
    level: levelOf(options),
    format: pretty ? forPeople() : forMachines(world),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston types its own transports without their base class
    transports: [new winston.transports.Stream({ stream: toOutput(world) })],
  });
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      logger.log({ level, message, ...fields });
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

function levelOf(options: GlobalOptions): string {
  if (options.quiet) return 'error';
  if (options.verbose >= 2) return 'debug';
  return options.verbose === 1 ? 'info' : 'warn';
}

function forPeople(): winston.Logform.Format {
  return winston.format.printf(({ level, message, ...fields }) => {
    const rest = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
    return visible(`${level}: ${String(message)}${rest.length === 0 ? '' : `  ${rest.join(' ')}`}`);
  });
}

function forMachines(world: Pick<World, 'clock'>): winston.Logform.Format {
  return winston.format.printf(({ level, message, ...fields }) =>
    JSON.stringify({ ts: formatInstant(world.clock.now()), level, msg: message, ...fields }),
  );
}

function toOutput(world: Pick<World, 'stderr'>): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      world.stderr.write(chunk.toString('utf8')).then(() => {
        done();
      }, done);
    },
  });
}
