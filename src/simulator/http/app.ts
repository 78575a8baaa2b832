import { Hono } from 'hono';
import type { AccessToken } from '../auth/access-token.ts';
import { rolesOfCaller } from '../auth/api-token.ts';
import { claimedClient } from '../auth/client-assertion.ts';
import type { Nonces } from '../auth/nonces.ts';
import { accessOf, type Access } from '../auth/permissions.ts';
import type { ReplayCache } from '../auth/replay-cache.ts';
import { authenticate, scopeProblem, type GuardedRequest } from '../auth/resource-gate.ts';
import { answerTokenRequest } from '../auth/token-endpoint.ts';
import { recordToken } from '../auth/token-events.ts';
import type { Met } from '../faults/faults.ts';
import { organizationMetadata } from '../routes/organization.ts';
import { routes } from '../routes/table.ts';
import { Envelope, type House, type SimulatorContext, type SimulatorEnv } from './envelope.ts';
import { acceptsJson } from './accept.ts';
import { refuse, type Refused } from './errors.ts';
import type { Exchange, Route } from './exchange.ts';

const tokenPath = '/oauth2/v1/token';

/** The org's authorization state: nonces and what was used up. */
export interface AuthState {
  readonly nonces: Nonces;
  readonly used: ReplayCache;
}

/** Puts the endpoints together; every response leaves through an envelope that writes Okta's headers. */
export function createApp(house: House, auth: AuthState, readOnly: boolean): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  const enveloped =
    (handle: Handle) =>
    async (context: SimulatorContext): Promise<Response> => {
      const envelope = new Envelope(context, house);
      const refused = refusedAtTheDoor(envelope, house, readOnly);
      if (refused !== undefined) return noted(envelope.failed(refused), envelope);
      const met = house.faults.meet(envelope.method, envelope.path);
      envelope.shapes = met.shapes;
      const place = house.underWay.enter(house.faults.climate.concurrency);
      if (place === undefined) return noted(envelope.crowded(), envelope);
      envelope.place = place;
      try {
        return await throughFaults(met, envelope, house, () => handle(envelope, context));
      } finally {
        place.leave();
      }
    };
  const wrongMethod = enveloped((envelope) => Promise.resolve(envelope.failed(refuse('E0000022'))));

  app.get(
    '/.well-known/okta-organization',
    enveloped((envelope) => Promise.resolve(metadata(envelope, house))),
  );
  app.post(
    tokenPath,
    enveloped((envelope, context) => token(envelope, context, house, auth)),
  );
  for (const route of routes) {
    const handle = enveloped((envelope, context) => resource(route, envelope, context, house, auth));
    app.on(route.method, route.path, handle);
  }
  for (const path of ['/.well-known/okta-organization', tokenPath, ...routes.map((route) => route.path)]) {
    app.all(path, wrongMethod);
  }
  app.notFound(enveloped((envelope) => Promise.resolve(envelope.failed(refuse('E0000008')))));
  return app;
}

type Handle = (envelope: Envelope, context: SimulatorContext) => Promise<Response>;

/** Why a request is refused before anybody asks whose it is. */
function refusedAtTheDoor(envelope: Envelope, { org, traffic }: House, readOnly: boolean): Refused | undefined {
  if (envelope.longestLine() > org.switches.longestLine) return refuse('E0000256');
  if (!readOnly || !isWrite(envelope)) return undefined;
  traffic.violate(`${envelope.method} ${envelope.path}`);
  return refuse('E0000022');
}

function noted(response: Response, envelope: Envelope): Response {
  envelope.note(response.status);
  return response;
}

/** Carries a request out with everything that it meets before, meanwhile and after. */
async function throughFaults(
  met: Met,
  envelope: Envelope,
  house: House,
  handle: () => Promise<Response>,
): Promise<Response> {
  if (met.delayMs > 0) await house.clock.sleep(met.delayMs);
  met.act('beforeCommit');
  const instead = insteadOfAnswer(met, envelope, house);
  if (instead !== undefined) return instead;
  await met.stand('beforeCommit');
  const response = await handle().catch((error: unknown) => envelope.failed(error));
  met.act('afterCommit');
  await met.stand('afterCommit');
  return handedOver(response, met, envelope);
}

/** What happens in place of carrying it out. */
function insteadOfAnswer({ answer }: Met, envelope: Envelope, { faults }: House): Response | undefined {
  if (answer?.kind === 'fail') return envelope.failedBy(answer);
  if (answer?.kind === 'cutBeforeCommit') return envelope.cut(0, answer.kind);
  if (answer?.kind === 'reset' && answer.when !== 'afterCommit') return envelope.cut(0, answer.kind);
  return faults.climate.maintenance && isWrite(envelope) ? envelope.failedBy(readOnlyMode) : undefined;
}

