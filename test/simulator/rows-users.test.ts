import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type OrgSeed } from '../../src/simulator/index.ts';
import { turn } from './caller.ts';
import { writer, type Answer, type Writer } from './writer.ts';

// The rows of okta-api.md §8 on single users, as the paper has them. Where a row has a table of its own in another
// file, here is what that table leaves out.

let org: Writer;
afterEach(() => org.close());

const sales = idFor('group', 'Sales');
const ada = '/api/v1/users/ada@example.com';
const people: Partial<OrgSeed> = {
  users: [user('ada@example.com', { recoveryQuestion: 'Pet?' }), user('gone@example.com', { status: 'DEPROVISIONED' })],
  groups: [group('Sales')],
  memberships: [{ group: 'Sales', users: ['ada@example.com', 'gone@example.com'] }],
  appAssignments: [{ id: '0oaPayroll0000000x70', label: 'Payroll', users: ['ada@example.com'] }],
};
const newcomer = (login: string): Record<string, string> => ({ firstName: 'N', lastName: 'Ew', login, email: login });
const create = (profile: unknown, query = '', more: object = {}): Promise<Answer> =>
  org.send('POST', `/api/v1/users${query}`, { profile, ...more });
const groupsOf = async (path: string): Promise<readonly string[]> =>
  (await org.json<{ profile: { name: string } }[]>(`${path}/groups`)).map(({ profile }) => profile.name);

describe('row 5: creating', () => {
  it('answers 200; without credentials PROVISIONED with dates, with activate=false STAGED without', async () => {
    org = await writer(people);
    expect(await create(newcomer('a@example.com'))).toMatchObject({
      status: 200,
      body: { status: 'PROVISIONED', activated: '2026-01-05T09:00:00.000Z', statusChanged: '2026-01-05T09:00:00.000Z' },
    });
    expect(await create(newcomer('b@example.com'), '?activate=false')).toMatchObject({
      status: 200,
      body: { status: 'STAGED', activated: null, statusChanged: null, lastLogin: null, passwordChanged: null },
    });
    const withPassword = await create(newcomer('c@example.com'), '', { credentials: { password: { value: 'pw' } } });
    expect(withPassword).toMatchObject({ status: 200, body: { status: 'ACTIVE', credentials: { password: {} } } });
    expect(withPassword.headers.get('etag')).toBeNull();
  });
});

describe('row 6: lifecycle bodies and mails', () => {
  it('are {} with a mail, the token without', async () => {
    org = await writer(people);
    await create(newcomer('a@example.com'), '?activate=false');
    const path = '/api/v1/users/a@example.com/lifecycle';
    expect(await org.send('POST', `${path}/activate`)).toMatchObject({ status: 200, body: {} });
    expect(org.simulator.org.mails().map(({ kind }) => kind)).toEqual(['activation']);
    expect((await org.send('POST', `${path}/reactivate?sendEmail=false`)).body).toEqual({
      activationUrl: expect.stringMatching(/^http/) as string,
      activationToken: expect.stringMatching(/^\w{20}$/) as string,
    });
    expect(await org.send('POST', `${path}/deactivate?sendEmail=true`)).toMatchObject({ status: 200, body: {} });
    expect(org.simulator.org.mails().at(-1)).toMatchObject({ kind: 'deactivation', recipient: 'admin@okta.invalid' });
  });
});

