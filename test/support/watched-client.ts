import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** How a call fails: before it was sent, or after it was carried out, so that only the answer is lost. */
export type Fault = 'before' | 'after';

/** Counts a client's requests, and lets one of its next calls fail. */
export interface Watch {
  /** HTTP requests so far, including the SDK's retries. */
  requests(): number;
  /** Lets the nth call from now fail, and no other. Counts the adapter's calls, not the SDK's retries. */
  failAt(nth: number, fault: Fault): void;
}

export function watched(client: DynamoDBClient): Watch {
  let requests = 0;
  let countdown = 0;
  let armed: Fault = 'before';
  client.middlewareStack.add(
    (next) => async (args) => {
      countdown -= 1;
      const fault = countdown === 0 ? armed : undefined;
      if (fault === 'before') throw noAnswer();
      const answer = await next(args);
      if (fault === 'after') throw noAnswer();
      return answer;
    },
    { step: 'initialize' },
  );
  client.middlewareStack.add(
    (next) => (args) => {
      requests += 1;
      return next(args);
    },
    { step: 'deserialize' },
  );
  return {
    requests: () => requests,
    failAt: (nth, fault) => {
      countdown = nth;
      armed = fault;
    },
  };
}

/** What the SDK throws when the connection breaks. */
const noAnswer = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
