import { PlanJudge } from '../../domain/guardrails/plan.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import { enabledStatuses } from '../../domain/identity/observed.ts';
import type { AccountState } from '../../domain/lifecycle/state.ts';
import type { LifecycleKind, Operation, OperationKind } from '../../domain/plan/artefact.ts';
import { operation } from '../../domain/plan/operation.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import { day, plus, type Instant } from '../../domain/time/instant.ts';
import type { ReconcileOptions } from '../options.ts';
import type { BindingStore, MirroredUser, MirrorStore, PlanStore, WorkerStore } from '../ports.ts';
import type { Outcome } from './outcome.ts';

export interface TrialStores {
  readonly bindings: BindingStore;
  readonly mirror: MirrorStore;
  readonly workers: Pick<WorkerStore, 'pairs'>;
  readonly plans: Pick<PlanStore, 'lastApproved' | 'largestApprovedCreates'>;
}

type Usable = Extract<Outcome, { readonly kind: 'usable' }>;

const keyRange = 2_000;

/** Holds what a changed mapping alone would do to accounts against the safety checks of a plan. */
export class TrialJudge {
  readonly #stores: TrialStores;
  readonly #options: ReconcileOptions;
  readonly #judge = new PlanJudge();
  /** N. */
  readonly accounts: number;

  constructor(stores: TrialStores, options: ReconcileOptions) {
    this.#stores = stores;
    this.#options = options;
    this.accounts = boundEnabled(stores);
  }

  /** True for somebody whose account tenured knows, enabled when Okta was last read. */
  hasAccess(worker: string): boolean {
    return isEnabled(this.#account(worker));
  }

  #account(worker: string): MirroredUser | null {
    const binding = this.#stores.bindings.byWorker(worker);
    return binding === null ? null : this.#stores.mirror.userById(binding.okta);
  }

  take(worker: string, before: Outcome, after: Outcome, at: Instant): void {
    if (before.kind !== 'usable' || after.kind !== 'usable') return;
    if (!before.desired.inScope || !after.desired.inScope) return;
    const account = this.#account(worker);
    for (const one of effects(before, after, account)) this.#judge.take(toOperation(worker, one, account, at));
  }

  /** Those of the plan's safety checks that a mapping can set off. */
  findings(before: CompiledMapping, after: CompiledMapping, at: Instant): readonly Finding[] {
    const { plans, mirror } = this.#stores;
    const approved = plans.lastApproved();
    const { version, configFingerprint: config } = this.#options;
    const { schema } = mirror.state();
    const size = (name: string): number => {
      const [group] = mirror.groupsNamed(name);
      return group === undefined ? Infinity : mirror.memberCount(group.id);
    };
    const known = (): number =>
      before.managedGroups.reduce((sum, name) => sum + (Number.isFinite(size(name)) ? size(name) : 0), 0);
    const all = this.#judge.findings(
      {
        boundEnabled: this.accounts,
        approved: approved === null ? null : { version, config, mapping: before.fingerprint, schema },
        current: { version, config, mapping: after.fingerprint, schema },
        lastRunAt: at,
        at,
        largestApprovedCreates: plans.largestApprovedCreates(plus(at, -400 * day)),
        groupSizes: size,
        managedMemberships: known,
      },
      this.#options.guardrails,
    );
    return all.filter(({ guardrail }) => byMapping.has(guardrail));
  }
}

const byMapping = new Set<Finding['guardrail']>(['G10', 'G12', 'G14', 'G15', 'G16']);

function boundEnabled({ workers }: TrialStores): number {
  let sum = 0;
  for (let after = ''; ;) {
    const page = workers.pairs(after, keyRange);
    sum += page.enabled;
    if (page.last === null) return sum;
    after = page.last;
  }
}

function isEnabled(account: MirroredUser | null): boolean {
  return account !== null && enabledStatuses.has(account.status);
}

interface Effect {
  readonly kind: OperationKind;
  readonly lifecycle: LifecycleKind;
  readonly name: string;
  readonly target?: string;
}

function effects(before: Usable, after: Usable, account: MirroredUser | null): readonly Effect[] {
  const { name } = after.desired;
  const [had, has] = [before.desired.account, after.desired.account];
  if (account === null) return isWanted(has) && !isWanted(had) ? [{ kind: 'create', lifecycle: 'joiner', name }] : [];
  const found = lostGroups(before, after).map((target): Effect => {
    return { kind: 'remove-from-group', lifecycle: 'mover', name, target };
  });
  const ended = has === 'suspended' || has === 'closed';
  if (had === 'active' && ended && isEnabled(account)) found.push({ kind: 'disable', lifecycle: 'leaver', name });
  const back = had !== 'active' && has === 'active' && account.status === 'SUSPENDED';
  if (back) found.push({ kind: 'unsuspend', lifecycle: 'return', name });
  return found;
}

function isWanted(account: AccountState): boolean {
  return account === 'active' || account === 'staged';
}

function lostGroups(before: Usable, after: Usable): readonly string[] {
  const groups = after.desired.shape?.groups;
  if (groups === undefined) return [];
  return (before.desired.shape?.groups ?? []).filter((group) => !groups.includes(group));
}

function toOperation(
  worker: string,
  { kind, lifecycle, name, target }: Effect,
  account: MirroredUser | null,
  at: Instant,
): Operation {
  return operation(
    {
      kind,
      lifecycle,
      subject: { worker, name, okta: account?.id ?? null, login: account?.login ?? null },
      ...(target === undefined ? {} : { target }),
      before: account === null ? null : { status: account.status },
      after: null,
      due: null,
      precondition: { kind: 'still-due', okta: account?.id ?? '' },
      reason: { rule: 'attributes-differ' },
    },
    at,
  );
}
