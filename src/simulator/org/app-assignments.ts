/** An app that users of the org are assigned to. */
export interface AssignedApp {
  readonly id: string;
  readonly label: string;
}

/** Which users have which apps. Okta: deactivating a user takes all of them, and activating gives none back. */
export class AppAssignments {
  readonly #apps = new Map<string, AssignedApp>();
  readonly #ofUser = new Map<string, Set<string>>();

  add(app: AssignedApp): void {
    this.#apps.set(app.id, app);
  }

  all(): readonly AssignedApp[] {
    return [...this.#apps.values()];
  }

  assign(userId: string, appId: string): void {
    if (!this.#apps.has(appId)) throw new Error(`no such app: ${appId}`);
    this.#ofUser.set(userId, (this.#ofUser.get(userId) ?? new Set()).add(appId));
  }

  of(userId: string): readonly AssignedApp[] {
    const ids = this.#ofUser.get(userId) ?? new Set();
    return this.all().filter(({ id }) => ids.has(id));
  }

  /** Takes every app from a user; those it had. */
  drop(userId: string): readonly AssignedApp[] {
    const had = this.of(userId);
    this.#ofUser.delete(userId);
    return had;
  }
}
