import { describe, expect, it } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { composed } from '../support/compose.ts';
import { ModelDirectory, present, REF } from '../support/execution-world.ts';
import { anEnvelope } from '../support/fixtures.ts';
import { commitsOf } from '../support/relay-world.ts';
import { openedWorld } from '../support/tasks.ts';

const world = await openedWorld();
composed('workflow', { assessmentServices: { ...world.submitting, connectorOf: () => new ModelDirectory() } });
const { handler } = await import('../../lambdas/handlers/assess.ts');

describe('the assess task', () => {
  it('makes the plan once and reads what is left of its timers whenever the workflow comes by', async () => {
    // The proof's window of an hour is looked at after its first half.
    expect(await handler(REF)).toMatchObject({ proofSeconds: 1800, approvalSeconds: 9000 });
    const commits = (await commitsOf(world.ledger, REF.account)).length;
    world.surroundings.advance(600);
    expect(await handler(REF)).toMatchObject({ proofSeconds: 1200, approvalSeconds: 8400 });
    expect(await commitsOf(world.ledger, REF.account)).toHaveLength(commits);
    expect(present((await commitsOf(world.ledger, REF.account)).at(-1)).commit.events).toMatchObject([
      { type: 'RecoveryAssessed' },
    ]);
  });

  it('leaves by name when the recovery has come to an end', async () => {
    await submit(world.submitting, anEnvelope({ type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' }));
    await expect(handler(REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
  });
});
