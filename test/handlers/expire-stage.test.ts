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
  const newest = async () => present((await commitsOf(world.ledger, REF.account)).at(-1)).commit;

  it('sends the workflow back when the ledger says that nothing is due', async () => {
    world.surroundings.advance(1799);
    await expect(handler(REF)).rejects.toMatchObject({ name: 'NotDue' });
    expect((await newest()).events).toMatchObject([{ type: 'CommandRefused', code: 'not-due' }]);
  });

  it('records that half of the window is over, once, and sends the workflow back for the other half', async () => {
    world.surroundings.advance(1);
    await expect(handler(REF)).rejects.toMatchObject({ name: 'NotDue' });
    const { events, seq } = await newest();
    expect(events).toEqual([{ type: 'StageHalfPassed', stage: 'proof' }]);
    world.surroundings.advance(1799);
    await expect(handler(REF)).rejects.toMatchObject({ name: 'NotDue' });
    expect((await newest()).seq).toBe(seq);
  });

  it('ends the recovery at its deadline, with the stage that it did not pass', async () => {
    world.surroundings.advance(1);
    await expect(handler(REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect((await newest()).events).toEqual([{ type: 'RecoveryExpired', stage: 'proof' }]);
  });

  it('adds nothing but the record of a late command when it comes again', async () => {
    await expect(handler(REF)).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect((await newest()).events).toMatchObject([
      { type: 'CommandRefused', code: 'recovery-ended', facts: { end: 'expired' } },
    ]);
  });
});
