/** One step of the way to what is wanted. */
export interface Step {
  readonly next: Map<string, Step>;
  /** Which of the wanted values stands here; -1 when none does. */
  slot: number;
  /** The list of records stands here. */
  isRecords: boolean;
}

/** In longer paths keys that have a dot in their own name are not looked for: the ways double with every step. */
const longestPath = 8;

/** `$.workers` and `workers` are the same; `$` is the document itself. */
export function stepsOf(path: string): readonly string[] {
  const plain = path.replace(/^\$\.?/, '');
  return plain === '' ? [] : plain.split('.');
}

export function newStep(): Step {
  return { next: new Map(), slot: -1, isRecords: false };
}

/** Adds a path from here; a key that has the dot in its own name is found as well. */
export function addPath(from: Step, steps: readonly string[], slot: number): void {
  if (steps.length === 0) from.slot = slot;
  const most = steps.length > longestPath ? 1 : steps.length;
  for (let taken = 1; taken <= most; taken += 1) {
    addPath(stepTo(from, steps.slice(0, taken).join('.')), steps.slice(taken), slot);
  }
}

/** The way to the list of records, and to single values outside of it by their slot. */
export function rootOf(records: string, outside: readonly (readonly [path: string, slot: number])[] = []): Step {
  const root = newStep();
  stepsOf(records).reduce(stepTo, root).isRecords = true;
  for (const [path, slot] of outside) addPath(root, stepsOf(path), slot);
  return root;
}

/** The ways to the values in a record; the place of a value in the list is its slot, however many paths it has. */
export function recordOf(values: readonly (readonly string[])[]): Step {
  const record = newStep();
  values.forEach((paths, slot) => {
    for (const path of new Set(paths)) addPath(record, stepsOf(path), slot);
  });
  return record;
}

/** The step under a key, made when it is not there. */
export function stepTo(from: Step, key: string): Step {
  const known = from.next.get(key);
  if (known !== undefined) return known;
  const made = newStep();
  from.next.set(key, made);
  return made;
}
