import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { BUS, type BusDetail } from '../../contract/bus.ts';
import type { EventBus } from '../../ports/effects.ts';
import { AdapterError } from '../../ports/errors.ts';
import { answerOf } from './errors.ts';

/** Most entries of one PutEvents call. Our entries have a few hundred bytes, far below its size limit. */
const BATCH = 10;

/** EventBridge. An accepted call can contain refused entries, so the answer is checked too. */
export class EventBridgeBus implements EventBus {
  readonly #client: EventBridgeClient;
  readonly #busName: string;

  constructor(client: EventBridgeClient, busName: string) {
    this.#client = client;
    this.#busName = busName;
  }

  /** Throws `events-not-accepted`, retryable, when the bus refused some event: then all are published again. */
  async publish(events: readonly { readonly type: string; readonly detail: BusDetail }[]): Promise<void> {
    const entries = events.map((event) => this.#entry(event));
    const refused: PutEventsResultEntry[] = [];
    for (let from = 0; from < entries.length; from += BATCH) {
      const answer = await answerOf(
        this.#client.send(new PutEventsCommand({ Entries: entries.slice(from, from + BATCH) })),
      );
      refused.push(...(answer.Entries ?? []).filter(({ ErrorCode }) => ErrorCode !== undefined));
    }
    if (refused.length > 0) throw notAccepted(refused);
  }

  #entry({ type, detail }: { readonly type: string; readonly detail: BusDetail }): PutEventsRequestEntry {
    return {
      EventBusName: this.#busName,
      Source: BUS.source,
      DetailType: type,
      Time: new Date(detail.at),
      Detail: JSON.stringify(detail),
    };
  }
}

function notAccepted(refused: readonly PutEventsResultEntry[]): AdapterError {
  const codes = [...new Set(refused.map(({ ErrorCode }) => ErrorCode))];
  return new AdapterError('events-not-accepted', {
    retryable: true,
    message: `the bus has not accepted ${refused.length} events: ${codes.join(', ')}`,
  });
}
