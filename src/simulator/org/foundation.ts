import type { Clock } from '../../domain/kernel/clock.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import { ServiceApp } from './apps.ts';
import { idFor, randomId, randomText, randomUuid } from './ids.ts';
import { Outbox, type Mail } from './outbox.ts';
import type { GroupRecord, UserRecord } from './records.ts';
import type { OrgSeed, ServiceAppSeed } from './seed.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import {
  groupTarget,
  SystemLog,
  userTarget,
  type Author,
  type EventDetails,
  type LogEvent,
  type LogTarget,
} from './system-log.ts';

/** What everything in the org stands on: its name and time, its apps, its log and its mails. */
export class Foundation {
  readonly id: string;
  readonly name: string;
  readonly pipeline: 'idx' | 'v1';
  readonly created: Instant;
  readonly log: SystemLog = new SystemLog();
  switches: Switches;
  protected readonly random: Random;
  readonly #outbox = new Outbox();
  readonly #clock: Clock;
  readonly #skew: number;
  readonly #apps = new Map<string, ServiceApp>();

  constructor(seed: OrgSeed, clock: Clock, random: Random, skew: number) {
    this.#clock = clock;
    this.random = random;
    this.#skew = skew;
    this.created = this.now();
    this.id = seed.orgId ?? idFor('org', seed.name);
    this.name = seed.name;
    this.pipeline = seed.pipeline ?? 'idx';
    this.switches = { ...defaultSwitches, ...seed.switches };
  }

  /** What time it is for the org: its clock and the skew it was started with. */
  now(): Instant {
    return instant(this.#clock.now() + this.#skew);
  }

  /** Now in whole seconds, as Okta keeps its timestamps. */
  wholeNow(): Instant {
    return wholeSecond(this.now());
  }

  app(clientId: string): ServiceApp | undefined {
    return this.#apps.get(clientId);
  }

  /** Every service app there is. */
  get apps(): readonly ServiceApp[] {
    return [...this.#apps.values()];
  }

  /** Goes on with what another run of the same org remembers. */
  takeOver({ log, mails }: { readonly log: readonly LogEvent[]; readonly mails: readonly Mail[] }): void {
    this.log.takeOver(log);
    for (const mail of mails) this.#outbox.send(mail);
  }

  addApp(seed: ServiceAppSeed): ServiceApp {
    const app = new ServiceApp(seed);
    this.#apps.set(app.clientId, app);
    return app;
  }

  /** Revokes every access token the client holds now. */
  revokeTokens(clientId: string): void {
    const app = this.#apps.get(clientId);
    if (app !== undefined) app.tokensRevokedAt = this.now();
  }

  /** Adds an event to the System Log about a user, a group or both. */
  record(eventType: string, author: Author, user?: UserRecord, group?: GroupRecord): void {
    const targets = [
      ...(user === undefined ? [] : [userTarget(user)]),
      ...(group === undefined ? [] : [groupTarget(group)]),
    ];
    this.recordAbout(eventType, author, targets);
  }

  /** Adds an event about whatever the targets are; it may take its time to reach the log, by the switch. */
  recordAbout(eventType: string, author: Author, targets: readonly LogTarget[], details: EventDetails = {}): void {
    const { logDelayMs } = this.switches;
    const delay = logDelayMs > 0 ? Math.floor(this.random.next() * logDelayMs) : 0;
    const event = { uuid: randomUuid(this.random), published: this.now(), eventType, author, targets, ...details };
    this.log.record(event, delay);
  }

  /** The mails the org has sent so far, newest last. */
  mails(): readonly Mail[] {
    return this.#outbox.mails;
  }

  sendMail(kind: Mail['kind'], user: UserRecord): void {
    // Okta: the mail of a deactivation goes to the administrator, every other one to the user.
    const recipient = kind === 'deactivation' ? 'admin@okta.invalid' : String(user.profile['email']);
    this.#outbox.send({ at: this.now(), kind, recipient, userId: user.id });
  }

  /** A fresh id in Okta's form. */
  newId(kind: Parameters<typeof randomId>[0]): string {
    return randomId(kind, this.random);
  }

  /** What a link in a mail would carry. */
  newToken(): string {
    return randomText(this.random, 20);
  }
}

/** Okta keeps whole seconds: its timestamps end in `.000Z`. */
export function wholeSecond(value: Instant): Instant {
  return instant(Math.floor(value / 1000) * 1000);
}