describe('row 7: what is legal when', () => {
  it('deactivating twice is 404 with the id and the kind', async () => {
    org = await writer(people);
    const { id } = org.simulator.org.user('ada@example.com') ?? { id: '' };
    expect((await org.send('POST', `${ada}/lifecycle/deactivate`)).status).toBe(200);
    const again = await org.send('POST', `${ada}/lifecycle/deactivate`);
    expect([again.status, again.code, again.summary]).toEqual([
      404,
      'E0000007',
      `Not found: Resource not found: ${id} (User)`,
    ]);
    expect(again.body).toEqual({
      errorCode: 'E0000007',
      errorSummary: `Not found: Resource not found: ${id} (User)`,
      errorLink: 'E0000007',
      errorId: expect.stringMatching(/^oae[A-Za-z0-9]{22}$/) as string,
      errorCauses: [],
    });
  });

  it('a deactivated profile takes no change but by the setting, and ACTIVE cannot be activated', async () => {
    org = await writer(people);
    const gone = '/api/v1/users/gone@example.com';
    const edit = (): Promise<Answer> => org.send('POST', gone, { profile: { title: 'x' } });
    expect(await edit()).toMatchObject({ status: 403, code: 'E0000038' });
    turn(org.simulator.org, { editDeactivated: true });
    expect((await edit()).status).toBe(200);
    expect(await org.send('POST', `${ada}/lifecycle/activate`)).toMatchObject({ status: 403, code: 'E0000016' });
  });

  it.each(['E0000016', 'E0000038'] as const)('activating a SUSPENDED user is %s by the switch', async (code) => {
    org = await writer({ ...people, switches: { activateSuspended: code } });
    await org.send('POST', `${ada}/lifecycle/suspend`);
    expect(await org.send('POST', `${ada}/lifecycle/activate`)).toMatchObject({ status: 403, code });
  });

  it.each([
    ['refuse', 400],
    ['accept', 200],
  ] as const)('suspending a PROVISIONED user: %s by the switch', async (suspendProvisioned, status) => {
    org = await writer({ users: [user('p@example.com', { status: 'PROVISIONED' })], switches: { suspendProvisioned } });
    expect((await org.send('POST', '/api/v1/users/p@example.com/lifecycle/suspend')).status).toBe(status);
  });

  it('a temporary password is told once, ends sessions where asked, and signs in until it is changed', async () => {
    org = await writer(people);
    const state = org.simulator.org;
    const { id } = state.user('ada@example.com') ?? { id: '' };
    state.sessions.open(id, state.now());
    const answer = await org.send('POST', `${ada}/lifecycle/expire_password_with_temp_password?revokeSessions=true`);
    const { tempPassword } = answer.body as { tempPassword: string };
    expect([org.status('ada@example.com'), state.sessions.of(id)]).toEqual(['PASSWORD_EXPIRED', []]);
    const change = (oldPassword: string): Promise<Answer> =>
      org.send('POST', `${ada}/credentials/change_password`, {
        oldPassword: { value: oldPassword },
        newPassword: { value: 'new one' },
      });
    expect(await change('wrong')).toMatchObject({ status: 403, code: 'E0000014' });
    expect(await change(tempPassword)).toMatchObject({
      status: 200,
      body: { password: {}, recovery_question: { question: 'Pet?' }, provider: { type: 'OKTA' } },
    });
    expect(org.status('ada@example.com')).toBe('ACTIVE');
  });

  it.each([
    ['STAGED', 'STAGED'],
    ['PROVISIONED', 403],
    ['ACTIVE', 'ACTIVE'],
    ['RECOVERY', 'ACTIVE'],
    ['PASSWORD_EXPIRED', 'ACTIVE'],
    ['LOCKED_OUT', 403],
    ['SUSPENDED', 403],
    ['DEPROVISIONED', 403],
  ] as const)('changing the password of a %s user: %s', async (status, expected) => {
    org = await writer({ users: [user('p@example.com', { status })] });
    const answer = await org.send('POST', '/api/v1/users/p@example.com/credentials/change_password', {
      oldPassword: { value: 'old' },
      newPassword: { value: 'new' },
    });
    if (expected === 403) expect(answer).toMatchObject({ status: 403, code: 'E0000038' });
    else expect(answer).toMatchObject({ status: 200, body: { password: {} } });
    expect(org.status('p@example.com')).toBe(expected === 403 ? status : expected);
  });

  it.each([
    ['LOCKED_OUT', ['deactivate', 'resetPassword', 'unlock']],
    ['SUSPENDED', ['deactivate', 'unsuspend']],
  ] as const)('a %s user is shown what can be done by its links', async (status, expected) => {
    org = await writer({ users: [user('p@example.com', { status })] });
    const { body } = await org.send('GET', '/api/v1/users/p@example.com');
    const links = Object.keys((body as { _links: object })._links);
    expect(links.filter((name) => !['self', 'schema', 'type'].includes(name)).sort()).toEqual(expected);
  });

  it('a forgotten password needs an ACTIVE user with a recovery question', async () => {
    org = await writer(people);
    const forgot = `${ada}/credentials/forgot_password`;
    expect(await org.send('POST', forgot)).toMatchObject({ status: 200, body: {} });
    expect(org.simulator.org.mails().at(-1)?.kind).toBe('passwordReset');
    expect((await org.send('POST', `${forgot}?sendEmail=false`)).body).toHaveProperty('resetPasswordUrl');
    expect(org.status('ada@example.com')).toBe('ACTIVE');
    await create(newcomer('b@example.com'), '', { credentials: { password: { value: 'pw' } } });
    const other = '/api/v1/users/b@example.com/credentials';
    expect(await org.send('POST', `${other}/forgot_password`)).toMatchObject({ status: 403, code: 'E0000038' });
    const question = { question: 'Street?', answer: 'Main' };
    const ask = (value: string): Promise<Answer> =>
      org.send('POST', `${other}/change_recovery_question`, { password: { value }, recovery_question: question });
    expect((await ask('wrong')).code).toBe('E0000014');
    expect((await ask('pw')).body).toMatchObject({ recovery_question: { question: 'Street?' } });
    expect((await org.send('POST', `${other}/forgot_password`)).status).toBe(200);
    expect((await org.send('POST', `${other}/change_recovery_question`, {})).code).toBe('E0000001');
    await org.send('POST', '/api/v1/users/b@example.com/lifecycle/suspend');
    expect((await org.send('POST', `${other}/change_password`, {})).code).toBe('E0000038');
  });
});

