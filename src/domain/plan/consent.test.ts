import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingScopes, guardrails, type Finding, type GuardrailId } from '../guardrails/finding.ts';
import { announcedInMass, operationKinds, type Operation } from './artefact.ts';
import {
  defaultConsentModes,
  inScope,
  judgeConsent,
  type ConsentFacts,
  type ConsentModes,
  type GivenConsent,
} from './consent.ts';
import { anOperation } from './operation.fixture.ts';

function finding(guardrail: GuardrailId, more: Partial<Finding> = {}): Finding {
  return {
    guardrail,
    verdict: 'hold',
    scope: 'plan',
    measured: 4,
    limit: 3,
    message: '',
    subjects: [],
    subjectsTotal: 0,
    remedy: '',
    ...more,
  };
}

const autopilot: ConsentModes = {
  joiner: 'autopilot',
  mover: 'autopilot',
  leaver: 'autopilot',
  leave: 'autopilot',
  return: 'autopilot',
};

function judged(one: Operation, more: Partial<ConsentFacts> = {}): string {
  const facts: ConsentFacts = { modes: defaultConsentModes, everApproved: true, findings: [], given: null, ...more };
  const verdict = judgeConsent(one, facts);
  if (verdict.kind === 'held') return `held ${verdict.guardrails.join(' ')}`;
  return verdict.kind === 'allowed' ? `allowed ${verdict.by}` : verdict.kind;
}

const approved = (...findings: GivenConsent['findings'][number][]): GivenConsent => ({
  decision: 'approve',
  findings,
});

describe('without a person’s word', () => {
  it.each([
    ['disable', 'allowed standing'],
    ['clear-sessions', 'allowed standing'],
    ['deactivate', 'waiting'],
    ['create', 'waiting'],
    ['update-profile', 'waiting'],
    ['unsuspend', 'waiting'],
  ] as const)('the defaults say of %s: %s', (kind, verdict) => {
    expect(judged(anOperation(kind))).toBe(verdict);
  });

  it('a leave’s suspension is no leaver’s', () => {
    expect(judged(anOperation('disable', { lifecycle: 'leave' }))).toBe('waiting');
    expect(judged(anOperation('disable', { lifecycle: 'leave' }), { modes: autopilot })).toBe('allowed standing');
  });

  it('nothing is on autopilot before the first approval', () => {
    for (const kind of operationKinds) {
      expect(judged(anOperation(kind, { firm: true }), { modes: autopilot, everApproved: false })).toBe('waiting');
    }
  });

  it('what asks for a person by itself waits in every mode', () => {
    expect(judged(anOperation('activate', { needsApproval: ['rehire'] }), { modes: autopilot })).toBe('waiting');
  });

  it('a supervised leaver waits', () => {
    expect(judged(anOperation('disable'), { modes: { ...defaultConsentModes, leaver: 'supervised' } })).toBe('waiting');
  });
});

describe('a finding', () => {
  it.each(['ok', 'warn', 'candidate', 'reject', 'refuse'] as const)('that says %s holds nothing', (verdict) => {
    expect(judged(anOperation('disable'), { findings: [finding('G10', { verdict })] })).toBe('allowed standing');
  });

  it('that holds names itself, also where a person would be asked anyhow', () => {
    const findings = [finding('G14'), finding('G15', { scope: 'creates' }), finding('G10', { scope: 'disables' })];
    expect(judged(anOperation('create'), { findings })).toBe('held G14 G15');
    expect(judged(anOperation('disable'), { findings })).toBe('held G14 G10');
    expect(judged(anOperation('update-profile'), { findings })).toBe('held G14');
  });

  it('accepted by a person at what it measures now, or more, holds no longer', () => {
    const findings = [finding('G10', { scope: 'disables', measured: 4 })];
    const given = (measured: number | null): ConsentFacts['given'] => approved({ guardrail: 'G10', measured });
    expect(judged(anOperation('disable'), { findings, given: given(4) })).toBe('allowed person');
    expect(judged(anOperation('disable'), { findings, given: given(5) })).toBe('allowed person');
    expect(judged(anOperation('disable'), { findings, given: given(3) })).toBe('held G10');
    expect(judged(anOperation('disable'), { findings, given: given(null) })).toBe('held G10');
    expect(judged(anOperation('disable'), { findings, given: approved({ guardrail: 'G14', measured: 9 }) })).toBe(
      'held G10',
    );
  });

  it('that measures nothing is covered by one that measured nothing', () => {
    const findings = [finding('G14', { measured: null })];
    expect(judged(anOperation('create'), { findings, given: approved({ guardrail: 'G14', measured: null }) })).toBe(
      'allowed person',
    );
    expect(judged(anOperation('create'), { findings, given: approved({ guardrail: 'G14', measured: 1 }) })).toBe(
      'held G14',
    );
  });
});

