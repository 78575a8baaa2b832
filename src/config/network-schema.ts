import { z } from 'zod';
import { proxyProblem } from './proxy-url.ts';
import { secretSchema } from './secret-schema.ts';
import { line } from './units.ts';

const proxyUrl = line.superRefine((text, context) => {
  const problem = proxyProblem(text, 'configuration');
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const proxy = z.union(
  [
    z.literal('none'),
    z.strictObject({
      url: proxyUrl.describe('http://proxy.acme.example:3128'),
      credentials: secretSchema.optional().describe('user:password'),
      except: z
        .array(line)
        .default(() => [])
        .describe('Hosts that are reached directly: okta.acme.example, .acme.example'),
    }),
  ],
  'has to be none, or a block with url',
);

/** How tenured gets out. */
export const networkSchema = z.strictObject({
  proxy: proxy.optional().describe('HTTPS_PROXY and NO_PROXY of the environment when left out'),
  ca: line.optional().describe('PEM file with authorities that are trusted beside those that Node trusts'),
});
