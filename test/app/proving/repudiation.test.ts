import { describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { executeRecovery, revokeGrant } from '../../../lambdas/app/workflow/execution.ts';
import type { Connector, ConnectorRequest } from '../../../lambdas/ports/connector.ts';
import { approvedWorld, REF } from '../../support/execution-world.ts';
import { ACTORS, anEnvelope } from '../../support/fixtures.ts';

const claim = anEnvelope({ type: 'ClaimGrant' }, { actor: ACTORS.jane });
const stop = anEnvelope(
  { type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' },
  { actor: ACTORS.jane },
);

/** What the connector hears of a grant that was issued, after these commands, when the grant ends. */
async function revokedAfter(
  ...commands: readonly (typeof claim | typeof stop)[]
): Promise<ConnectorRequest | undefined> {
  const { services, calm, directory, surroundings } = await approvedWorld();
  let heard: ConnectorRequest | undefined;
  const listening: Connector = {
    name: directory.name,
    actions: directory.actions,
    examine: () => directory.examine(),
    identityOf: async (target) => target,
    perform: (request) => directory.perform(request),
    revoke: async (request) => {
      heard = request;
      await directory.revoke();
    },
    verifyGone: () => directory.verifyGone(),
  };
  const listeningServices = { ...services, connectorOf: () => listening };
  await executeRecovery(listeningServices, REF);
  for (const command of commands) await submit(calm, { ...command, id: surroundings.newId() });
  surroundings.advance(7 * 24 * 3600);
  await revokeGrant(listeningServices, REF, 'workflow');
  return heard;
}

describe('what the connector hears when a grant is revoked', () => {
  it('is that it was repudiated, when it was stopped after the credential had been claimed', async () => {
    expect(await revokedAfter(claim, stop)).toMatchObject({
      action: 'reset-password',
      target: 'jane',
      repudiated: true,
    });
  });

  it.each([
    ['it came to its end', []],
    ['it was claimed and came to its end', [claim]],
    ['it was stopped before anybody claimed it', [stop]],
  ])('is no repudiation when %s', async (_, commands) => {
    expect(await revokedAfter(...commands)).toMatchObject({ repudiated: false });
  });
});
