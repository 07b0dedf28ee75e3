import { expect, it } from '@jest/globals';
import { ReadableStream } from '../../../lambdas/compose/clients/web-streams.ts';

it('the web streams of a deployed function are not there, and nothing is one', () => {
  expect(() => new ReadableStream()).toThrow('this function was bundled without web streams');
  expect(new globalThis.ReadableStream()).not.toBeInstanceOf(ReadableStream);
});