describe('row 8: what takes its time', () => {
  it.each([200, 202, 204] as const)('a lifecycle call that prefers it is answered %d', async (respondAsyncStatus) => {
    org = await writer({ ...people, switches: { respondAsyncStatus } });
    const answer = await org.send('POST', `${ada}/lifecycle/deactivate`, undefined, { prefer: 'respond-async' });
    expect([answer.status, answer.body]).toEqual([respondAsyncStatus, respondAsyncStatus === 204 ? undefined : {}]);
    await org.clock.advance(1000);
    expect(org.status('ada@example.com')).toBe('DEPROVISIONED');
  });

  it.each([200, 202] as const)('deactivating by Prefer: respond-async answers %d', async (respondAsyncStatus) => {
    org = await writer({ ...people, switches: { respondAsyncStatus, respondAsyncMs: 5000 } });
    const answer = await org.send('DELETE', ada, undefined, { prefer: 'respond-async' });
    expect(answer.status).toBe(204);
    expect((await org.send('GET', ada)).body).toMatchObject({
      status: 'ACTIVE',
      transitioningToStatus: 'DEPROVISIONED',
    });
    await org.clock.advance(5000);
    expect(org.status('ada@example.com')).toBe('DEPROVISIONED');
  });
});

describe('row 9: deactivating', () => {
  it('keeps groups and drops apps; activating brings the groups back and no app', async () => {
    org = await writer(people);
    expect((await org.send('GET', `${ada}/appLinks`)).body).toMatchObject([{ label: 'Payroll' }]);
    await org.send('POST', `${ada}/lifecycle/deactivate`);
    expect(org.news().map(({ eventType }) => eventType)).toEqual([
      'user.lifecycle.deactivate',
      'application.user_membership.remove',
    ]);
    expect([await groupsOf(ada), (await org.send('GET', `${ada}/appLinks`)).body]).toEqual([['Everyone', 'Sales'], []]);
    await org.send('POST', `${ada}/lifecycle/activate?sendEmail=false`);
    expect([await groupsOf(ada), (await org.send('GET', `${ada}/appLinks`)).body]).toEqual([['Everyone', 'Sales'], []]);
  });

  it.each([
    ['E0000001', 400],
    ['E0000006', 403],
    ['E0000038', 403],
  ] as const)('adding a deactivated user to a group is refused, %s by the switch', async (code, status) => {
    org = await writer({ ...people, switches: { deactivatedMember: code } });
    const path = `/api/v1/groups/${sales}/users/${idFor('user', 'gone@example.com')}`;
    expect(await org.send('PUT', path)).toMatchObject({ status, code });
    expect((await org.send('DELETE', path)).status).toBe(204);
  });
});

