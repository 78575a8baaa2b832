import { zoneOfPlace } from '../inspection/places.ts';
import { zoneId, type ZoneId } from '../time/zone.ts';
import type { Fields, ZoneOrigin } from '../worker/record.ts';
import { reference, tableNamed, type Compilation } from './compilation.ts';
import { mappingError, type Fault } from './problems.ts';
import type { Field } from './values.ts';

/** How a worker's zone is found: field, then table, then default. */
export interface ZoneRule {
  readonly field: Field | null;
  readonly lookup: { readonly field: Field; readonly zones: ReadonlyMap<string, ZoneId> } | null;
  readonly otherwise: ZoneId | null;
}

/** A zone, where it came from, and what is wrong with that. */
export interface ZoneFinding {
  readonly zone: ZoneId;
  readonly origin: ZoneOrigin;
  readonly fault: Fault | null;
  /** The field to blame. */
  readonly blame: Field | null;
}

export function compileZone(compilation: Compilation): ZoneRule {
  const { timezone } = compilation.document;
  const field =
    timezone.field === undefined ? null : reference(compilation, timezone.field, ['text'], ['timezone', 'field']);
  const otherwise =
    timezone.default === undefined ? null : zoneAt(compilation, timezone.default, ['timezone', 'default']);
  if (timezone.field === undefined && timezone.lookup === undefined && timezone.default === undefined) {
    const hint = 'Give `field`, `lookup`, `default`, or several of them, e.g. default: Europe/Berlin.';
    compilation.problems.push(mappingError('TEN-1102', ['timezone'], 'no time zone is declared', { hint }));
  }
  return { field: field ?? null, lookup: compileLookup(compilation), otherwise: otherwise ?? null };
}

function compileLookup(compilation: Compilation): ZoneRule['lookup'] {
  const { lookup } = compilation.document.timezone;
  if (lookup === undefined) return null;
  const field = reference(compilation, lookup.field, ['text'], ['timezone', 'lookup', 'field']);
  const table = tableNamed(compilation, lookup.table, ['timezone', 'lookup', 'table']);
  if (table === undefined) return null;
  const zones = new Map<string, ZoneId>();
  for (const [key, name] of table) {
    const zone = zoneAt(compilation, name, ['tables', lookup.table, key]);
    if (zone !== undefined) zones.set(key, zone);
  }
  return field === undefined ? null : { field, zones };
}

function zoneAt(compilation: Compilation, name: string, path: readonly string[]): ZoneId | undefined {
  const zone = zoneId(name);
  if (zone === undefined) {
    const hint = 'Use a name of the IANA database, e.g. Europe/Berlin.';
    const meant = zoneOfPlace(name);
    const says = meant === null ? hint : `Did you mean ${meant}? ${hint}`;
    compilation.problems.push(mappingError('TEN-1103', path, `"${name}" is no time zone`, { hint: says }));
  }
  return zone;
}

const utc = 'UTC' as ZoneId;

/** The zone of a worker with these fields. With an error in `fault`, the zone given is of no use. */
export function findZone(rule: ZoneRule, fields: Fields): ZoneFinding {
  const own = rule.field === null ? '' : textOf(fields, rule.field);
  if (own !== '') {
    const zone = zoneId(own);
    if (zone !== undefined) return { zone, origin: 'field', fault: null, blame: null };
    return { zone: utc, origin: 'field', fault: unknownZone, blame: rule.field };
  }
  if (rule.lookup !== null) {
    const zone = rule.lookup.zones.get(textOf(fields, rule.lookup.field));
    if (zone !== undefined) return { zone, origin: 'table', fault: null, blame: null };
  }
  return fallBack(rule);
}

function fallBack(rule: ZoneRule): ZoneFinding {
  const blame = rule.lookup?.field ?? rule.field;
  if (rule.otherwise === null) return { zone: utc, origin: 'default', fault: noZone, blame };
  // A mapping that declares nothing but a default means it: one zone for everybody earns no warning.
  return { zone: rule.otherwise, origin: 'default', fault: blame === null ? null : defaultZone, blame };
}

function textOf(fields: Fields, field: Field): string {
  const value = fields[field.name];
  return typeof value === 'string' ? value : '';
}

const unknownZone: Fault = {
  code: 'TEN-1114',
  message: 'is no time zone of the IANA database',
  hint: 'Correct it in HR: a name such as Europe/Berlin. If HR has other names, ask IT for a table under `timezone.lookup`.',
};

const noZone: Fault = {
  code: 'TEN-1114',
  message: 'gives no time zone',
  hint: 'Correct the place in HR. If it is a new one, ask IT to add it to the table of `timezone.lookup`.',
};

const defaultZone: Fault = {
  code: 'TEN-1114',
  message: 'gives no time zone, the default is used',
  hint: 'Correct the place in HR. If it is a new one, ask IT to add it to the table of `timezone.lookup`.',
};
