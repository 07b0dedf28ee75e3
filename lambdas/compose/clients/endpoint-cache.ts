/**
 * Replaces the SDK's cache of discovered endpoints in the deployed bundles (by `lib/bundle.ts`). DynamoDB's client makes one, but no
 * function uses endpoint discovery; without the cache every bundle is about 8 KiB smaller. Throws on use.
 */
export class EndpointCache {
  get(): never {
    throw new Error('this function was bundled without endpoint discovery');
  }
  readonly getEndpoint = this.get;
  readonly set = this.get;
  readonly delete = this.get;
}
