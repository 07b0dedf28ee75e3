/**
 * Takes the place of `node:stream/web` in the deployed bundles (`lib/bundle.ts` puts it there). Only middy asks for it, to know an answer that
 * is a stream, and no function answers with one; without it an import is a millisecond faster. Nothing is an instance of it.
 */
export class ReadableStream {
  constructor() {
    throw new Error('this function was bundled without web streams');
  }
}
