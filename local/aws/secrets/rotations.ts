import { randomUUID } from 'node:crypto';
import type { LocalFunctions } from '../functions.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { after } from '../timers.ts';
import { addVersion, attach, CURRENT, holderOf, PENDING, type StoredSecret, versionOf } from './secret.ts';
import type { SecretStore } from './secret-store.ts';

/** The result of a rotation. */
export interface Rotated {
  readonly secret: string;
  readonly version: string;
  readonly succeeded: boolean;
  /** The failed step, and the name of its error. */
  readonly failure?: { readonly step: string; readonly error: string };
}

export interface RotationServices {
  readonly store: SecretStore;
  readonly functions: LocalFunctions;
  readonly now: () => number;
  /** Attempts for a step before the rotation is given up. */
  readonly attempts: number;
  /** Milliseconds before a step's next attempt, doubling. */
  readonly pauseMs: number;
  readonly onRotated: (rotated: Rotated) => void;
}

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/**
 * Rotations like the service's: asynchronous, the function's four steps one after the other, each retried. A failed rotation leaves
 * `AWSPENDING` where it is. `resume` continues a rotation that was running when the process ended.
 */
export class Rotations {
  readonly #services: RotationServices;
  readonly #running = new Set<string>();
  readonly #pauses = new Set<() => void>();
  #closed = false;

  constructor(services: RotationServices) {
    this.#services = services;
  }

  /** Starts a rotation to the version of this token; a finished one is left alone. */
  request(secret: StoredSecret, token: string): void {
    const pending = holderOf(secret, PENDING);
    if (pending !== undefined && pending.id !== token && !pending.labels.includes(CURRENT)) {
      this.#begin(secret, pending.id);
      const message = "a previous rotation isn't complete, and is attempted again";
      throw new AwsError('InvalidRequestException', message);
    }
    const standing = versionOf(secret, token);
    if (standing !== undefined && !standing.labels.includes(PENDING)) return;
    if (standing?.labels.includes(CURRENT)) return;
    attach(secret, PENDING, standing ?? addVersion(secret, token, this.#services.now()));
    this.#begin(secret, token);
  }

  /** Continues the rotations that were running. */
  resume(): void {
    for (const secret of this.#services.store.all()) if (secret.rotating !== null) this.#begin(secret, secret.rotating);
  }

  /** Begins no further step; the result of a running step is ignored. */
  close(): void {
    this.#closed = true;
    for (const callOff of this.#pauses) callOff();
  }

  #begin(secret: StoredSecret, token: string): void {
    secret.rotating = token;
    this.#services.store.save();
    if (this.#running.has(secret.arn)) return;
    this.#running.add(secret.arn);
    void this.#rotate(secret, token).finally(() => this.#running.delete(secret.arn));
  }

  async #rotate(secret: StoredSecret, token: string): Promise<void> {
    const told = { secret: secret.name, version: token };
    for (const step of STEPS) {
      const error = await this.#step(secret, token, step);
      if (this.#closed) return;
      if (error !== undefined) return this.#end(secret, { ...told, succeeded: false, failure: { step, error } });
    }
    const failure = { step: 'finishSecret', error: `the function did not move ${CURRENT}` };
    const succeeded = holderOf(secret, CURRENT)?.id === token;
    this.#end(secret, succeeded ? { ...told, succeeded } : { ...told, succeeded, failure });
  }

  #end(secret: StoredSecret, rotated: Rotated): void {
    secret.rotating = null;
    if (rotated.succeeded) secret.rotatedAt = this.#services.now();
    this.#services.store.save();
    this.#services.onRotated(rotated);
  }

  /** The name of the error that ended it, if any. */
  async #step(secret: StoredSecret, token: string, step: (typeof STEPS)[number]): Promise<string | undefined> {
    const { functions, attempts, pauseMs } = this.#services;
    for (let attempt = 1; !this.#closed; attempt += 1) {
      const event = { Step: step, SecretId: secret.arn, ClientRequestToken: token, RotationToken: randomUUID() };
      try {
        await functions.invoke(secret.rotationFunction ?? '', event);
        return undefined;
      } catch (error) {
        if (attempt >= attempts) return error instanceof Error ? error.name : 'unknown';
        await this.#pause(pauseMs * 2 ** (attempt - 1));
      }
    }
    return undefined;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        callOff();
        this.#pauses.delete(end);
        resolve();
      };
      const callOff = after(ms, end);
      this.#pauses.add(end);
    });
  }
}
