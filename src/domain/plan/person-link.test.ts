import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOfLink, fillLink } from './person-link.ts';

describe('a template of links', () => {
  it.each([
    ['https://hr.acme.example/people/{workerId}', ['workerId']],
    ['https://hr.acme.example/?id={workerId}&job={jobCode}#{workerId}', ['workerId', 'jobCode']],
    ['https://hr.acme.example:8443/a?b={hr_id}', ['hr_id']],
  ])('asks for the fields of %s', (template, fields) => {
    expect(fieldsOfLink(template)).toEqual({ ok: true, value: fields });
  });

  it.each([
    ['http://hr.acme.example/{workerId}', 'https'],
    ['javascript:alert(1)//{workerId}', 'https'],
    ['https://{workerId}.acme.example/', 'https'],
    ['https://hr.acme.example{workerId}', 'https'],
    ['https://user:secret@hr.acme.example/{workerId}', 'https'],
    ['https://hr.acme.example\\@evil.example/{workerId}', 'https'],
    ['//hr.acme.example/{workerId}', 'https'],
    ['https:///{workerId}', 'https'],
    ['https://hr.acme.example/{workerId} x', 'white space'],
    ['https://hr.acme.example/{workerId', 'other half'],
    ['https://hr.acme.example/{{workerId}}', 'other half'],
    ['https://hr.acme.example/{}', 'no field'],
    ['https://hr.acme.example/{worker id}', 'white space'],
    ['https://hr.acme.example/{1st}', 'no field'],
    ['https://hr.acme.example/people', 'has to hold {workerId}'],
  ])('refuses %s', (template, why) => {
    const read = fieldsOfLink(template);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.error).toContain(why);
  });
});

describe('a link', () => {
  const template = 'https://hr.acme.example/people/{workerId}?dept={dept}#x';

  it('holds its values percent-encoded', () => {
    const values: Readonly<Record<string, string>> = { workerId: ' E/1?#&%', dept: "Ü'(x)*!" };
    expect(fillLink(template, (field) => values[field] ?? null)).toBe(
      'https://hr.acme.example/people/E%2F1%3F%23%26%25?dept=%C3%9C%27%28x%29%2A%21#x',
    );
  });

  it.each([null, '', '  ', '.', '..', 'x'.repeat(201)])('is none for %j', (value) => {
    expect(fillLink(template, (field) => (field === 'dept' ? 'Sales' : value))).toBeNull();
  });

  it('leads to the host of its template whatever the values are, and to nothing that ends an attribute', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(anyText, anyText, (workerId, dept) => {
        const link = fillLink(template, (field) => (field === 'dept' ? dept : workerId));
        if (link === null) return;
        const url = new URL(link);
        expect([url.origin, url.hash]).toEqual(['https://hr.acme.example', '#x']);
        expect(url.pathname.startsWith('/people/')).toBe(true);
        expect(link).not.toMatch(/[\s"'<>\\`]/u);
        expect(decodeURIComponent(url.pathname.slice('/people/'.length))).toBe(workerId.trim().toWellFormed());
      }),
    );
  });
});
