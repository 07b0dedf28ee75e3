import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Sign-ins in memory: a restart ends them. */
export class SignInStore implements Adapter {
  readonly #model: string;
  readonly #kept: Map<string, Kept>;

  constructor(model: string, kept: Map<string, Kept>) {
    this.#model = model;
    this.#kept = kept;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    this.#sweep();
    const until = expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1000;
    this.#kept.set(this.#key(id), { payload, until });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = this.#kept.get(this.#key(id));
    return found === undefined || found.until <= Date.now() ? undefined : found.payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#own().find(({ payload }) => payload.uid === uid)?.payload;
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#own().find(({ payload }) => payload.userCode === userCode)?.payload;
  }

  async consume(id: string): Promise<void> {
    const key = this.#key(id);
    const found = this.#kept.get(key);
    if (found === undefined) return;
    const consumed = Math.floor(Date.now() / 1000);
    this.#kept.set(key, { ...found, payload: { ...found.payload, consumed } });
  }

  async destroy(id: string): Promise<void> {
    this.#kept.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.#kept) if (payload.grantId === grantId) this.#kept.delete(key);
  }

  #key(id: string): string {
    return `${this.#model}:${id}`;
  }

  #own(): readonly Kept[] {
    const now = Date.now();
    return [...this.#kept]
      .filter(([key, { until }]) => key.startsWith(`${this.#model}:`) && until > now)
      .map(([, kept]) => kept);
  }

  /** Expired entries go whenever one comes, so memory follows the sign-ins that are good. */
  #sweep(): void {
    const now = Date.now();
    for (const [key, { until }] of this.#kept) if (until <= now) this.#kept.delete(key);
  }
}
