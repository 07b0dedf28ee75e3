/**
 * Replaces `node:stream/web` in the deployed bundles (by `lib/bundle.ts`). Only middy imports it, to recognize a stream as an answer, and
 * no function answers with one; without it an import is a millisecond faster. Nothing is an instance of it.
 */
export class ReadableStream {
  constructor() {
    throw new Error('this function was bundled without web streams');
  }
}
