import { randomUUID } from 'node:crypto';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import type { DeadLetters, Letter, Queue } from '../../../lambdas/ports/queue.ts';
import { LocalQueue } from '../../../local/aws/sqs/queue.ts';
import type { Fault } from '../faulty-client.ts';

/** Seconds for which received messages are hidden, as in the adapter. */
const KEPT_SECONDS = 60;
const KEPT = { visibilitySeconds: 360, retentionSeconds: 1_209_600 };

/** A queue for tests, as strict as the stand-in: no order, redelivery, a clock that is passed in. While it is down, `send` throws. */
export class ModelQueue<Message extends object> implements Queue<Message>, DeadLetters {
  readonly #queue = new LocalQueue({ name: randomUUID(), attributes: KEPT, messages: [] });
  readonly #now: () => number;
  #countdown = 0;
  #fault: Fault = 'before';
  isDown = false;

  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  /** All waiting messages, hidden or not. */
  get waiting(): readonly Message[] {
    return this.#queue.kept.messages.map(({ body }) => JSON.parse(body) as Message);
  }

  async send(messages: readonly Message[], after = 0): Promise<void> {
    if (!Number.isInteger(after) || after < 0 || after > 900) throw new Error(`no delay of a queue: ${after}`);
    await this.#call(() => {
      for (const message of messages) this.#queue.add(JSON.stringify(message), this.#now(), after);
    });
  }

  async receive(seconds: number = KEPT_SECONDS): Promise<readonly Letter[]> {
    return this.#call(() =>
      this.#queue
        .receive(this.#now(), { most: 10, seconds, bury: () => undefined })
        .map(({ receipt, body }) => ({ receipt: receipt ?? '', body })),
    );
  }

  async remove(letters: readonly Letter[]): Promise<void> {
    await this.#call(() => {
      for (const { receipt } of letters) this.#queue.delete(receipt);
    });
  }

  failAt(nth: number, fault: Fault): void {
    this.#countdown = nth;
    this.#fault = fault;
  }

  hasFailed(): boolean {
    return this.#countdown <= 0;
  }

  async #call<Answer>(work: () => Answer): Promise<Answer> {
    this.#countdown -= 1;
    const fault = this.#countdown === 0 ? this.#fault : undefined;
    if (this.isDown || fault === 'before') throw down();
    const answer = work();
    if (fault === 'after') throw down();
    return answer;
  }
}

const down = (): AdapterError => new AdapterError('unavailable', { retryable: true });
