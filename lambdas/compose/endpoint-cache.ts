/**
 * Takes the place of the SDK's cache of discovered endpoints in the deployed bundles (`lib/bundle.ts` puts it there). DynamoDB's client makes
 * one, and no function turns endpoint discovery on; without the cache every bundle is about 8 KiB smaller. Throws on use.
 */
export class EndpointCache {
  get(): never {
    throw new Error('this function was bundled without endpoint discovery');
  }
  readonly getEndpoint = this.get;
  readonly set = this.get;
  readonly delete = this.get;
}
