import { describe, expect, it } from 'vitest';
import { operationKinds, type Operation, type OperationKind } from './artefact.ts';
import type { OperationDraft } from './operation.ts';
import { anOperation, aUser, noon } from './operation.fixture.ts';
import { recheck } from './recheck.ts';
import { reverse, type CarriedOut, type Reversal } from './reverse.ts';

function done(operation: Operation, more: Partial<CarriedOut> = {}): CarriedOut {
  return { operation, effect: operation.kind, okta: '00u1', outcome: 'done', ...more };
}

function back(kind: OperationKind, draft: Partial<OperationDraft> = {}, more: Partial<CarriedOut> = {}): Operation {
  const found = reverse(done(anOperation(kind, draft), more), 7, noon);
  if (found.kind === 'cannot') throw new Error(found.why);
  return found.operation;
}

function whyNot(found: Reversal): string {
  return found.kind === 'cannot' ? found.why : '';
}

describe('taken back', () => {
  it('a suspension is lifted, and lifting one suspends again', () => {
    expect(back('disable')).toMatchObject({
      kind: 'unsuspend',
      lifecycle: 'return',
      precondition: { kind: 'status', okta: '00u1', statuses: ['SUSPENDED'] },
    });
    expect(back('disable', { lifecycle: 'leave' })).toMatchObject({ kind: 'unsuspend', lifecycle: 'leave' });
    expect(back('unsuspend')).toMatchObject({
      kind: 'disable',
      lifecycle: 'leaver',
      precondition: { kind: 'still-due', okta: '00u1' },
      firm: false,
    });
  });

  it('a profile gets its former values', () => {
    const change = back('update-profile', { before: { title: null, dept: 'A' }, after: { title: 'x', dept: 'B' } });
    expect(change).toMatchObject({
      kind: 'update-profile',
      before: { title: 'x', dept: 'B' },
      after: { title: null, dept: 'A' },
      precondition: { kind: 'fields', before: { title: 'x', dept: 'B' } },
    });
  });

  it('a membership is ended or given again', () => {
    expect(back('add-to-group', { target: 'Sales' })).toMatchObject({
      kind: 'remove-from-group',
      target: 'Sales',
      precondition: { kind: 'membership', group: 'Sales', member: true },
    });
    expect(back('remove-from-group', { target: 'Sales', lifecycle: 'leaver' })).toMatchObject({
      kind: 'add-to-group',
      target: 'Sales',
      lifecycle: 'leaver',
      precondition: { kind: 'membership', group: 'Sales', member: false },
    });
  });

  it('a group behind a creation is of the account that came of it', () => {
    const subject = { ...anOperation('create').subject };
    expect(back('add-to-group', { target: 'Sales', subject }).subject.okta).toBe('00u1');
    const unknown = reverse(done(anOperation('add-to-group', { subject }), { okta: null }), 7, noon);
    expect(whyNot(unknown)).toContain('not known');
  });

  it.each(['disable', 'unsuspend', 'update-profile', 'add-to-group', 'remove-from-group'] as const)(
    '%s says which run, waits for a person, is due at once, and twice is the effect itself',
    (kind) => {
      const draft = { target: 'Sales', before: { member: false }, after: { member: true } };
      const once = back(kind, draft);
      expect(once).toMatchObject({
        reason: { rule: 'undone', detail: 'run 7' },
        needsApproval: ['undo'],
        due: null,
        notBefore: null,
      });
      const twice = reverse(done(once), 8, noon);
      expect(twice).toMatchObject({ kind: 'operation', operation: { kind } });
    },
  );

  it('is carried out although HR wants something else', () => {
    const facts = { user: aUser('SUSPENDED'), boundTo: '00u1', boundBy: 'E1', protection: null, wanted: 'suspended' };
    expect(recheck(back('disable'), { ...facts, wanted: 'suspended' }, noon).kind).toBe('go');
  });
});

describe('not taken back', () => {
  it('by what was done in fact: a suspension that became a deactivation', () => {
    expect(whyNot(reverse(done(anOperation('disable'), { effect: 'deactivate' }), 7, noon))).toContain('deactivated');
    expect(whyNot(reverse(done(anOperation('disable'), { effect: 'clear-sessions' }), 7, noon))).toContain(
      'signed out',
    );
  });

  it.each(['failed', 'conflicted', 'in-doubt', 'cancelled'] as const)('what is %s', (outcome) => {
    expect(whyNot(reverse(done(anOperation('disable'), { outcome }), 7, noon))).toContain('not carried out');
  });

  it('says why in one sentence for people', () => {
    const sentences = operationKinds.map((kind) => whyNot(reverse(done(anOperation(kind)), 7, noon)));
    expect(sentences.filter((why) => why !== '')).toHaveLength(8);
    for (const why of sentences) expect(why).toMatch(/^$|^[A-Z][^.]*\.$/);
  });
});
