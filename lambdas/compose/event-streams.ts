/**
 * Takes the place of the SDK's event streams in the deployed bundles (`lib/bundle.ts` puts it there): no call of any function has one. The
 * SDK loads them by a dynamic import, so that a bundler wraps every module which they share with the rest and drops nothing of it; without
 * them every bundle is about 17 KiB smaller, and a client is imported in a fifth less time. Throws when it is asked for after all.
 */
export const eventStreamSerdeProvider = (): never => {
  throw new Error('this function was bundled without event streams');
};

/** What the SDK would make next; `eventStreamSerdeProvider` has thrown by then. */
export const EventStreamSerde = eventStreamSerdeProvider;
