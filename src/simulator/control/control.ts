import { Hono, type Context } from 'hono';
import { formatInstant, parseInstant, second, type Instant } from '../../domain/time/instant.ts';
import type { SimulatorEnv } from '../http/envelope.ts';
import { switchProblems, type Switches } from '../org/switches.ts';
import { page, pagePolicy } from '../page/page.ts';
import { readDocument } from '../persist/document.ts';
import { exportedText } from '../persist/export.ts';
import type { Desk } from './desk.ts';
import { refusedByGuard } from './guard.ts';
import { overview, userInFull } from './looks.ts';

type Ask = Context<SimulatorEnv>;

/** Where the control endpoint is; Okta has nothing there. */
export const controlPath = '/simulator';

/** The page, and everything about a running simulator as JSON: to look at, to order faults, to move time. */
export function createControl(desk: Desk): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.use(async (ask, next) => {
    const refused = refusedByGuard(ask.req.raw, ask.req.path);
    if (refused !== undefined) return problem(ask, 403, refused);
    await next();
    for (const [name, value] of Object.entries(safeHeaders)) ask.res.headers.set(name, value);
    return undefined;
  });
  app.get(controlPath, (ask) => ask.html(page, 200, { 'content-security-policy': pagePolicy }));
  addLooks(app, desk);
  addFaults(app, desk);
  addClock(app, desk);
  addOrganisation(app, desk);
  addSwitches(app, desk);
  app.notFound((ask) => problem(ask, 404, `there is no ${ask.req.method} ${ask.req.path}`));
  app.onError((error, ask) => problem(ask, 400, error.message));
  return app;
}

const safeHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

function addLooks(app: Hono<SimulatorEnv>, desk: Desk): void {
  app.get(`${controlPath}/overview`, (ask) => {
    const version = `"${desk.version()}"`;
    if (ask.req.header('if-none-match') === version) return ask.body(null, 304);
    const wanted = { text: (ask.req.query('text') ?? '').toLowerCase(), status: ask.req.query('status') ?? '' };
    return ask.json(overview(desk, wanted), 200, { etag: version });
  });
  app.get(`${controlPath}/users/:user`, (ask) => {
    const user = userInFull(ask.req.param('user'), desk);
    return user === undefined ? problem(ask, 404, 'there is no such user') : ask.json(user);
  });
  app.get(`${controlPath}/mails`, (ask) =>
    ask.json(desk.org.mails().map((mail) => ({ ...mail, at: formatInstant(mail.at) }))),
  );
  app.get(`${controlPath}/requests`, (ask) =>
    ask.json({
      count: desk.traffic.count,
      requests: desk.traffic.requests.map((request) => ({ ...request, at: formatInstant(request.at) })),
      violations: desk.traffic.violations,
    }),
  );
}

function addFaults(app: Hono<SimulatorEnv>, { faults }: Desk): void {
  app.get(`${controlPath}/faults`, (ask) => ask.json({ faults: faults.list(), mishaps: faults.mishaps }));
  app.post(`${controlPath}/faults`, async (ask) => {
    const ordered = faults.take(await bodyOf(ask));
    return ordered.ok ? ask.json({ ids: ordered.ids }, 201) : ask.json({ problems: ordered.problems }, 400);
  });
  app.delete(`${controlPath}/faults`, (ask) => {
    faults.clear();
    return ask.body(null, 204);
  });
  app.delete(`${controlPath}/faults/:id`, (ask) => {
    return faults.remove(ask.req.param('id')) ? ask.body(null, 204) : problem(ask, 404, 'there is no such fault');
  });
  app.post(`${controlPath}/faults/:id/release`, (ask) => {
    return faults.release(ask.req.param('id')) ? ask.body(null, 204) : problem(ask, 409, 'it holds no request');
  });
}

function addClock(app: Hono<SimulatorEnv>, desk: Desk): void {
  const told = (): object => ({
    now: formatInstant(desk.now()),
    seconds: Math.floor(desk.now() / second),
    canMove: desk.move !== undefined,
  });
  app.get(`${controlPath}/clock`, (ask) => ask.json(told()));
  app.post(`${controlPath}/clock`, async (ask) => {
    if (desk.move === undefined)
      return problem(ask, 409, 'this simulator goes by the host’s clock: start it with --clock');
    const distance = distanceOf(await bodyOf(ask), desk.now());
    if (typeof distance === 'string') return problem(ask, 400, distance);
    await desk.move(distance);
    desk.faults.settle();
    return ask.json(told());
  });
}

interface Wish {
  readonly advanceSeconds?: unknown;
  readonly set?: unknown;
}

/** How far to move, in milliseconds, or what is wrong with the wish. */
function distanceOf(wish: unknown, now: Instant): number | string {
  const { advanceSeconds, set } = (typeof wish === 'object' && wish !== null ? wish : {}) as Wish;
  if (typeof advanceSeconds === 'number' && set === undefined) return advanceSeconds * second;
  const instant = typeof set === 'string' && advanceSeconds === undefined ? parseInstant(set) : undefined;
  return instant === undefined ? 'say advanceSeconds, a number, or set, an instant with its offset' : instant - now;
}

function addOrganisation(app: Hono<SimulatorEnv>, desk: Desk): void {
  app.get(`${controlPath}/organisation`, (ask) =>
    ask.body(exportedText(desk.org), 200, { 'content-type': 'application/json; charset=utf-8' }),
  );
  app.put(`${controlPath}/organisation`, async (ask) => {
    const read = readDocument(await ask.req.text());
    if (!read.ok) return ask.json({ problems: read.problems }, 400);
    desk.replace(read.document);
    return ask.body(null, 204);
  });
}

function addSwitches(app: Hono<SimulatorEnv>, desk: Desk): void {
  app.get(`${controlPath}/switches`, (ask) => ask.json(desk.org.switches));
  app.post(`${controlPath}/switches`, async (ask) => {
    const wish = await bodyOf(ask);
    const problems = switchProblems(wish);
    if (problems.length > 0) return ask.json({ problems }, 400);
    desk.org.switches = { ...desk.org.switches, ...(wish as Partial<Switches>) };
    return ask.json(desk.org.switches);
  });
}

async function bodyOf(ask: Ask): Promise<unknown> {
  try {
    return JSON.parse(await ask.req.text());
  } catch {
    throw new Error('the body is no JSON');
  }
}

function problem(ask: Ask, status: 400 | 403 | 404 | 409, what: string): Response {
  return ask.json({ problem: what }, status, safeHeaders);
}
