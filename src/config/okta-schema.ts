import { z } from 'zod';
import { orgOrigin } from './org-url.ts';
import { keySchema, secretSchema } from './secret-schema.ts';
import { line, percent } from './units.ts';

const orgUrl = z.string().transform((text, context) => {
  const origin = orgOrigin(text);
  if (origin.ok) return origin.value;
  context.addIssue({ code: 'custom', message: origin.error });
  return z.NEVER;
});

/** An id as Okta makes them. [Okta: ids] */
function oktaId(prefix: string): z.ZodString {
  return z.string().regex(new RegExp(`^${prefix}[\\w-]{1,61}$`), `has to be an id of Okta's, ${prefix}…`);
}

const auth = z.strictObject({
  sswsToken: secretSchema.describe('An API token of an administrator'),
  unsafeApply: z.boolean().default(false).describe('Also carry out with it; without, it is for plan and doctor'),
});

/** Which organisation, and as whom: as a service app with a key, or with an API token in its place. */
export const oktaSchema = z
  .strictObject({
    orgUrl: orgUrl.describe('https://acme.okta.com'),
    clientId: line.optional(),
    privateKey: keySchema.optional(),
    nextKey: keySchema.optional().describe('While the key is being changed: the one that is to come'),
    auth: auth.optional().describe('Discouraged: an API token in place of clientId and privateKey'),
    dpop: z.boolean().default(true).describe('Proof of possession; false only for an app that has it switched off'),
    share: percent(5, 90).prefault('50%').describe("Share of Okta's rate limits that may be used"),
    canary: line.optional().describe('Login or id of an account that must always be readable'),
    protected: z
      .strictObject({
        users: z
          .array(line)
          .default(() => [])
          .describe('Logins or ids of accounts that nobody touches'),
        groups: z
          .array(line)
          .default(() => [])
          .describe('Names of groups whose members nobody touches'),
        owners: z
          .array(line)
          .default(() => [])
          .describe('Logins or ids of those who look after the app; likewise'),
      })
      .prefault({}),
    userTypes: z
      .array(oktaId('oty'))
      .default(() => [])
      .describe('Ids of the user types to manage; all when left out'),
    realms: z
      .array(oktaId('guo'))
      .default(() => [])
      .describe('Ids of the realms to manage; all when left out'),
    profileSourced: z
      .enum(['report', 'act'])
      .default('report')
      .describe('Accounts whose profile AD, LDAP or another application owns: told only, or suspended and closed'),
  })
  // Also when something else is wrong, so that all is told at once.
  .superRefine(oneIdentity, { when: () => true });

interface Identity {
  readonly clientId?: unknown;
  readonly privateKey?: unknown;
  readonly nextKey?: unknown;
  readonly auth?: unknown;
}

function oneIdentity(written: Identity, context: z.core.$RefinementCtx): void {
  if (typeof written !== 'object') return;
  for (const name of ['clientId', 'privateKey'] as const) {
    if (written.auth !== undefined || written[name] !== undefined) continue;
    context.addIssue({ code: 'invalid_type', expected: 'string', input: undefined, path: [name] });
  }
  for (const name of ['clientId', 'privateKey', 'nextKey'] as const) {
    if (written.auth === undefined || written[name] === undefined) continue;
    const message = 'is for a service app; it does not stand beside auth.sswsToken';
    context.addIssue({ code: 'custom', message, path: [name] });
  }
}
