import { describe, expect, it } from '@jest/globals';
import { PURPOSES } from '../../../lambdas/core/proofing/challenge.ts';
import { answers, asks, provingWorld, waiting } from '../../support/proving.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

describe.each(PURPOSES)('a challenge that is asked for in order to %s', (purpose) => {
  const world = worldAfter(
    [
      ...waiting([{ method: 'issued-code-email' }], { action: 'unlock' }),
      asks('issued-code-email', { purpose }),
      answers(),
    ],
    provingWorld(),
  );

  it(purpose === 'prove' ? 'proves who answers' : 'proves nothing, however it is answered', () => {
    expect(recoveryOf(world)).toMatchObject({
      status: purpose === 'prove' ? 'approving' : 'proofing',
      proofs: purpose === 'prove' ? [{ method: 'issued-code-email' }] : [],
      challenges: [{ purpose, answered: true }],
    });
  });
});
