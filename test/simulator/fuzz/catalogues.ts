// What Okta's documents say can be searched for, written from okta-api.md §3.1, §3.4 and §3.5 and from no code.

export type Kind = 'text' | 'exact' | 'instant' | 'number' | 'boolean';

/** Something that can be asked for. */
export interface Asked {
  readonly name: string;
  readonly kind: Kind;
  readonly operators: readonly string[];
  /** Where its value is in the JSON of a subject. */
  readonly at: readonly string[];
}

/** One parameter of one list. */
export interface Catalogue {
  readonly path: string;
  readonly parameter: 'search' | 'filter';
  /** Whether the values of texts count without their case. */
  readonly ignoreCase: boolean;
  readonly attributes: readonly Asked[];
  /** The codes of an expression that cannot be read, and of one that asks for what cannot be asked for. */
  readonly codes: { readonly grammar: string; readonly field: string };
}

/** Every operator that there is anywhere; `pr` takes no value. */
export const operators = ['eq', 'ne', 'sw', 'ew', 'co', 'gt', 'ge', 'lt', 'le', 'pr'];

const order = ['gt', 'ge', 'lt', 'le'];
const asked = (kind: Kind, operatorsOf: readonly string[], ...names: readonly string[]): readonly Asked[] =>
  names.map((name) => ({ name, kind, operators: operatorsOf, at: name.split('.') }));
const invalid = { grammar: 'E0000031', field: 'E0000031' };

const userSearch: Catalogue = {
  path: '/api/v1/users',
  parameter: 'search',
  ignoreCase: true,
  codes: invalid,
  attributes: [
    ...asked('text', ['eq', 'sw', 'pr', ...order], 'status', 'profile.title', 'profile.hrWorkerId', 'profile.badges'),
    ...asked(
      'text',
      ['eq', 'sw', 'co', 'pr', ...order],
      ...['profile.firstName', 'profile.lastName', 'profile.email', 'profile.login'],
    ),
    ...asked('exact', ['eq', 'sw', 'pr', ...order], 'id', 'type.id'),
    ...asked('instant', ['eq', 'pr', ...order], 'created', 'activated', 'statusChanged', 'lastUpdated'),
    ...asked('number', ['eq', 'pr', ...order], 'profile.floor', 'profile.rate', 'profile.levels'),
    ...asked('boolean', ['eq', 'pr'], 'profile.remote'),
  ],
};

const userFilter: Catalogue = {
  path: '/api/v1/users',
  parameter: 'filter',
  ignoreCase: false,
  codes: invalid,
  attributes: [
    ...asked('text', ['eq'], 'status', 'profile.login', 'profile.email', 'profile.firstName', 'profile.lastName'),
    ...asked('exact', ['eq'], 'id'),
    ...asked('instant', ['eq', ...order], 'lastUpdated'),
  ],
};

const groupSearch: Catalogue = {
  path: '/api/v1/groups',
  parameter: 'search',
  ignoreCase: true,
  codes: invalid,
  attributes: [
    ...asked('text', ['eq', 'sw', 'co'], 'profile.name', 'profile.description'),
    ...asked('text', ['eq', 'sw'], 'type', 'profile.samAccountName'),
    ...asked('exact', ['eq', 'sw'], 'id', 'source.id'),
    ...asked('instant', ['eq', ...order], 'created', 'lastUpdated', 'lastMembershipUpdated'),
  ],
};

const groupFilter: Catalogue = {
  path: '/api/v1/groups',
  parameter: 'filter',
  ignoreCase: false,
  codes: invalid,
  attributes: [
    ...asked('text', ['eq'], 'type'),
    ...asked('exact', ['eq'], 'id'),
    ...asked('instant', ['eq', ...order], 'lastUpdated', 'lastMembershipUpdated'),
  ],
};

const logFilter: Catalogue = {
  path: '/api/v1/logs',
  parameter: 'filter',
  ignoreCase: false,
  codes: { grammar: 'E0000053', field: 'E0000031' },
  attributes: [
    ...asked(
      'exact',
      ['eq', 'ne', 'sw', 'ew', 'co', 'pr'],
      ...['uuid', 'eventType', 'severity', 'displayMessage', 'actor.id', 'actor.type', 'actor.displayName'],
      ...['outcome.result', 'outcome.reason', 'transaction.id', 'transaction.type', 'client.id'],
    ),
    // Of several targets one that fits is enough; what `ne` means of several is nowhere said.
    ...asked(
      'exact',
      ['eq', 'sw', 'ew', 'co', 'pr'],
      ...['target.id', 'target.type', 'target.alternateId', 'target.displayName'],
    ),
  ],
};

export const catalogues: readonly Catalogue[] = [userSearch, userFilter, groupSearch, groupFilter, logFilter];
