import { describe, expect, it } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { executeRecovery } from '../../lambdas/app/workflow/execution.ts';
import { step } from '../../lambdas/app/workflow/workflow-step.ts';
import { LEAD_SECONDS } from '../../lambdas/contract/workflow.ts';
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

  it('is not hurried by a schedule that comes long before', async () => {
    const due = world.surroundings.now();
    world.surroundings.advance(-3600);
    await expect(handler({ ...REF, trigger: 'schedule', due })).rejects.toMatchObject({ name: 'NotDue' });
    world.surroundings.advance(3600);
  });

  it('revokes for the one-time schedule when the grant is over, and waits for that when it comes a little before', async () => {
    world.surroundings.advance(3600 - LEAD_SECONDS);
    const due = new Date(Date.parse(world.surroundings.now()) + LEAD_SECONDS * 1000).toISOString();
    await handler({ ...REF, trigger: 'schedule', due });
    expect(world.surroundings.now()).toBe(due);
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