describe('row 14: a login', () => {
  it('is taken whatever its case and accents, and whatever the status; an email is not', async () => {
    org = await writer(people);
    for (const login of ['GONE@example.com', 'góne@example.com', 'gone@example.com']) {
      const taken = await create(newcomer(login));
      expect([taken.status, taken.code, taken.summary, taken.causes]).toEqual([
        400,
        'E0000001',
        'Api validation failed: login',
        ['login: An object with this field already exists in the current organization'],
      ]);
    }
    expect((await create({ ...newcomer('x@example.com'), email: 'ada@example.com' })).status).toBe(200);
  });

  it('is found after an answer that was lost', async () => {
    org = await writer(people);
    org.simulator.faults.cutAfterCommit({ method: 'POST', path: '/api/v1/users' });
    await expect(create(newcomer('lost@example.com'))).rejects.toThrow();
    expect((await org.send('GET', '/api/v1/users/lost@example.com')).status).toBe(200);
    expect((await create(newcomer('lost@example.com'))).code).toBe('E0000001');
  });
});

describe('row 5: cheaper answers', () => {
  it.each(['/api/v1/users/ada@example.com', '/api/v1/users?limit=1', `/api/v1/groups/${sales}/users?limit=1`])(
    'leave out what they are asked to: %s',
    async (path) => {
      org = await writer({ ...people, switches: { respondAsyncMs: 5000 } });
      await org.send('POST', `${ada}/lifecycle/deactivate`, undefined, { prefer: 'respond-async' });
      const asked = async (omit: string): Promise<object> => {
        const type = `application/json; okta-response=${omit}`;
        const { body } = await org.send('GET', path, undefined, { 'content-type': type });
        return (Array.isArray(body) ? (body as object[])[0] : (body as object)) ?? {};
      };
      expect(await asked('nothing')).toMatchObject({ credentials: {}, transitioningToStatus: 'DEPROVISIONED' });
      expect(Object.keys(await asked('omitCredentials'))).not.toContain('credentials');
      expect(Object.keys(await asked('omitTransitioningToStatus'))).not.toContain('transitioningToStatus');
      const links = (await asked('omitCredentialsLinks')) as { _links: object };
      expect(links._links).toHaveProperty('self');
      const ofCredentials = ['changePassword', 'changeRecoveryQuestion', 'forgotPassword', 'unlock'];
      for (const name of [...ofCredentials, 'resetFactors', 'resetPassword'])
        expect(links._links).not.toHaveProperty(name);
    },
  );
});

describe('row 16: POST and PUT', () => {
  it('merge and wipe; what is unset is left out but for two nulls', async () => {
    org = await writer(people);
    await org.send('POST', ada, { profile: { title: 'Head', city: 'Bern' } });
    const merged = await org.send('POST', ada, { profile: { city: null } });
    expect(merged.body).toMatchObject({ profile: { title: 'Head', mobilePhone: null, secondEmail: null } });
    expect((merged.body as { profile: object }).profile).not.toHaveProperty('city');
    const replaced = await org.send('PUT', ada, { profile: newcomer('ada@example.com') });
    expect((replaced.body as { profile: object }).profile).toEqual({
      ...newcomer('ada@example.com'),
      mobilePhone: null,
      secondEmail: null,
    });
  });

  it.each([
    ['clear', undefined],
    ['store', ''],
  ] as const)('an empty string is to %s by the switch', async (emptyString, expected) => {
    org = await writer({ ...people, switches: { emptyString } });
    const { body } = await org.send('POST', ada, { profile: { title: '' } });
    expect((body as { profile: { title?: string } }).profile.title).toBe(expected);
  });
});

