import type { AsyncInvokes } from './async-invokes.ts';
import { type LocalFunctions, nameIn } from './functions.ts';
import { type StateDirectory, StateFile } from './state-file.ts';
import { after } from './timers.ts';

export interface StoredSchedule {
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly target: {
    readonly Arn: string;
    readonly RoleArn: string;
    readonly Input?: string | undefined;
    readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number | undefined } | undefined;
    readonly DeadLetterConfig?: { readonly Arn: string } | undefined;
  };
  readonly enabled: boolean;
  readonly deleteAfter: boolean;
  readonly description: string | null;
  readonly clientToken: string | null;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Whether it was delivered or given up. */
  readonly fired: boolean;
}

export interface ScheduleServices {
  readonly functions: LocalFunctions;
  readonly asynchronously: Pick<AsyncInvokes, 'accept'>;
  readonly putLetter: (queueArn: string, body: string) => void;
  readonly directory: StateDirectory | undefined;
  readonly now: () => number;
  readonly onFired: (name: string, error: Error | undefined) => void;
}

/**
 * One-time schedules and their timers. Each is delivered at least once: `resume` delivers those that came due while the process was down,
 * or that were not accepted yet. Before `resume` nothing fires. A schedule is delivered when Lambda has accepted the call: what the function
 * does with it is not known here, and its errors are not tried again here (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html).
 */
export class Schedules {
  readonly #services: ScheduleServices;
  readonly #file: StateFile<readonly StoredSchedule[]>;
  readonly #schedules: Map<string, StoredSchedule>;
  readonly #timers = new Map<string, () => void>();
  #running = false;

  constructor(services: ScheduleServices) {
    this.#services = services;
    this.#file = new StateFile(services.directory, 'scheduler');
    this.#schedules = new Map((this.#file.load() ?? []).map((one) => [keyOf(one.group, one.name), one]));
  }

  find(group: string, name: string): StoredSchedule | undefined {
    return this.#schedules.get(keyOf(group, name));
  }

  /** Stored and armed when it returns. */
  put(schedule: StoredSchedule): void {
    this.#schedules.set(keyOf(schedule.group, schedule.name), schedule);
    this.#save();
    this.#arm(schedule);
  }

  remove({ group, name }: StoredSchedule): void {
    this.#disarm(keyOf(group, name));
    this.#schedules.delete(keyOf(group, name));
    this.#save();
  }

  resume(): void {
    this.#running = true;
    for (const schedule of this.#schedules.values()) this.#arm(schedule);
  }

  close(): void {
    this.#running = false;
    for (const key of [...this.#timers.keys()]) this.#disarm(key);
  }

  #arm(schedule: StoredSchedule): void {
    const key = keyOf(schedule.group, schedule.name);
    this.#disarm(key);
    if (!this.#running || !schedule.enabled || schedule.fired) return;
    this.#timers.set(
      key,
      after(schedule.dueAt - this.#services.now(), () => void this.#fire(schedule, 1)),
    );
  }

  #disarm(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }

  async #fire(schedule: StoredSchedule, attempt: number): Promise<void> {
    const { Arn, Input, RetryPolicy, RoleArn: role, DeadLetterConfig } = schedule.target;
    const error = await this.#services.functions.admit(Arn, { role }).then(
      () => undefined,
      (failure: Error) => failure,
    );
    const key = keyOf(schedule.group, schedule.name);
    // It was changed or removed while its function ran, or the server has closed: then this delivery no longer counts.
    if (this.#schedules.get(key) !== schedule || !this.#running) return;
    if (error !== undefined && attempt <= (RetryPolicy?.MaximumRetryAttempts ?? MOST_RETRIES)) {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      this.#timers.set(
        key,
        after(pause, () => void this.#fire(schedule, attempt + 1)),
      );
      return;
    }
    const letters = DeadLetterConfig?.Arn;
    if (error === undefined) this.#services.asynchronously.accept(nameIn(Arn), inputOf(Input));
    else if (letters !== undefined) this.#services.putLetter(letters, Input ?? '{}');
    if (schedule.deleteAfter) this.remove(schedule);
    else this.put({ ...schedule, fired: true });
    this.#services.onFired(schedule.name, error);
  }

  #save(): void {
    this.#file.save([...this.#schedules.values()]);
  }
}

/** AWS's values for a schedule without its own. */
const MOST_RETRIES = 185;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

const keyOf = (group: string, name: string): string => `${group}/${name}`;

/** A function receives its input parsed; a text that is no JSON is passed as text. */
function inputOf(input: string | undefined): unknown {
  try {
    return JSON.parse(input ?? '{}');
  } catch {
    return input;
  }
}
