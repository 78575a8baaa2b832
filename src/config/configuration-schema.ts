import { z } from 'zod';
import { networkSchema } from './network-schema.ts';
import { oktaSchema } from './okta-schema.ts';
import { sourcesSchema } from './sources-schema.ts';
import { cronExpression, duration, line, percent, timeOfDay, workingDays, zone } from './units.ts';

const lifecycle = z.strictObject({
  create: z
    .strictObject({ before: workingDays.prefault('5 working days'), at: timeOfDay.prefault('07:00') })
    .prefault({}),
  activate: z.strictObject({ at: timeOfDay.prefault('07:00') }).prefault({}),
  cutOff: timeOfDay.prefault('24:00').describe('When access ends on the last day'),
  grace: duration('d', 0, 365).prefault('7 days').describe('From suspension to deactivation'),
  gapTolerance: duration('d', 0, 365).prefault('14 days'),
  leave: z.record(z.string(), z.enum(['keep', 'suspend'])).default({}),
  staleAfter: duration('d', 1, 365).prefault('14 days').describe('A due date further back is asked about'),
});

const floor = z.int().min(0).max(10_000);

/** There is no share that turns a safety check off. */
function floorOrShare(least: number, share: string): z.ZodPrefault<z.ZodType<{ floor: number; share: number }>> {
  const shape = z.strictObject({ floor: floor.default(least), share: percent(0, 50).prefault(share) });
  return (shape as unknown as z.ZodType<{ floor: number; share: number }>).prefault({});
}

const rows = z
  .strictObject({
    dropCandidate: floorOrShare(3, '2%'),
    dropReject: percent(1, 50).prefault('10%'),
    riseCandidate: floorOrShare(40, '10%'),
  })
  .superRefine(({ dropCandidate, dropReject }, context) => {
    if (dropCandidate.share < dropReject) return;
    context.addIssue({ code: 'custom', path: ['dropReject'], message: 'has to be above dropCandidate.share' });
  });

const guardrails = z.strictObject({
  rows: rows.prefault({}),
  keyProblems: floorOrShare(3, '1%'),
  columns: z
    .strictObject({
      blank: floorOrShare(5, '2%').describe('More blank cells than before, of all rows'),
      distinct: floorOrShare(3, '30%').describe('Fewer different values than before, of those there were'),
      changed: floorOrShare(5, '5%').describe('Cells that hold another value, of all rows'),
      keys: floorOrShare(3, '0.5%').describe('The same of ids, logins, e-mail addresses, dates and status'),
    })
    .prefault({}),
  disables: z
    .strictObject({
      floor: floor.default(3),
      share: percent(0, 50).prefault('1%'),
      cap: z.int().min(1).max(10_000).default(100),
    })
    .superRefine(({ floor: least, cap }, context) => {
      if (least <= cap) return;
      context.addIssue({ code: 'custom', path: ['cap'], message: 'must not be below floor' });
    })
    .prefault({}),
  firmDisables: floorOrShare(10, '5%'),
  absences: floorOrShare(2, '0.5%').describe('People who lose access because they are missing from the file'),
  returns: z
    .strictObject({
      floor: floor.default(2),
      share: percent(0, 50).prefault('0.5%'),
      dueShare: percent(0, 50).prefault('25%').describe('Of the ends due within 30 days'),
    })
    .prefault({}),
  groupRemovals: z
    .strictObject({
      floor: floor.default(10),
      share: percent(0, 50).prefault('25%').describe('Of one group'),
      emptied: z.int().min(2).max(1_000).default(5).describe('A group of this size or more is not emptied'),
      total: percent(0, 50).prefault('5%').describe('Of all managed groups together'),
    })
    .prefault({}),
  announcements: floorOrShare(5, '1%'),
  brake: z
    .strictObject({
      inARow: z.int().min(1).max(100).default(3).describe('Unexpected errors in a row'),
      failures: percent(0, 50).prefault('5%').describe('Of what was tried'),
      afterTried: z.int().min(1).max(1_000).default(20).describe('So many tried before the share counts'),
      conflicts: floorOrShare(10, '5%'),
      readBack: z.int().min(1).max(100).default(3).describe('First ends of access that are read back'),
    })
    .prefault({}),
  creates: z
    .strictObject({
      floor: floor.default(40),
      share: percent(0, 50).prefault('5%'),
      growth: z.number().min(1).max(10).default(1.5),
    })
    .prefault({}),
  gap: duration('h', 1, 24 * 14).prefault('36h'),
});

const mode = z.enum(['supervised', 'autopilot']);

const consent = z.strictObject({
  joiner: mode.default('supervised'),
  mover: mode.default('supervised'),
  leaver: z
    .enum(['supervised', 'suspensions', 'autopilot'])
    .default('suspensions')
    .describe('suspensions: ending access is on autopilot, the rest supervised'),
  leave: mode.default('supervised'),
  return: mode.default('supervised'),
});

const daemon = z.strictObject({
  schedule: cronExpression
    .prefault('*/15 * * * *')
    .describe('When everything is looked at: minute hour day month weekday'),
  timezone: zone.optional().describe("The schedule's time zone; HR's own when left out"),
  poll: duration('s', 1, 3600).prefault('15s').describe('How often the source is looked at for a new file'),
  shutdownGrace: duration('s', 0, 600).prefault('25s').describe('How long what is under way may take to end'),
  health: z
    .union([
      z.boolean().refine((on) => !on, 'has to be false, or host and port'),
      z.strictObject({
        host: line.default('127.0.0.1'),
        port: z.int().min(1).max(65_535).default(8060),
      }),
    ])
    .prefault({}),
});

const reserved = (
  'admin administrator root postmaster hostmaster webmaster abuse security noreply no-reply support help helpdesk info ' +
  'office sales billing hr it okta system daemon service test'
).split(' ');

/** The shape of the daemon's configuration file. */
export const configurationSchema = z.strictObject({
  version: z.literal(1),
  name: line.optional().describe("The company's name, shown in reports"),
  timezone: zone.describe("HR's own time zone"),
  okta: oktaSchema,
  network: networkSchema
    .prefault({})
    .describe('Proxy and authorities, for what goes out to Okta and to HR servers over HTTPS'),
  sources: sourcesSchema,
  lifecycle: lifecycle.prefault({}),
  guardrails: guardrails.prefault({}),
  consent: consent.prefault({}).describe('What is carried out without asking, after the first approval'),
  state: z.strictObject({ dir: line }),
  daemon: daemon.prefault({}),
  plan: z.strictObject({ horizon: duration('h', 1, 24 * 14).prefault('24h') }).prefault({}),
  reservedLogins: z.array(line.transform((text) => text.toLowerCase())).default(reserved),
});

/** A configuration file as checked, every default filled in. */
export type ConfigurationFile = z.output<typeof configurationSchema>;
