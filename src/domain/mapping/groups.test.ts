import { describe, expect, it } from 'vitest';
import type { LocalDate } from '../time/local-date.ts';
import type { WorkerId } from '../kernel/ids.ts';
import { attribute, compiled, problemsOf, sampleDocument } from './document.fixture.ts';
import type { GroupDocument, MappingDocument } from './document.ts';

const today = '2026-01-01' as LocalDate;

function groupsOf(
  groups: readonly GroupDocument[],
  fields: Readonly<Record<string, string>>,
  more: Partial<MappingDocument> = {},
): readonly string[] {
  const mapping = compiled(sampleDocument({ groups, ...more }));
  const { spell } = mapping.spellOf({ workerId: '1', ...fields });
  const shape = mapping.shape('1' as WorkerId, spell, [spell], today);
  return shape.ok ? shape.value.groups : shape.error.map(({ code, message }) => `${code} ${message}`);
}

const byDepartment: GroupDocument = { group: 'dept-${w.department}', among: ['dept-Sales', 'dept-Finance'] };

describe('a group by template', () => {
  it('takes its name from the worker, beside groups by rule', () => {
    expect(groupsOf([{ group: 'Zoo' }, byDepartment], { department: 'Sales' })).toEqual(['Zoo', 'dept-Sales']);
  });

  it('is none where a part of its name is blank', () => {
    expect(groupsOf([byDepartment], {})).toEqual([]);
  });

  it('that is not declared is a problem of the worker, and is never made up', () => {
    expect(groupsOf([byDepartment], { department: 'IT' })).toEqual([
      'TEN-1130 group dept-${w.department}: "dept-IT" is none of the groups that the mapping declares',
    ]);
  });

  it('can have a rule, several parts and functions', () => {
    const site: GroupDocument = {
      group: '${w.country}-${lower(w.site)}-${w.department == "" ? "none" : "some"}',
      among: ['DE-muc-some', 'DE-muc-none'],
      when: 'w.site != "BER"',
    };
    expect(groupsOf([site], { country: 'DE', site: 'MUC' })).toEqual(['DE-muc-none']);
    expect(groupsOf([site], { country: 'DE', site: 'BER' })).toEqual([]);
  });

  it('manages every name that it can have, from a table too', () => {
    const tables = { zones: {}, groups: { Sales: 'dept-Sales', Finance: 'dept-Finance', IT: '' } };
    const groups: GroupDocument[] = [{ group: '${lookup("groups", w.department)}', among: { table: 'groups' } }];
    expect(compiled(sampleDocument({ groups, tables })).managedGroups).toEqual(['dept-Finance', 'dept-Sales']);
    expect(groupsOf(groups, { department: 'Finance' }, { tables })).toEqual(['dept-Finance']);
    expect(groupsOf(groups, { department: 'IT' }, { tables })).toEqual([]);
  });

  it.each<readonly [GroupDocument, string, readonly (string | number)[]]>([
    [{ group: 'dept-${w.department}' }, 'TEN-1102', ['groups', 0]],
    [{ group: 'dept-${w.department', among: ['x'] }, 'TEN-1103', ['groups', 0, 'group']],
    [{ group: 'dept-${w.departmant}', among: ['x'] }, 'TEN-1203', ['groups', 0, 'group']],
    [{ group: 'dept-${w.level}', among: ['x'] }, 'TEN-1202', ['groups', 0, 'group']],
    [{ group: 'dept', among: ['x'] }, 'TEN-1103', ['groups', 0, 'among']],
    [{ group: 'dept-${w.site}', among: { table: 'zonez' } }, 'TEN-1101', ['groups', 0, 'among', 'table']],
    [{ group: 'dept-${w.site}', among: [' x'] }, 'TEN-1103', ['groups', 0, 'among']],
  ])('%j is refused: %s', (group, code, path) => {
    const [first] = problemsOf({ groups: [group] });
    expect([first?.problem.code, first?.path]).toEqual([code, path]);
  });

  it('with `today` in it is worked out anew every day', () => {
    const groups = [{ group: 'y-${part(today, "-", 0)}', among: ['y-2026'] }];
    expect(compiled(sampleDocument({ groups })).usesToday).toBe(true);
  });
});

describe('transliteration', () => {
  function login(
    name: string,
    transliterate: MappingDocument['transliterate'] & object,
    expr = 'mailbox(w.givenName)',
  ): unknown {
    const mapping = compiled(
      sampleDocument({
        transliterate,
        login: { candidates: [`${expr} + "@acme.example"`] },
        profile: { hrWorkerId: attribute('w.workerId'), firstName: attribute('ascii(w.givenName)') },
      }),
    );
    const { spell } = mapping.spellOf({ workerId: '1', givenName: name });
    const shape = mapping.shape('1' as WorkerId, spell, [spell], today);
    return shape.ok ? shape.value.loginCandidates[0]?.split('@')[0] : shape.error;
  }

  it.each([
    ['Jürgen Groß', [], 'jurgengross'],
    ['Jürgen Groß', ['german'], 'juergengross'],
    ['Ju\u0308rgen', ['german'], 'juergen'],
    ['ÄÖÜß', ['german'], 'aeoeuess'],
    ['Søren Åse', ['danish'], 'soerenaase'],
    ['Åsa Öberg', ['swedish'], 'asaoberg'],
    ['Åsa Müller', ['swedish', 'german'], 'asamueller'],
    ['Øyvind Ärla', ['german', 'norwegian'], 'oeyvindaerla'],
    ['Þór Guðrún', ['icelandic'], 'thorgudrun'],
    ['IŞIL İnci Çağ', ['turkish'], 'isilincicag'],
    ['Łukasz Żółć', ['polish'], 'lukaszzolc'],
    ['Юлия Щукина', [], 'yuliyashchukina'],
    ['Юлія Гнатюк', ['ukrainian'], 'iuliiahnatiuk'],
    ['Ιωάννης', [], 'ioannis'],
  ])('%s by %j is %s', (name, languages, expected) => {
    expect(login(name, { languages })).toBe(expected);
  });

  it('takes letters of its own before every language', () => {
    expect(login('Jürgen Ørsted', { languages: ['german'], letters: { ü: 'y', ø: 'o' } })).toBe('jyrgenorsted');
  });

  it('can be another one for each worker', () => {
    const expr = '(w.country == "DE" ? mailbox(w.givenName, "german") : mailbox(w.givenName))';
    expect(login('Jürgen', {}, expr)).toBe('jurgen');
    expect(login('Jürgen', { languages: ['swedish'] }, 'mailbox(w.givenName, "german")')).toBe('juergen');
  });

  it.each<readonly [MappingDocument['transliterate'] & object, readonly (string | number)[]]>([
    [{ languages: ['germna'] }, ['transliterate', 'languages', 0]],
    [{ letters: { ab: 'c' } }, ['transliterate', 'letters', 'ab']],
    [{ letters: { a: 'c' } }, ['transliterate', 'letters', 'a']],
    [{ letters: { ä: 'ä' } }, ['transliterate', 'letters', 'ä']],
  ])('%j is refused', (transliterate, path) => {
    const [first] = problemsOf({ transliterate });
    expect([first?.problem.code, first?.path]).toEqual(['TEN-1103', path]);
  });

  it('in an expression names a language that there is, as a literal', () => {
    const codes = ['ascii(w.givenName, "klingon")', 'ascii(w.givenName, w.country)'].map(
      (value) => problemsOf({ profile: { hrWorkerId: attribute(value) } })[0]?.problem.code,
    );
    expect(codes).toEqual(['TEN-1204', 'TEN-1204']);
  });
});