describe('a firm end of access', () => {
  const firm = anOperation('disable', { firm: true });

  it.each(findingScopes)('meets a hold of scope %s', (scope) => {
    const own = scope === 'firm-disables' || scope === 'subject';
    const about = { scope, subjects: ['Jo Berg (E1)'], subjectsTotal: 1 };
    expect(judged(firm, { findings: [finding('G14', about)] })).toBe(own ? 'held G14' : 'allowed standing');
  });

  it('takes its sessions along, and not the closing', () => {
    const findings = [finding('G14')];
    expect(judged(anOperation('clear-sessions', { firm: true }), { findings })).toBe('allowed standing');
    expect(judged(anOperation('deactivate', { firm: true }), { findings, modes: autopilot })).toBe('held G14');
  });
});

describe('a person’s word', () => {
  it('to refuse wins over every mode and over a cut', () => {
    const given = { decision: 'reject', findings: [] } as const;
    expect(judged(anOperation('disable', { firm: true }), { given })).toBe('rejected');
    expect(judged(anOperation('disable', { reason: { rule: 'cut-access' } }), { given })).toBe('rejected');
  });

  it('to allow is enough before anything else was ever approved', () => {
    expect(judged(anOperation('create'), { given: approved(), everApproved: false })).toBe('allowed person');
  });

  it('to cut somebody’s access is asked for once', () => {
    const facts = { everApproved: false, findings: [finding('G14'), finding('G10f', { scope: 'firm-disables' })] };
    const cut = { reason: { rule: 'cut-access' }, firm: true } as const;
    expect(judged(anOperation('disable', cut), facts)).toBe('allowed person');
    expect(judged(anOperation('clear-sessions', cut), facts)).toBe('allowed person');
    expect(judged(anOperation('deactivate', cut), facts)).toMatch(/^held/);
  });
});

describe('in scope of', () => {
  const joining = { ...anOperation('create').subject };
  const cases: [Finding['scope'], string, Operation, boolean][] = [
    ['creates', 'a creation', anOperation('create'), true],
    ['creates', 'an activation behind it', anOperation('activate', { subject: joining }), true],
    ['creates', 'a group behind it', anOperation('add-to-group', { lifecycle: 'joiner', subject: joining }), true],
    ['creates', 'the activation of an account that is there', anOperation('activate'), false],
    ['creates', 'a take-over', anOperation('adopt'), false],
    ['disables', 'a disable', anOperation('disable'), true],
    ['disables', 'its sessions', anOperation('clear-sessions'), true],
    ['disables', 'a closing', anOperation('deactivate', { before: { status: 'SUSPENDED' } }), true],
    ['disables', 'the closing of what nobody used', anOperation('deactivate', { before: { status: 'STAGED' } }), false],
    ['disables', 'a group removal', anOperation('remove-from-group'), false],
    ['firm-disables', 'a firm disable', anOperation('disable', { firm: true }), true],
    ['firm-disables', 'another disable', anOperation('disable'), false],
    [
      'absences',
      'somebody in no file any more',
      anOperation('disable', { reason: { rule: 'absent-from-file' } }),
      true,
    ],
    ['absences', 'somebody whose last day is over', anOperation('disable'), false],
    ['returns', 'somebody coming back', anOperation('unsuspend'), true],
    ['returns', 'a rehire', anOperation('activate', { lifecycle: 'return' }), true],
    ['returns', 'a starter', anOperation('activate'), false],
    ['group-removals', 'a mover’s removal', anOperation('remove-from-group'), true],
    ['group-removals', 'a leaver’s removal', anOperation('remove-from-group', { lifecycle: 'leaver' }), false],
    ['group-removals', 'an addition', anOperation('add-to-group'), false],
    ['group-writes', 'an addition', anOperation('add-to-group'), true],
    ['group-writes', 'a leaver’s removal', anOperation('remove-from-group', { lifecycle: 'leaver' }), true],
    ['group-writes', 'a creation, which brings its groups', anOperation('create'), true],
    ['group-writes', 'an update', anOperation('update-profile'), false],
    ['group-writes', 'an end of access', anOperation('disable'), false],
    ['all-but-suspensions', 'an end of access', anOperation('disable'), false],
    ['all-but-suspensions', 'its sessions', anOperation('clear-sessions'), false],
    ['all-but-suspensions', 'a closing', anOperation('deactivate'), true],
    ['all-but-suspensions', 'an update', anOperation('update-profile'), true],
    ['mass-announcements', 'one of many', anOperation('disable', { needsApproval: [announcedInMass] }), true],
    ['mass-announcements', 'a single one', anOperation('disable'), false],
    ['plan', 'anything', anOperation('adopt'), true],
    ['snapshot', 'anything', anOperation('adopt'), true],
  ];

  it.each(cases)('%s: %s', (scope, _what, one, expected) => {
    expect(inScope(one, finding('G10', { scope }))).toBe(expected);
  });

  it('its subjects: by name, and anybody while some are only counted', () => {
    const about = (subjects: string[], subjectsTotal = subjects.length): Finding =>
      finding('G17', { scope: 'subject', subjects, subjectsTotal });
    expect(inScope(anOperation('disable'), about(['Jo Berg (E1)']))).toBe(true);
    expect(inScope(anOperation('disable'), about(['E1']))).toBe(true);
    expect(inScope(anOperation('disable'), about(['Jo Berg (E10)', 'Al (AE1)']))).toBe(false);
    expect(inScope(anOperation('disable'), about(['Jo Berg (E10)'], 51))).toBe(true);
  });
});

