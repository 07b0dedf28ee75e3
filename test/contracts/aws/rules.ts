import { expect, it } from '@jest/globals';

/** How a client reaches an endpoint that speaks AWS. */
export interface Endpoint {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** States a rule of the service. Where the endpoint is known to deviate from it, the deviation itself is held: once it is gone, the test fails. */
export type Rule<Deviation extends string> = (title: string, check: () => Promise<void>, deviation?: Deviation) => void;

export const ruleFor =
  <Deviation extends string>(deviations: readonly Deviation[]): Rule<Deviation> =>
  (title, check, deviation) => {
    if (deviation === undefined || !deviations.includes(deviation)) {
      it(title, check);
      return;
    }
    it(`${title} (does not, a documented deviation: ${deviation})`, async () => {
      await expect(check()).rejects.toBeDefined();
    });
  };

/** A name that nobody else uses, also on an endpoint that other tests use. */
export const fresh = (prefix: string): string => `${prefix}-${Math.random().toString(36).slice(2, 12)}`;

/** The name of the error that a call is refused with; a call that is not refused fails the test. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  if (error === undefined) throw new Error('expected a refusal');
  return error.name;
}
