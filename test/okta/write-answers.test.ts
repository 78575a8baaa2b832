import { describe, expect, it } from 'vitest';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { createWriter, type OktaWriter } from '../../src/okta/index.ts';
import type { WriteOutcome } from '../../src/reconcile/ports.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';
import { FakeOkta, options, origin, proofOf, rawUser, settled } from './fake-okta.ts';
import { cases, Wardens } from './organisation.ts';

const ann = oktaUserId('00uANN');
const staff = oktaGroupId('00gStaff');
const profile = { login: 'ann@acme.test', firstName: 'Ann' };

interface World {
  readonly authority: Wardens;
  readonly clock: VirtualClock;
  readonly okta: FakeOkta;
  readonly writer: OktaWriter;
}

function world(): World {
  const clock = new VirtualClock();
  const okta = new FakeOkta(clock);
  const authority = new Wardens([ann, '00uACTIVE', '00uSTAGED', '00uSUSPENDED', '00uLOCKED_OUT']);
  authority.attributes.add('level').add('teams');
  return { authority, clock, okta, writer: createWriter(options, okta.tools, authority) };
}

type Answering = (okta: FakeOkta) => Response | Promise<Response>;

async function answered(call: (writer: OktaWriter) => Promise<WriteOutcome>, answer: Answering): Promise<WriteOutcome> {
  const { clock, okta, writer } = world();
  okta.api = () => answer(okta);
  return settled(clock, call(writer));
}

const create = (writer: OktaWriter): Promise<WriteOutcome> => writer.create({ profile, groups: [] }, []);
const update = (writer: OktaWriter): Promise<WriteOutcome> => writer.updateProfile(ann, { city: 'Bonn' }, ['city']);
const unsuspend = (writer: OktaWriter): Promise<WriteOutcome> => writer.unsuspend(ann);

function systemError(code: string, more: Record<string, unknown> = {}): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code, ...more }) });
}

describe('a write on the wire', () => {
  it.each(cases.filter(({ name }) => name !== 'deactivate' && name !== 'suspend'))(
    '$name carries a proof of its own method, and no word that it need not',
    async (one) => {
      const { clock, okta, writer } = world();
      okta.api = () => okta.json({});
      await settled(clock, one.call(writer));
      const sent = okta.calls.at(-1);
      expect(`${sent?.method ?? ''} ${sent?.url.replace(origin, '') ?? ''}`).toBe(one.request);
      expect(proofOf(sent).claims).toMatchObject({ htm: sent?.method, htu: `${origin}${sent?.path ?? ''}` });
      expect(sent?.headers.get('content-type')).toBe('application/json');
      if (one.name !== 'create' && one.name !== 'updateProfile') expect(sent?.body).toBe('');
    },
  );

  it('has every id encoded, and none that bends the path', async () => {
    const { clock, okta } = world();
    const odd = ['a/../b', 'x?y=1#z', 'é %2F', '00u1;q'];
    const authority = new Wardens([...odd, '..', '']);
    odd.forEach((id) => authority.groups.add(id));
    const writer = createWriter(options, okta.tools, authority);
    okta.api = () => okta.raw(null, 204);
    for (const id of odd) {
      await settled(clock, writer.removeFromGroup(oktaGroupId(id), oktaUserId(id)));
      const code = encodeURIComponent(id);
      expect(okta.calls.at(-1)?.url).toBe(`${origin}/api/v1/groups/${code}/users/${code}`);
      expect(proofOf(okta.calls.at(-1)).claims['htu']).toBe(okta.calls.at(-1)?.url);
    }
    const sent = okta.calls.length;
    for (const id of ['..', '']) {
      await expect(writer.unsuspend(oktaUserId(id))).rejects.toMatchObject({ code: 'TEN-2308' });
    }
    expect(okta.calls).toHaveLength(sent);
  });

  it('passes the gate in the moment of sending, however long it waited for its turn', async () => {
    const { authority, clock, okta, writer } = world();
    okta.api = () => okta.json({}, 200, okta.rate(100, 0, 40));
    await settled(clock, unsuspend(writer));
    const started = clock.now();
    const waiting = unsuspend(writer);
    while (clock.next() === null) await settle();
    authority.protections.set(ann, 'listed as break-glass');
    await expect(settled(clock, waiting)).rejects.toMatchObject({ code: 'TEN-2403' });
    expect(clock.now() - started).toBeGreaterThan(30_000);
    expect(okta.calls).toHaveLength(1);
    authority.protections.clear();
    expect(await settled(clock, unsuspend(writer))).toMatchObject({ kind: 'done' });
  });

  it('logs nothing of a person', async () => {
    const { clock, okta, writer } = world();
    okta.api = () => okta.json({ activationUrl: 'https://acme.okta.test/welcome/secretToken' });
    await settled(clock, create(writer));
    await settled(clock, writer.activate(ann, false));
    expect(JSON.stringify(okta.log)).not.toMatch(/ann|00uANN|secretToken/i);
  });
});

