import { describe, expect, it } from '@jest/globals';
import { executeRecovery, revokeGrant } from '../../lambdas/app/workflow/execution.ts';
import { GRACE_SECONDS } from '../../lambdas/contract/workflow.ts';
import { composed } from '../support/compose.ts';
import { approvedWorld, present, REF, recoveryIn } from '../support/execution-world.ts';

const world = await approvedWorld();
await executeRecovery(world.services, REF);
composed('workflow', { executionServices: world.services });
const { handler } = await import('../../lambdas/handlers/sweeper.ts');
const sweep = () => handler({}, { getRemainingTimeInMillis: () => 55_000 });
const none = { revoked: 0, pending: 0, failed: 0, boxes: 0, finished: true };

describe('the sweeper', () => {
  it('leaves a grant alone until the workflow has had its chance', async () => {
    world.surroundings.advance(3600 + GRACE_SECONDS - 1);
    expect(await sweep()).toEqual(none);
  });

  it('reports a directory that does not let go, and goes on asking', async () => {
    world.surroundings.advance(2);
    world.directory.stuck = true;
    await world.dueGrants.note({
      account: 'cognito:jane',
      recovery: 'ended-long-ago',
      connector: 'cognito',
      expiresAt: '2026-01-01T00:00:00.000Z',
    });
    expect(await sweep()).toEqual({ ...none, revoked: 1, failed: 1 });
    expect(present(await recoveryIn(world.ledger)).status).toBe('revocation-overdue');
    expect([...world.dueGrants.noted.keys()]).toEqual([REF.recovery]);
  });

  it('revokes by itself when neither the workflow nor the schedule has, and forgets what is gone', async () => {
    world.directory.stuck = false;
    world.surroundings.advance(60);
    expect(await sweep()).toEqual({ ...none, revoked: 1 });
    expect(world.directory.password).toBeNull();
    world.surroundings.advance(60);
    expect(await sweep()).toEqual(none);
    await revokeGrant(world.services, REF, 'workflow');
  });

  it('begins no grant when Lambda is about to end its run', async () => {
    await world.dueGrants.note({ ...REF, connector: 'cognito', expiresAt: '2026-01-01T00:00:00.000Z' });
    expect(await handler({}, { getRemainingTimeInMillis: () => 24_999 })).toEqual({ ...none, finished: false });
  });
});
