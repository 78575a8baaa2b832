import { expect, it } from 'vitest';
import { operationKinds, type OperationKind } from './artefact.ts';
import { laneOf, lanes } from './lanes.ts';
import { anOperation } from './operation.fixture.ts';

it('puts every disable before any clean-up, and both before everything else', () => {
  const lane = (kind: OperationKind): number => laneOf(anOperation(kind));
  const first = new Set<OperationKind>(['disable', 'deactivate']);
  for (const kind of operationKinds) {
    if (first.has(kind)) expect(lane(kind)).toBe(lanes.disables);
    else if (kind === 'clear-sessions') expect(lane(kind)).toBe(lanes['clean-up']);
    else expect(lane(kind)).toBeGreaterThan(lanes['clean-up']);
  }
});
