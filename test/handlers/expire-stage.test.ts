import { describe, expect, it } from '@jest/globals';
import { composed } from '../support/compose.ts';
import { present, REF } from '../support/execution-world.ts';
import { commitsOf } from '../support/relay-world.ts';
import { assessed, openedWorld } from '../support/tasks.ts';

const world = await openedWorld();
await assessed(world);
composed('ledger', { submitServices: world.submitting });
const { handler } = await import('../../lambdas/handlers/expire-stage.ts');

describe('the task after a timeout', () => {
  it('sends the workflow back when the ledger says that the stage is not due, one second before', async () => {
    world.surroundings.advance(3599);
    await expect(handler(REF)).rejects.toMatchObject({ name: 'NotDue' });
  });

  it('ends the recovery at its deadline, with the stage that it did not pass', async () => {
    world.surroundings.advance(1);
    await expect(handler(REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect(present((await commitsOf(world.ledger, REF.account)).at(-1)).commit.events).toEqual([
      { type: 'RecoveryExpired', stage: 'proof' },
    ]);
  });

  it('adds nothing but the record of a late command when it comes again', async () => {
    await expect(handler(REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect(present((await commitsOf(world.ledger, REF.account)).at(-1)).commit.events).toMatchObject([
      { type: 'CommandRefused', code: 'recovery-ended', facts: { end: 'expired' } },
    ]);
  });
});
