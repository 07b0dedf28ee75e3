import { afterAll } from '@jest/globals';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../../local/aws/server.ts';
import type { Endpoint } from '../../contracts/aws/rules.ts';

const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

export const endpointOf = ({ endpoint, environment }: LocalAws): Endpoint => ({
  endpoint,
  region: environment['AWS_REGION'] ?? '',
  credentials: LOCAL,
});

/** Starts the local server for a suite, and closes it after it. */
export const localEndpoint =
  (options: LocalAwsOptions = {}) =>
  async (): Promise<Endpoint> => {
    const aws = await startLocalAws(options);
    afterThisSuite.push(aws);
    return endpointOf(aws);
  };

const afterThisSuite: LocalAws[] = [];
afterAll(async () => {
  for (const aws of afterThisSuite.splice(0)) await aws.close();
});

/**
 * The other endpoint that the suites hold to the same rules: `CONTRACT_ENDPOINT_URL`, for example that of a moto server, with
 * `CONTRACT_ENDPOINT_IS=moto`, so that its documented deviations are expected.
 */
export function otherEndpoint<Deviation>(
  moto: readonly Deviation[],
): { readonly open: () => Promise<Endpoint>; readonly deviations: readonly Deviation[] } | undefined {
  const { CONTRACT_ENDPOINT_URL: endpoint, CONTRACT_ENDPOINT_IS: kind } = process.env;
  if (endpoint === undefined) return undefined;
  const open = async (): Promise<Endpoint> => ({ endpoint, region: 'us-east-1', credentials: LOCAL });
  return { open, deviations: kind === 'moto' ? moto : [] };
}
