import { describe, expect, it } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { executeRecovery } from '../../lambdas/app/workflow/execution.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { composed } from '../support/compose.ts';
import { approvedWorld, eventsOf, REF } from '../support/execution-world.ts';
import { ACTORS, anEnvelope } from '../support/fixtures.ts';

const world = await approvedWorld();
await executeRecovery(world.services, REF);
composed('workflow', { executionServices: world.services });
const { handler } = await import('../../lambdas/handlers/revoke.ts');

describe('the revoke function', () => {
  it('is not hurried by a workflow that was resumed with a forged answer', async () => {
    await expect(handler(REF)).rejects.toMatchObject({ name: 'NotDue' });
    expect(world.directory.password).not.toBeNull();
  });

  it('revokes for the one-time schedule when the grant is over', async () => {
    world.surroundings.advance(3600);
    await handler({ ...REF, trigger: 'schedule' });
    expect(world.directory.password).toBeNull();
    expect(await eventsOf(world.ledger)).toContainEqual({ type: 'RevocationStarted', trigger: 'schedule' });
  });

  it('is content, as the schedule, with a recovery that has ended; the workflow is told', async () => {
    const review = { type: 'ReviewRecovery', finding: 'appropriate', note: 'as it should be' } as const;
    await submit(world.calm, anEnvelope(review, { actor: ACTORS.reviewer }));
    await step(world.calm, REF, { type: 'CloseRecovery' });
    expect(await handler({ ...REF, trigger: 'schedule' })).toBeNull();
    await expect(handler(REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
  });
});
