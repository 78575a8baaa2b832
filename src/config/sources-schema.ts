import { z } from 'zod';
import { sourceSchema, type SourceFile } from './source-schema.ts';

/** HR's sources, the one that takes precedence first. */
export const sourcesSchema = z
  .array(sourceSchema, 'has to be a list of sources')
  .min(1, 'has to be a list of one source or more')
  .superRefine((sources, context) => {
    sources.forEach((source, index) => {
      const before = sources.slice(0, index);
      const say = (key: string, message: string): void => {
        context.addIssue({ code: 'custom', path: [index, key], message });
      };
      if (before.some(({ name }) => name === source.name)) say('name', `${source.name} is the name of another source`);
      const twin = before.find((other) => placeOf(other) === placeOf(source));
      if (twin !== undefined)
        say(placeKey(source), `is read by ${twin.name} already: the same people would come twice`);
    });
  })
  .describe('Where HR data comes from; of several, the first takes precedence');

function placeOf({ path, http, sftp }: SourceFile): string {
  if (http !== undefined) return http.url;
  return sftp === undefined ? (path ?? '') : `sftp://${sftp.host}:${String(sftp.port)}${sftp.path}`;
}

function placeKey({ http, sftp }: SourceFile): string {
  if (http !== undefined) return 'http';
  return sftp === undefined ? 'path' : 'sftp';
}