/** What becomes of the answer once it is there. */
function handedOver(response: Response, { answer }: Met, envelope: Envelope): Response {
  if (answer?.kind === 'cutAfterCommit' || answer?.kind === 'reset') return envelope.cut(response.status, answer.kind);
  const truncated = answer?.kind === 'truncate';
  if (truncated) envelope.truncate(answer.bytes);
  envelope.note(response.status, truncated ? answer.kind : undefined);
  return response;
}

/** Okta: in read-only mode reads and tokens work, and everything else is answered this. */
const readOnlyMode = { status: 503, errorCode: 'E0000010' } as const;

function isWrite({ method, path }: Envelope): boolean {
  return method !== 'GET' && !(method === 'POST' && path === tokenPath);
}

function metadata(envelope: Envelope, { org, url }: House): Response {
  const full = envelope.charge();
  return full === undefined ? envelope.replied(organizationMetadata(org, url)) : envelope.refused(full);
}

async function token(
  envelope: Envelope,
  context: SimulatorContext,
  house: House,
  { nonces, used }: AuthState,
): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const claimed = claimedClient(form.get('client_assertion') ?? undefined);
  if (claimed !== undefined && house.org.app(claimed) !== undefined) envelope.clientId = claimed;
  const full = envelope.charge();
  if (full !== undefined) return envelope.refused(full);
  const request = { form, authorization: context.req.header('authorization'), proofs: envelope.headerValues('dpop') };
  const answer = await answerTokenRequest(request, { org: house.org, url: house.url, nonces, used });
  recordToken(house.org, envelope.author(), form, answer);
  if (answer.ok) return envelope.replied({ body: answer.value });
  const { status, error, description } = answer.error;
  const headers: Record<string, string> =
    error === 'use_dpop_nonce' ? { 'dpop-nonce': nonces.current(house.org.now()) } : {};
  return envelope.refused({ status, headers, body: { error, error_description: description } });
}

async function resource(
  route: Route,
  envelope: Envelope,
  context: SimulatorContext,
  { org, url, faults }: House,
  { used }: AuthState,
): Promise<Response> {
  const request: GuardedRequest = {
    method: envelope.method,
    path: envelope.path,
    authorization: context.req.header('authorization'),
    proofs: envelope.headerValues('dpop'),
    scope: route.scope,
  };
  const caller = await authenticate(request, { org, url, used });
  if (caller.ok && !envelope.identify(caller.value.clientId)) return envelope.crowded();
  const full = envelope.charge();
  if (full !== undefined) return envelope.refused(full);
  if (!caller.ok) throw caller.error;
  const outOfScope = scopeProblem(request, withoutLostScopes(caller.value, faults), org, url);
  if (outOfScope !== undefined) throw outOfScope;
  const access = accessOf(rolesOfCaller(caller.value, org), org);
  if (lacksLength(envelope)) return envelope.refused({ status: 411, body: undefined });
  if (!acceptsJson(context.req.header('accept'))) throw refuse('E0000122');
  if (!passes(route, access)) throw refuse('E0000006');
  const exchange: Exchange = {
    org,
    url,
    path: envelope.path,
    clientId: caller.value.clientId,
    access,
    author: authorOf(caller.value, envelope),
    text: await context.req.text(),
    param: (name) => context.req.param(name) ?? '',
    query: (name) => context.req.query(name),
    header: (name) => context.req.header(name),
  };
  org.settle();
  return envelope.replied(route.answer(exchange));
}

function authorOf({ actsAs }: AccessToken, envelope: Envelope): Exchange['author'] {
  const author = envelope.author();
  return actsAs === undefined ? author : { ...author, id: actsAs, type: 'User' };
}

/** The second gate: whether the caller's roles allow this at all. */
function passes(route: Route, access: Access): boolean {
  if (!access.isAdmin && route.answersWithoutRole === true) return true;
  return [route.permission].flat().some((permission) => access.may(permission));
}

/** The token, less what was revoked of it. */
function withoutLostScopes(token: AccessToken, { climate }: House['faults']): AccessToken {
  if (climate.lostScopes.size === 0) return token;
  const lost = [...climate.lostScopes].flatMap(({ client, scopes }) => (client === token.clientId ? scopes : []));
  return { ...token, scopes: token.scopes.filter((scope) => !lost.includes(scope)) };
}

/** Okta: a POST or PUT without a body says so by `Content-Length: 0`, or is answered 411. */
function lacksLength(envelope: Envelope): boolean {
  if (envelope.method !== 'POST' && envelope.method !== 'PUT') return false;
  return ['content-length', 'transfer-encoding'].every((name) => envelope.headerValues(name).length === 0);
}
