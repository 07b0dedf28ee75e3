import { describe, expect, it } from '@jest/globals';
import { assertAction } from '../../../lambdas/adapters/connectors/action.ts';
import type { Connector } from '../../../lambdas/ports/connector.ts';

const connector = { name: 'cognito', actions: ['unlock'] } as unknown as Connector;

describe('what a connector is asked for', () => {
  it('is one of its actions', () => {
    expect(() => assertAction(connector, { action: 'unlock' })).not.toThrow();
  });

  it('is refused for good when it is none', () => {
    const asked = () => assertAction(connector, { action: 'rotate-secret' });
    expect(asked).toThrow(
      expect.objectContaining({
        code: 'action-not-supported',
        retryable: false,
        message: 'connector `cognito` cannot `rotate-secret`',
      }),
    );
  });
});