describe('row 17: the ETag', () => {
  it('is weak, of the profile alone, on a single GET alone, and If-Match goes by it', async () => {
    org = await writer(people);
    const read = async (): Promise<string> => (await org.send('GET', ada)).headers.get('etag') ?? '';
    const before = await read();
    expect(before).toMatch(/^W\/"[0-9a-f]{64}"$/);
    await org.send('POST', `${ada}/lifecycle/deactivate`);
    await org.send('POST', `${ada}/lifecycle/activate?sendEmail=false`);
    expect(await read()).toBe(before);
    const edited = await org.send('POST', ada, { profile: { title: 'x' } }, { 'if-match': before });
    expect([edited.status, edited.headers.get('etag')]).toEqual([200, null]);
    expect(await org.send('POST', ada, { profile: { title: 'y' } }, { 'if-match': before })).toMatchObject({
      status: 412,
      code: 'E0000231',
      summary: "ETag value doesn't match.",
    });
    expect(await org.send('POST', ada, {}, { 'if-match': 'x' })).toMatchObject({ status: 400, code: 'E0000242' });
    await org.send('POST', ada, { profile: { title: null } });
    expect(await read()).toBe(before);
    expect((await org.get('/api/v1/users')).headers.get('etag')).toBeNull();
  });
});

describe('row 24: deleting', () => {
  it('is 204 twice and 404 after; faults come between', async () => {
    org = await writer(people);
    expect((await org.send('DELETE', ada)).status).toBe(204);
    expect(org.status('ada@example.com')).toBe('DEPROVISIONED');
    expect((await org.send('DELETE', ada)).status).toBe(204);
    expect(await org.send('GET', ada)).toMatchObject({
      status: 404,
      code: 'E0000007',
      summary: 'Not found: Resource not found: ada@example.com (User)',
    });
    org.simulator.faults.failNext({ method: 'POST' }, { status: 503, errorCode: 'E0000010' });
    expect(await create(newcomer('z@example.com'))).toMatchObject({ status: 503, code: 'E0000010' });
  });
});

describe('row 25: other actors', () => {
  it('move users at sign-in, and an import undoes a suspension and a change', async () => {
    org = await writer({
      users: [
        user('ada@example.com'),
        user('ad@example.com', { provider: { type: 'ACTIVE_DIRECTORY', name: 'acme.local' } }),
      ],
    });
    const { faults } = org.simulator;
    for (const [outcome, status] of [
      ['passwordExpired', 'PASSWORD_EXPIRED'],
      ['success', 'ACTIVE'],
      ['lockedOut', 'LOCKED_OUT'],
      ['success', 'ACTIVE'],
      ['forgotPassword', 'RECOVERY'],
    ] as const) {
      faults.order({ kind: 'signIn', user: 'ada@example.com', outcome });
      expect(org.status('ada@example.com')).toBe(status);
    }
    const sourced = '/api/v1/users/ad@example.com';
    expect(await org.send('POST', sourced, { profile: { title: 'x' } })).toMatchObject({
      status: 403,
      code: 'E0000023',
      causes: [],
    });
    await org.send('POST', `${sourced}/lifecycle/suspend`);
    faults.order({ kind: 'import', user: 'ad@example.com' });
    expect(org.status('ad@example.com')).toBe('ACTIVE');
    faults.order({ kind: 'import', user: 'ad@example.com', profile: { title: 'Theirs' } });
    expect((await org.send('GET', sourced)).body).toMatchObject({ profile: { title: 'Theirs' } });
  });
});
