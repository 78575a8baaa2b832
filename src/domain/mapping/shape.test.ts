import { describe, expect, it } from 'vitest';
import { workerId } from '../kernel/ids.ts';
import type { LocalDate } from '../time/local-date.ts';
import type { Fields, Spell } from '../worker/record.ts';
import type { AccountShape, CompiledMapping } from './compiled.ts';
import type { MappingDocument } from './document.ts';
import { attribute, compiled, sampleDocument } from './document.fixture.ts';

const today = '2026-01-01' as LocalDate;
const jane: Fields = { workerId: '1', givenName: 'Jane', familyName: 'Doe', department: 'Sales', managerId: '7' };

function spellOf(mapping: CompiledMapping, fields: Fields): Spell {
  return mapping.spellOf(fields).spell;
}

function shape(
  changes: Partial<MappingDocument> = {},
  fields: Fields = jane,
  others: readonly Fields[] = [],
): AccountShape {
  const mapping = compiled(sampleDocument(changes));
  const chosen = spellOf(mapping, fields);
  const covering = others.length === 0 ? [chosen] : others.map((other) => spellOf(mapping, other));
  const result = mapping.shape(workerId('1'), chosen, covering, today);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
}

describe('shape', () => {
  it('gives attributes, candidates, groups and manager', () => {
    expect(shape()).toMatchObject({
      attributes: { department: 'Sales', firstName: 'Jane', hrWorkerId: '1', lastName: 'Doe' },
      onCreate: {},
      loginAttributes: [{ name: 'email', on: 'create' }],
      groups: ['All', 'Sales'],
      manager: '7',
    });
    const logins = shape().loginCandidates;
    expect(logins.slice(0, 2)).toEqual(['jane.doe@acme.example', 'jane.doe2@acme.example']);
    expect(logins.at(-1)).toBe('1@acme.example');
  });

  it('leaves out the candidates that are of no use', () => {
    expect(shape({}, { workerId: '12345', familyName: 'Doe' }).loginCandidates).toEqual(['12345@acme.example']);
  });

  it('keeps, clears or refuses a blank', () => {
    const profile = {
      department: attribute('w.department', { onBlank: 'clear' }),
      title: attribute('w.country'),
      city: attribute('w.site', { on: 'create', onBlank: 'clear' }),
      level: attribute('w.level', { onBlank: 'clear' }),
    };
    const blank = shape({ profile }, { workerId: '1' });
    expect([blank.attributes, blank.onCreate]).toEqual([{ department: null, level: null }, {}]);
    const full = shape({ profile }, { workerId: '1', department: 'D', country: 'C', site: 'S', level: 3 });
    expect([full.attributes, full.onCreate]).toEqual([{ department: 'D', level: 3, title: 'C' }, { city: 'S' }]);
  });

  it('refuses a worker by name and reason', () => {
    const profile = {
      department: attribute('w.department', { onBlank: 'error' }),
      title: attribute('w.department.split("x")[3]'),
      city: attribute('w.country + "\\U0001F600"'),
    };
    const mapping = compiled(sampleDocument({ profile }));
    const result = mapping.shape(workerId('1'), spellOf(mapping, { workerId: '1' }), [], today);
    expect(result.ok ? [] : result.error.map(({ message, where }) => [where?.worker, message.split(' ')[0]])).toEqual([
      ['1', 'city'],
      ['1', 'department'],
      ['1', 'title:'],
    ]);
  });

  it('takes groups from every covering period, from the chosen one when none covers', () => {
    const groups = [
      { group: 'Sales', when: 'w.department == "Sales"' },
      { group: 'IT', when: 'w.department == "IT"' },
      { group: 'Both', when: 'w.department == "IT"' },
      { group: 'Both', when: 'w.department == "Sales"' },
    ];
    const it = { ...jane, department: 'IT' };
    expect(shape({ groups }, jane, [jane, it]).groups).toEqual(['Both', 'IT', 'Sales']);
    expect(shape({ groups }, jane, [it]).groups).toEqual(['Both', 'IT']);
    const mapping = compiled(sampleDocument({ groups }));
    const result = mapping.shape(workerId('1'), spellOf(mapping, jane), [], today);
    expect(result.ok && result.value.groups).toEqual(['Both', 'Sales']);
  });

  it('makes nobody their own manager', () => {
    expect(shape({}, { ...jane, managerId: '1' }).manager).toBeNull();
    expect(shape({}, { ...jane, managerId: '' }).manager).toBeNull();
  });

  it('knows who is in scope, by the day when the mapping asks for it', () => {
    const mapping = compiled(sampleDocument({ scope: 'w.department == "Sales" && today >= "2026-01-01"' }));
    const spell = spellOf(mapping, jane);
    expect(mapping.usesToday).toBe(true);
    expect(mapping.warnings.map(({ problem }) => problem.code)).toEqual(['TEN-1105']);
    expect(mapping.inScope(spell, today)).toBe(true);
    expect(mapping.inScope(spell, '2025-12-31' as LocalDate)).toBe(false);
    expect(compiled(sampleDocument()).inScope(spell, today)).toBe(true);
  });

  it.each<[Fields, string]>([
    [{ givenName: 'Jane', familyName: 'Doe' }, 'Jane Doe'],
    [{ familyName: 'Suharto' }, 'Suharto'],
    [{ preferredName: 'Jenny', givenName: 'Jane', familyName: 'Doe' }, 'Jenny Doe'],
    [{ displayName: 'Doe, Jane', givenName: 'Jane' }, 'Doe, Jane'],
    [{}, 'E1'],
  ])('calls %j %j', (fields, name) => {
    const mapping = compiled(sampleDocument());
    expect(mapping.displayName(workerId('E1'), { ...spellOf(mapping, jane), fields })).toBe(name);
  });
});
