import { describe, expect, it } from '@jest/globals';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { executeRecovery, revokeGrant } from '../../../lambdas/app/workflow/execution.ts';
import { pageWordsOf, staffWordsOf } from '../../../lambdas/core/recovery/assess/pages.ts';
import type { Connector, ConnectorRequest } from '../../../lambdas/ports/connector.ts';
import { PAGE } from '../../support/deeds.ts';
import { approvedWorld, REF } from '../../support/execution-world.ts';
import { ACTORS, anEnvelope } from '../../support/fixtures.ts';
import { wordsOf } from '../../support/keys.ts';

const claim = anEnvelope({ type: 'ClaimGrant' }, { actor: PAGE });
const stop = anEnvelope(
  { type: 'StopRecovery', reason: 'this was not me', cause: 'withdrawn' },
  { actor: ACTORS.jane },
);

/** What the connector hears of a grant that was issued, after these commands, when the grant ends. */
async function revokedAfter(
  ...commands: readonly (typeof claim | typeof stop)[]
): Promise<ConnectorRequest | undefined> {
  const { services, calm, directory, surroundings } = await approvedWorld();
  let request: ConnectorRequest | undefined;
  const listening: Connector = {
    name: directory.name,
    actions: directory.actions,
    examine: () => directory.examine(),
    identityOf: async (target) => target,
    tierOf: async () => null,
    scopeOf: async () => undefined,
    perform: (request) => directory.perform(request),
    revoke: async (given) => {
      request = given;
      await directory.revoke();
    },
    verifyGone: () => directory.verifyGone(),
  };
  const listeningServices = { ...services, connectorOf: () => listening };
  await executeRecovery(listeningServices, REF);
  // The requester's page hears the help desk, and the verifier names it.
  const { recoveries } = await load(calm.ledger, REF.account);
  const recovery = recoveries[REF.recovery];
  if (recovery === undefined || PAGE.by !== 'visitor') throw new Error('nothing was executed');
  const heard = { type: 'HearWords', heard: staffWordsOf(wordsOf, recovery).join(' ') } as const;
  await submit(calm, anEnvelope(heard, { id: surroundings.newId(), actor: PAGE }));
  const page = pageWordsOf(wordsOf, recovery, PAGE.session).join(' ');
  const bind = { type: 'BindProof', method: 'in-person', page } as const;
  await submit(calm, anEnvelope(bind, { id: surroundings.newId(), actor: ACTORS.verifier }));
  for (const command of commands) await submit(calm, { ...command, id: surroundings.newId() });
  surroundings.advance(7 * 24 * 3600);
  await revokeGrant(listeningServices, REF, 'workflow');
  return request;
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
