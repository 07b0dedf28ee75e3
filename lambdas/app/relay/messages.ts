import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Again, Notice, PutOff, Span } from '../../ports/queue.ts';
import { log } from '../log.ts';

/**
 * Works the messages of a batch in parallel, so none waits for another. A failed message is logged with `words` and retried alone, until
 * the queue makes it a dead letter, which raises an alarm. A malformed message is treated the same.
 */
export async function eachMessage<Message>(
  { Records }: SQSEvent,
  words: string,
  { parse, work }: { parse: (body: string) => Message; work: (message: Message) => Promise<void> },
): Promise<SQSBatchResponse> {
  const results = await Promise.all(
    Records.map(async ({ messageId, body, attributes }) => {
      try {
        await work(parse(body));
        return [];
      } catch (error) {
        log('error', words, { message: messageId, attempt: Number(attributes.ApproximateReceiveCount), error });
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: results.flat() };
}

/** A message that is not one of ours and can never be worked. */
export class MessageMalformed extends Error {
  constructor() {
    super('the message names no place in the ledger');
    this.name = 'MessageMalformed';
  }
}

/** A message of the notice queue. Throws `MessageMalformed`. */
export function parseNotice(body: string): Notice {
  const { stream, seq, audience } = membersOf(body);
  if (isPlace({ stream, seq }) && isAudience(audience)) return { stream, seq, audience } as Notice;
  throw new MessageMalformed();
}

/** A message of the relay's own queue. Throws `MessageMalformed`. */
export function parseAgain(body: string): Again {
  const { stream, seq, writtenAt, since, until, after = null } = membersOf(body);
  if (isPlace({ stream, seq }))
    return { stream, seq, ...(Number.isSafeInteger(writtenAt) ? { writtenAt } : {}) } as PutOff;
  const isSpan = isTime(since) && isTime(until) && (after === null || typeof after === 'string');
  if (isSpan) return { since, until, after } as Span;
  throw new MessageMalformed();
}

/** Members of a JSON object; empty for any other text. */
export function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const isPlace = ({ stream, seq }: { readonly stream: unknown; readonly seq: unknown }): boolean =>
  typeof stream === 'string' && stream !== '' && Number.isSafeInteger(seq) && Number(seq) > 0;

const isAudience = (audience: unknown): boolean =>
  audience === 'everybody' ||
  audience === 'ticket' ||
  (typeof audience === 'string' && /^(contact|asked|chat):/.test(audience));

const isTime = (text: unknown): boolean => typeof text === 'string' && !Number.isNaN(Date.parse(text));
