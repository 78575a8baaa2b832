import { z } from 'zod';
import { line } from './units.ts';

const secretName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'has to be a plain name');

const places = {
  file: line.optional().describe('A regular file of mode 0600 or 0400'),
  credential: secretName.optional().describe('A name in $CREDENTIALS_DIRECTORY (systemd)'),
  env: secretName.optional().describe('An environment variable; works, with a warning'),
};

interface Places {
  readonly file?: string | undefined;
  readonly credential?: string | undefined;
  readonly env?: string | undefined;
}

/** A secret as it is written in a configuration: by where it is, never itself. */
export type WrittenSecret = Places;

/** A private key, likewise. */
export type WrittenKey = Places & { readonly kid?: string | undefined };

function onePlace({ file, credential, env }: Places, context: z.core.$RefinementCtx): void {
  if ([file, credential, env].filter((kind) => kind !== undefined).length === 1) return;
  context.addIssue({ code: 'custom', message: 'needs exactly one of file, credential and env' });
}

export const secretSchema = z.strictObject(places).superRefine(onePlace);

export const keySchema = z
  .strictObject({ ...places, kid: line.optional().describe("The key's id, when the app has several") })
  .superRefine(onePlace);
