import { describe, expect, it } from '@jest/globals';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { executeRecovery, revokeGrant } from '../../lambdas/app/workflow/execution.ts';
import { composed } from '../support/compose.ts';
import { approvedWorld, eventsOf, REF, recoveryIn } from '../support/execution-world.ts';
import { ACTORS, anEnvelope } from '../support/fixtures.ts';

const world = await approvedWorld();
await executeRecovery(world.services, REF);
world.surroundings.advance(3600);
await revokeGrant(world.services, REF, 'workflow');
composed('ledger', { submitServices: world.calm });
const { handler } = await import('../../lambdas/handlers/close.ts');

describe('the close task', () => {
  it('does not close a recovery that owes a review', async () => {
    await expect(handler(REF)).rejects.toMatchObject({ name: 'NotDue' });
    expect(await recoveryIn(world.ledger)).toBeDefined();
  });

  it('closes it after the review, once, however often it is asked', async () => {
    const review = { type: 'ReviewRecovery', finding: 'appropriate', note: 'as it should be' } as const;
    await submit(world.calm, anEnvelope(review, { actor: ACTORS.reviewer }));
    await handler(REF);
    await handler(REF);
    expect((await eventsOf(world.ledger)).filter(({ type }) => type === 'RecoveryClosed')).toHaveLength(1);
  });
});
