import type { Proposal } from '../../domain/inspection/proposal.ts';
import { number } from '../text.ts';
import type { Questions } from './questions.ts';
import { comment, scalar } from './yaml.ts';

/** Where each worker's time zone comes from, with the table of places. */
export function zoneLines({ zone, fields }: Proposal, questions: Questions): string[] {
  const title = comment('Access begins and ends at the local time of where a person works.');
  if (zone.field === null) {
    const asked = questions.ask('In which time zone do people work?');
    return [
      ...title,
      ...comment(`DECIDE ${String(asked)}: no column tells. Write the zone of most people, such as Europe/Berlin.`),
      'timezone:',
      '  default: UTC',
      '',
    ];
  }
  if (zone.places === null) {
    return [...title, 'timezone:', `  field: ${zone.field}`, ...defaultLine(zone.fallback), ''];
  }
  const open = zone.places.filter((place) => place.zone === null);
  const header = fields.find(({ name }) => name === zone.field)?.column.header ?? '';
  const fallback = zone.fallback ?? 'UTC';
  const asked =
    open.length === 0
      ? null
      : questions.ask(
          `Which time zones have these places in "${header}": ${open
            .slice(0, 6)
            .map(({ place }) => place)
            .join(', ')}${open.length > 6 ? ' …' : ''}?`,
        );
  return [
    ...title,
    ...comment('Look whether the places below have the right zones.'),
    'timezone:',
    `  lookup: { table: zones, field: ${zone.field} }`,
    ...defaultLine(fallback),
    '',
    'tables:',
    '  zones:',
    ...zone.places.map(({ place, count, zone: known }) => {
      const decide = known === null ? `; DECIDE ${String(asked)}: not known` : '';
      return `    ${scalar(place)}: ${known ?? fallback} # ${number(count)} ${count === 1 ? 'row' : 'rows'}${decide}`;
    }),
    '',
  ];
}

function defaultLine(fallback: string | null): string[] {
  return fallback === null ? [] : [`  default: ${fallback} # where the place is blank or new: with a warning`];
}
