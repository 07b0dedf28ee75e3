import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { arnOf } from './arns.ts';
import type { JsonService } from './protocol/json.ts';
import { operationsOf } from './protocol/operations.ts';
import { Recent } from './recent.ts';

/** An event that was put on a bus. */
export interface PutEvent {
  readonly id: string;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: number;
}

const operation = operationsOf('ValidationException');

/** EventBridge: buses without rules, which keep their last events in memory and pass each to listeners on this machine. */
export class LocalEventBridge implements JsonService {
  readonly target = 'AWSEvents';
  readonly version = '1.1';
  readonly events = new Recent<PutEvent>(500);
  readonly #now: () => number;
  readonly #buses: ReadonlySet<string>;

  /** `buses`: names besides `default`. */
  constructor({ now, buses = [] }: { readonly now: () => number; readonly buses?: readonly string[] }) {
    this.#now = now;
    this.#buses = new Set(['default', ...buses].flatMap((name) => [name, arnOf('events', `event-bus/${name}`)]));
  }

  readonly operations = {
    PutEvents: operation(putEvents, ({ Entries }) => {
      const answers = Entries.map((entry) => this.#put(entry));
      return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
    }),
  };

  /** A refused entry does not stop the others. */
  #put({ Source, DetailType, Detail, EventBusName = 'default', Time }: Entry) {
    if (!this.#buses.has(EventBusName))
      return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `no event bus \`${EventBusName}\`` };
    if (Source === undefined || DetailType === undefined || Detail === undefined)
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'an event has a source, a detail type and a detail' };
    const detail = objectIn(Detail);
    if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed' };
    const id = randomUUID();
    const at = Time === undefined ? this.#now() : Time * 1000;
    const bus = EventBusName.slice(EventBusName.lastIndexOf('/') + 1);
    this.events.add({ id, bus, source: Source, detailType: DetailType, detail, at });
    return { EventId: id };
  }
}

const entry = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Time: z.number().optional(),
  Resources: z.array(z.string()).optional(),
});
type Entry = z.output<typeof entry>;

/** Ten entries in a call, and 1 MiB, like EventBridge. */
const putEvents = z
  .strictObject({ Entries: z.array(entry).min(1).max(10) })
  .refine((input) => Buffer.byteLength(JSON.stringify(input)) <= 1_048_576, 'at most 1 MiB');

function objectIn(detail: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(detail);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
