import { randomUUID } from 'node:crypto';

export interface AwsEndpoint {
  /** `http://host:port` of something that speaks to SDK clients as AWS does. */
  readonly url: string;
  /** The rotation function; without it, the endpoint must be one that rotates without a function. */
  readonly rotationFunctionArn?: string;
  /** The first value of a secret of this name whose keys an API issues, by the tag `countersign:key-api` of `maps`; absent: a value of no API. */
  readonly issuedValue?: (name: string) => string;
  /** The same for a secret that is a certificate: its first value, and the client id that its tag says. */
  readonly certificate?: (name: string) => Promise<{ readonly value: string; readonly app: string }>;
  /** The revoke function, for endpoints that look whether it is there. */
  readonly revokeFunctionArn?: string;
  /** A group of schedules that is there; without it, one is made. */
  readonly scheduleGroup?: string;
  readonly keyId?: string;
}

export const clientOptions = ({ url }: AwsEndpoint) => ({
  endpoint: url,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  // The suites try again themselves.
  maxAttempts: 1,
});

/** Names are fresh each time: an endpoint may keep what an earlier run has left. */
export const fresh = (prefix: string): string => `${prefix}-${randomUUID()}`;

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for what an endpoint does in its own time. */
export async function eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await pause(25);
  }
  throw new Error('not within five seconds');
}
