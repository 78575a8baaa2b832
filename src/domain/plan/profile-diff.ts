import type { ObservedUser, ObservedValue } from '../identity/observed.ts';
import type { AccountShape, AttributeValue } from '../mapping/compiled.ts';

export type Scalar = string | number | boolean | null;

/** Owned attributes that differ, before and after; null means no value. */
export interface ProfileChange {
  readonly before: Readonly<Record<string, Scalar>>;
  readonly after: Readonly<Record<string, Scalar>>;
  readonly attributes: number;
  /** Owned attributes that the live schema lacks or does not let anybody write. */
  readonly refused: readonly string[];
}

/** Compares what is owned always with what Okta holds. Absent and null are the same to Okta. */
export function profileChange(
  shape: AccountShape,
  user: ObservedUser,
  schema: ReadonlySet<string> | null,
): ProfileChange {
  const before: Record<string, Scalar> = {};
  const after: Record<string, Scalar> = {};
  const refused: string[] = [];
  let attributes = 0;
  const compare = (name: string, wanted: AttributeValue): void => {
    if (schema?.has(name) === false) {
      refused.push(name);
      return;
    }
    const held = heldValue(user, name);
    if (sameValue(held, wanted)) return;
    before[name] = held;
    after[name] = wanted;
    attributes += 1;
  };
  for (const [name, wanted] of Object.entries(shape.attributes)) compare(name, wanted);
  for (const { name, on } of shape.loginAttributes) if (on === 'always') compare(name, user.login);
  return { before, after, attributes, refused };
}

/** What an account holds in an attribute, as a plan writes it; null means no value. */
export function heldValue(user: ObservedUser, name: string): Scalar {
  return scalar(user.attributes[name] ?? (name === 'email' ? user.email : null));
}

/** A list is nobody's wanted value, so that it differs from every scalar and is shown as text. */
function scalar(value: ObservedValue | null): Scalar {
  if (typeof value === 'object') return value === null ? null : value.join(', ');
  return value;
}

/** Whether Okta would say the same of both: absent, null and the empty text are one, and so are 7 and "7". */
export function sameValue(held: Scalar, wanted: AttributeValue): boolean {
  if (held === wanted) return true;
  if (held === null || wanted === null) return (held ?? '') === '' && (wanted ?? '') === '';
  return String(held) === String(wanted);
}
