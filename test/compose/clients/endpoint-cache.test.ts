import { expect, it } from '@jest/globals';
import { EndpointCache } from '../../../lambdas/compose/clients/endpoint-cache.ts';

it.each(['get', 'getEndpoint', 'set', 'delete'] as const)(
  'the cache of discovered endpoints is not there in a deployed function: %s',
  (use) => {
    expect(() => new EndpointCache()[use]()).toThrow('this function was bundled without endpoint discovery');
  },
);
