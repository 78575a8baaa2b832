import type { Proposal } from '../../domain/inspection/proposal.ts';
import type { ValueCount } from '../../domain/inspection/column-profile.ts';
import type { Questions } from './questions.ts';
import { comment, expression, quoted } from './yaml.ts';

/** When employment begins and ends. Dates decide; a status ends access only where there is no date, or where asked. */
export function employmentLines(proposal: Proposal, questions: Questions): string[] {
  const known = [
    ...hire(proposal),
    ...end(proposal, questions),
    ...previous(proposal),
    ...immediate(proposal, questions),
    ...leave(proposal),
  ];
  const open = missing(proposal);
  if (known.length === 0) return open.length === 0 ? [] : ['# employment:', ...open, ''];
  return ['employment:', ...open, ...known, ''];
}

/** Lines for dates that somebody has yet to find among the columns. */
function missing(proposal: Proposal): string[] {
  return [
    ...(has(proposal, 'hireDate') ? [] : ['#   hire: hireDate']),
    ...(has(proposal, 'lastDay') ? [] : ['#   end: { field: lastDay, means: lastDay } # or firstDayGone']),
  ];
}

function has({ fields }: Proposal, name: string): boolean {
  return fields.some((field) => field.name === name);
}

function hire(proposal: Proposal): string[] {
  return has(proposal, 'hireDate') ? ['  hire: hireDate'] : [];
}

function end({ end: found, fields }: Proposal, questions: Questions): string[] {
  if (found === null) return [];
  const header = fields.find(({ name }) => name === found.field)?.column.header ?? '';
  const line = `  end: { field: ${found.field}, means: lastDay }`;
  if (found.lastDay) return [line];
  const asked = questions.ask(
    `Is the day in "${header}" still worked (lastDay), or the first day gone (firstDayGone)?`,
  );
  return [
    ...comment(
      `DECIDE ${String(asked)}: HR systems disagree. \`lastDay\`: the day in "${header}" is still worked, access ends at its end. \`firstDayGone\`: the day before was the last.`,
      2,
    ),
    line,
  ];
}

function previous(proposal: Proposal): string[] {
  if (!has(proposal, 'previousId')) return [];
  return [
    ...comment('Who is named here goes on with the account under the new id, once a person has agreed.', 2),
    '  previousWorkerId: previousId',
  ];
}

function immediate(proposal: Proposal, questions: Questions): string[] {
  const { gone, end: byDate } = proposal;
  if (gone.length === 0) return [];
  const rule = `    - { reason: has left by status, when: ${expression(anyOf('status', gone))} }`;
  if (byDate !== null) {
    return [
      ...comment(
        'The dates decide. Should one of these also stop access at once, whatever the end date says, take the # away:',
        2,
      ),
      '  # immediate:',
      rule.replace('    -', '  #   -'),
    ];
  }
  const asked = questions.ask('Does the status alone say that somebody has left, and from when?');
  return [
    ...comment(
      `DECIDE ${String(asked)}: the file has no end date, so that the status alone ends access, as soon as tenured sees it.`,
      2,
    ),
    '  immediate:',
    rule,
  ];
}

function anyOf(field: string, values: readonly ValueCount[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `w.${field} == ${quoted(only.value)}`;
  return `w.${field} in [${values.map(({ value }) => quoted(value)).join(', ')}]`;
}

function leave(proposal: Proposal): string[] {
  const note = comment(
    'What a leave does to the account is in the configuration, under lifecycle.leave: keep it (default) or suspend it.',
    2,
  );
  if (has(proposal, 'onLeave')) return [...note, '  leave:', '    - { kind: leave, when: w.onLeave }'];
  if (has(proposal, 'leaveType'))
    return [...note, '  leave:', `    - { kind: leave, when: ${expression('w.leaveType != ""')} }`];
  if (proposal.away.length === 0) return [];
  return [...note, '  leave:', `    - { kind: leave, when: ${expression(anyOf('status', proposal.away))} }`];
}
