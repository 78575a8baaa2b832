/** A field that may be logged: named one by one, never a record or a configuration. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** The application's log on stderr: for whoever runs it, not the audit trail. */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}
