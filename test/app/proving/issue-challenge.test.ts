import { beforeEach, describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { ACTORS, anEnvelope, aPerson, PEOPLE } from '../../support/fixtures.ts';
import { CANARY_ADDRESSES, ProvingWorld } from '../../support/proving-world.ts';
import { register } from '../../support/register.ts';

const world = new ProvingWorld();
const FRED = 'person:fred-friend';

/** The registry knows this person by these mail addresses. */
async function known(person: string, addresses: readonly string[]): Promise<void> {
  await register(world.services, { person: aPerson({ person, addresses, subjects: [], ticketUsers: [] }) });
}

/** A code for Fred, whom Jane named long ago, is asked for on the page. */
async function asksFred(): Promise<unknown> {
  const named = { type: 'NameRecoveryContact', person: FRED } as const;
  await submit(world.services, anEnvelope(named, { id: 'named', recovery: null, actor: ACTORS.jane }));
  world.advance(86_400);
  await world.open();
  return world.page().challenge({ id: 'ask-1', method: 'recovery-contact', contact: 'named' });
}

describe('a code for a recovery contact', () => {
  beforeEach(() => world.reset());

  it('goes to the mailbox that the registry has of them', async () => {
    await known(PEOPLE.jane, ['jane@example.com']);
    await known(FRED, ['fred@example.com', 'fred@example.org']);
    await asksFred();
    expect(world.delivery.sent.map(({ to }) => to)).toEqual([{ kind: 'email', address: 'fred@example.com' }]);
  });

  it.each([
    ['a contact of the account', [CANARY_ADDRESSES[0]]],
    ['one in another spelling', ['fred@example.com', 'Canary-Jane+fred@EXAMPLE.com']],
  ])('goes nowhere where a mailbox of theirs is %s', async (_, addresses) => {
    await known(PEOPLE.jane, ['jane@example.com']);
    await known(FRED, addresses);
    await expect(asksFred()).rejects.toMatchObject({
      ...{ code: 'contact-not-independent', facts: { contact: 'named' }, stream: 'cognito:jane' },
    });
    expect(world.delivery.sent).toEqual([]);
  });
});