describe('an acknowledgement', () => {
  const other = (login: string, id = ann): unknown => rawUser(id, login);
  it.each<[string, (writer: OktaWriter) => Promise<WriteOutcome>, Answering, WriteOutcome['kind']]>([
    ['of a creation that shows nobody', create, (okta) => okta.json({}), 'unknown'],
    ['of a creation that shows an odd user', create, (okta) => okta.json({ id: '../x', profile }), 'unknown'],
    ['of a creation that shows another user', create, (okta) => okta.json(other('bob@acme.test')), 'unknown'],
    ['of a creation that shows the user', create, (okta) => okta.json(other('ANN@acme.test')), 'done'],
    ['of an update that shows nobody', update, (okta) => okta.json({}), 'done'],
    [
      'of an update that shows another user',
      update,
      (okta) => okta.json(other('x@y.test', oktaUserId('00uB'))),
      'unknown',
    ],
    ['with any 2xx', unsuspend, (okta) => okta.json({}, 202), 'done'],
    ['without a body', unsuspend, (okta) => okta.raw('', 200), 'done'],
    ['in HTML', unsuspend, (okta) => okta.raw('<html>Sign in to the guest network</html>'), 'unknown'],
    ['that is a list', unsuspend, (okta) => okta.json([]), 'unknown'],
    ['without a date', unsuspend, () => Response.json({}), 'unknown'],
    ['that is not UTF-8', unsuspend, (okta) => withBody(okta, new Uint8Array([0x7b, 0xff])), 'unknown'],
    ['larger than 10 MB', unsuspend, (okta) => withBody(okta, ' '.repeat(10 * 1024 * 1024 + 1)), 'unknown'],
    ['that breaks off', unsuspend, (okta) => withBody(okta, brokenStream()), 'unknown'],
  ])('%s', async (_, call, answer, kind) => {
    expect(await answered(call, answer)).toMatchObject({ kind });
  });

  it('of an update is one even when the account in it cannot be trusted', async () => {
    const odd = (okta: FakeOkta): Response => okta.json({ ...rawUser(ann, 'a@b.test'), status: 'ARCHIVED' });
    expect(await answered(update, odd)).toMatchObject({ kind: 'done', user: null });
  });

  it.each([301, 302, 303, 307, 308])('is no redirect (%i), whatever was done behind it', async (status) => {
    const { clock, okta, writer } = world();
    okta.api = () => okta.raw(null, status, { location: 'https://evil.test/' });
    expect(await settled(clock, unsuspend(writer))).toMatchObject({ kind: 'unknown' });
    expect(okta.calls).toHaveLength(1);
  });

  it('by an Okta whose clock is ten minutes off is none', async () => {
    const { clock, okta, writer } = world();
    await settled(clock, writer.addToGroup(staff, ann));
    okta.ahead = 600_000;
    const sent = okta.calls.length;
    expect(await settled(clock, unsuspend(writer))).toMatchObject({ kind: 'unknown' });
    expect(okta.calls).toHaveLength(sent + 1);
  });

  it('that takes more than a minute is lost', async () => {
    const { clock, okta, writer } = world();
    okta.api = () =>
      new Promise((_, reject) => {
        const signal = okta.signals.at(-1);
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    const outcome = unsuspend(writer);
    while (okta.calls.length === 0) await settle();
    await clock.advance(60_000);
    expect(await settled(clock, outcome)).toEqual({
      kind: 'unknown',
      why: 'The answer was lost: no answer in 60 s.',
      requestId: null,
    });
    expect(okta.calls).toHaveLength(1);
  });
});

describe('a connection that fails', () => {
  it.each<[string, TypeError]>([
    ['refused', systemError('ECONNREFUSED')],
    ['no name', systemError('ENOTFOUND', { syscall: 'getaddrinfo' })],
    ['no route', systemError('EHOSTUNREACH', { syscall: 'connect' })],
    ['no connection in time', systemError('UND_ERR_CONNECT_TIMEOUT')],
    ['no common TLS', systemError('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')],
    [
      'no address of several',
      new TypeError('fetch failed', {
        cause: new AggregateError([
          Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' }),
          Object.assign(new Error(), { code: 'ETIMEDOUT', syscall: 'connect' }),
        ]),
      }),
    ],
  ])('before anything was sent (%s) is tried again', async (_, error) => {
    const { clock, okta, writer } = world();
    let failures = 3;
    okta.api = () => {
      if ((failures -= 1) >= 0) throw error;
      return okta.json({});
    };
    expect(await settled(clock, unsuspend(writer))).toMatchObject({ kind: 'done' });
    failures = Infinity;
    await expect(settled(clock, unsuspend(writer))).rejects.toMatchObject({ code: 'TEN-2301' });
  });

  it.each<[string, Error]>([
    ['reset', systemError('ECONNRESET', { syscall: 'read' })],
    ['timed out', systemError('ETIMEDOUT', { syscall: 'read' })],
    ['unreachable', systemError('EHOSTUNREACH', { syscall: 'write' })],
    ['closed', systemError('UND_ERR_SOCKET')],
    ['headers late', systemError('UND_ERR_HEADERS_TIMEOUT')],
    ['garbled TLS', systemError('ERR_SSL_WRONG_VERSION_NUMBER')],
    ['nameless', new TypeError('fetch failed')],
    ['called off', new DOMException('stopped', 'AbortError')],
    [
      'one of several addresses',
      new TypeError('fetch failed', {
        cause: new AggregateError([
          Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' }),
          Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'read' }),
        ]),
      }),
    ],
  ])('when something may have been sent (%s) leaves it unknown', async (_, error) => {
    const { clock, okta, writer } = world();
    okta.api = () => {
      throw error;
    };
    expect(await settled(clock, unsuspend(writer))).toMatchObject({ kind: 'unknown' });
    expect(okta.calls).toHaveLength(1);
  });

  it('for its certificate is a failure, and nothing was sent', async () => {
    const { clock, okta, writer } = world();
    okta.api = () => {
      throw systemError('CERT_HAS_EXPIRED');
    };
    await expect(settled(clock, unsuspend(writer))).rejects.toMatchObject({ code: 'TEN-2304' });
    expect(okta.calls).toHaveLength(1);
  });

  it('of the token endpoint means that nothing was sent, whatever it was', async () => {
    const { clock, okta, writer } = world();
    let failures = 2;
    okta.token = () => {
      if ((failures -= 1) >= 0) throw systemError('ECONNRESET', { syscall: 'read' });
      return okta.grant();
    };
    okta.api = () => okta.json({});
    expect(await settled(clock, unsuspend(writer))).toMatchObject({ kind: 'done' });
    expect(okta.calls).toHaveLength(1);
    const another = world();
    another.okta.token = () => another.okta.raw('', 503);
    await expect(settled(another.clock, unsuspend(another.writer))).rejects.toMatchObject({ code: 'TEN-2302' });
    expect(another.okta.calls).toEqual([]);
  });
});

