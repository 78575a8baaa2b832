import type { GroupRecord } from '../org/records.ts';
import type { Catalogue, Field } from './compile.ts';
import type { Operator } from './parse.ts';

const dateOperators: readonly Operator[] = ['eq', 'gt', 'ge', 'lt', 'le'];

const shared: readonly (readonly [string, Field<GroupRecord>])[] = [
  ['id', { kind: 'exact', operators: ['eq', 'sw'], read: (group) => group.id }],
  ['type', { kind: 'text', operators: ['eq', 'sw'], read: (group) => group.type }],
  ['lastUpdated', { kind: 'instant', operators: dateOperators, read: (group) => group.lastUpdated }],
  [
    'lastMembershipUpdated',
    { kind: 'instant', operators: dateOperators, read: (group) => group.lastMembershipUpdated },
  ],
];

const searchFields: ReadonlyMap<string, Field<GroupRecord>> = new Map<string, Field<GroupRecord>>([
  ...shared,
  ['created', { kind: 'instant', operators: dateOperators, read: (group) => group.created }],
  ['source.id', { kind: 'exact', operators: ['eq', 'sw'], read: (group) => group.sourceId }],
]);

/** Okta: `co` works for these profile attributes alone. */
const containable = new Set(['name', 'description']);

/** What `search` of list groups knows: any group profile attribute and some top-level properties. Okta: list groups. */
export function groupSearchFields(profileAttributes: ReadonlySet<string>): Catalogue<GroupRecord> {
  return {
    ignoreCase: true,
    field: (name) => {
      if (!name.startsWith('profile.')) return searchFields.get(name);
      const attribute = name.slice('profile.'.length);
      if (!profileAttributes.has(attribute)) return undefined;
      const operators: readonly Operator[] = containable.has(attribute) ? ['eq', 'sw', 'co'] : ['eq', 'sw'];
      return { kind: 'text', operators, read: (group) => group.profile[attribute] };
    },
  };
}

const filterFields = new Map(
  shared.map(([name, field]): [string, Field<GroupRecord>] => [
    name,
    field.kind === 'instant' ? field : { ...field, kind: 'exact', operators: ['eq'] },
  ]),
);

/** What `filter` of list groups knows; its values are case-sensitive. Okta: list groups, parameter `filter`. */
export const groupFilterFields: Catalogue<GroupRecord> = {
  ignoreCase: false,
  field: (name) => filterFields.get(name),
};
