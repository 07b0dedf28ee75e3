import { describe, expect, it } from '@jest/globals';
import { composed } from '../support/compose.ts';
import { approvedWorld, REF } from '../support/execution-world.ts';

const world = await approvedWorld();
composed('workflow', { executingServices: world.services });
const { handler } = await import('../../lambdas/handlers/execute.ts');

describe('the execute task', () => {
  it('executes what the ledger says and ignores everything else in its input', async () => {
    const forged = {
      ...REF,
      target: 'administrator',
      timers: { executeNotBefore: '1970-01-01T00:00:00.000Z' },
      approved: true,
    };
    expect(await handler(forged)).toMatchObject({ holdSeconds: 3600 });
    expect(world.directory.issued).toBe(1);
  });
});