describe('a refusal', () => {
  const refused = (body: unknown, status = 400, headers = {}): Promise<WriteOutcome> =>
    answered(
      (writer) =>
        writer.create(
          { profile: { ...profile, city: 'St. (Ives)+', title: 'C++ | R&D', level: 42, teams: ['Red'] }, groups: [] },
          [],
        ),
      (okta) => (typeof body === 'string' ? okta.raw(body, status, headers) : okta.json(body, status, headers)),
    );

  it('never repeats what was sent, nor any address', async () => {
    const outcome = await refused({
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: "ann@acme.test" of Ann in Annex 42',
      errorCauses: [
        { errorSummary: "title: 'c++ | r&d' is not St. (Ives)+, red or bob.other@else.test" },
        { errorSummary: 'line\nbreak\u001b[31m\u202e' },
        'odd',
        { errorSummary: 7 },
      ],
    });
    expect(outcome).toMatchObject({
      oktaCode: 'E0000001',
      message: `Api validation failed: "…" of … in Annex …; title: '…' is not …, … or …; line break [31m`,
    });
  });

  it('is kept short', async () => {
    const errorCauses = Array.from({ length: 50 }, () => ({ errorSummary: '😀'.repeat(5000) }));
    const outcome = await refused({ errorCode: 'E0000001', errorSummary: 'x'.repeat(5000), errorCauses });
    const message = outcome.kind === 'refused' ? outcome.message : '';
    expect(message.length).toBeLessThan(1300);
    expect(message.isWellFormed()).toBe(true);
  });

  it.each([
    ['no error of Okta', '<html>Blocked: ann@acme.test</html>', 403, null, 'status 403'],
    ['nothing', '', 411, null, 'status 411'],
    ['an odd code', { errorCode: 'ann', errorSummary: 'Ann' }, 400, null, 'status 400'],
    ['no words', { errorCode: 'E0000006' }, 403, 'E0000006', 'no reason given'],
    ['a feature that is off', { errorCode: 'E0000015', errorSummary: 'Off' }, 401, 'E0000015', 'Off'],
    ['a conflict', { errorCode: 'E0000195', errorSummary: 'Conflict' }, 409, 'E0000195', 'Conflict'],
  ])('may have %s', async (_, body, status, oktaCode, message) => {
    expect(await refused(body, status)).toMatchObject({ kind: 'refused', status, oktaCode, message });
  });

  it.each([
    ['a missing scope', 403, 'Bearer scope="okta.users.manage", error="insufficient_scope"', 'TEN-2201'],
    ['a refused proof', 400, 'DPoP error="invalid_dpop_proof"', 'TEN-2105'],
    ['a fresh token refused', 401, 'Bearer error="invalid_token"', 'TEN-2106'],
  ])('is a failure when it is about the client: %s', async (_, status, challenge, code) => {
    await expect(refused('', status, { 'www-authenticate': challenge })).rejects.toMatchObject({ code, exitCode: 12 });
  });
});

function withBody(okta: FakeOkta, body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>): Response {
  return new Response(body, { headers: { date: new Date(okta.okta).toUTCString() } });
}

function brokenStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{'));
    },
    pull: (controller) => {
      controller.error(systemError('UND_ERR_SOCKET'));
    },
  });
}