describe('always', () => {
  const anyFinding = fc
    .record({
      guardrail: fc.constantFrom(...(Object.keys(guardrails) as GuardrailId[])),
      verdict: fc.constantFrom('ok', 'warn', 'hold', 'candidate', 'reject', 'refuse'),
      scope: fc.constantFrom(...findingScopes),
      measured: fc.option(fc.nat(9)),
    } as const)
    .map(({ guardrail, ...more }) => finding(guardrail, more));
  const anyGiven = fc.option(
    fc.record({
      decision: fc.constantFrom('approve', 'reject'),
      findings: fc.array(
        fc.record({
          guardrail: fc.constantFrom(...(Object.keys(guardrails) as GuardrailId[])),
          measured: fc.option(fc.nat(9)),
        }),
        { maxLength: 4 },
      ),
    } as const),
  );
  const mode = fc.constantFrom('supervised', 'autopilot');
  const anyFacts: fc.Arbitrary<ConsentFacts> = fc.record({
    modes: fc.record({
      joiner: mode,
      mover: mode,
      leaver: fc.constantFrom('supervised', 'autopilot', 'suspensions'),
      leave: mode,
      return: mode,
    } as const),
    everApproved: fc.boolean(),
    findings: fc.array(anyFinding, { maxLength: 4 }),
    given: anyGiven,
  });
  const anyOperation = fc
    .record({
      kind: fc.constantFrom(...operationKinds),
      lifecycle: fc.constantFrom('joiner', 'mover', 'leaver', 'leave', 'return'),
      firm: fc.boolean(),
      needsApproval: fc.constantFrom([], ['rehire'], [announcedInMass]),
    } as const)
    .map(({ kind, ...more }) => anOperation(kind, more));

  it('nothing is allowed that is rejected, uncovered, or that nobody and no mode allowed', () => {
    fc.assert(
      fc.property(anyOperation, anyFacts, (one, facts) => {
        const verdict = judgeConsent(one, facts);
        expect(verdict.kind === 'rejected').toBe(facts.given?.decision === 'reject');
        if (verdict.kind !== 'allowed') return;
        if (verdict.by === 'person') expect(facts.given?.decision).toBe('approve');
        else expect([facts.everApproved, one.needsApproval]).toEqual([true, []]);
        for (const held of facts.findings.filter((each) => each.verdict === 'hold' && inScope(one, each))) {
          const covered = facts.given?.findings.some(
            ({ guardrail, measured }) =>
              guardrail === held.guardrail &&
              (held.measured === null ? measured === null : measured !== null && measured >= held.measured),
          );
          const passes = one.firm && ['disable', 'clear-sessions'].includes(one.kind);
          expect(covered === true || passes).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('an acceptance of more, and fewer findings, never take an allowance away', () => {
    fc.assert(
      fc.property(anyOperation, anyFacts, anyFinding, (one, facts, more) => {
        if (judgeConsent(one, facts).kind !== 'allowed') return;
        expect(judgeConsent(one, { ...facts, findings: facts.findings.slice(1) }).kind).toBe('allowed');
        const { given } = facts;
        if (given === null) return;
        const accepted = [...given.findings, { guardrail: more.guardrail, measured: more.measured }];
        expect(judgeConsent(one, { ...facts, given: { ...given, findings: accepted } }).kind).toBe('allowed');
      }),
      { numRuns: 1_000 },
    );
  });
});
