import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { callBack, contactsFor, readBack } from '../../../lambdas/app/proving/call-back.ts';
import { masked } from '../../../lambdas/core/registry/contact.ts';
import { ACTORS } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { CANARY_ADDRESSES, CONTACTS, ProvingWorld } from '../../support/proving-world.ts';

const world = new ProvingWorld();
let lines: readonly string[] = [];
beforeEach(async () => {
  await world.reset();
  await world.open();
  lines = caughtLog();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const visit = (id: string, actor = ACTORS.verifier) => ({ recovery: 'rec-1', actor, via: 'callBack', id });
const CALL = { method: 'call-back', contact: 'work', called: 'mobile' } as const;

describe('a call-back', () => {
  it('sends a code to one contact, and names the registered number of another to call', async () => {
    const asked = await callBack(world.proving, { ...visit('ask-1'), ...CALL });
    expect(asked).toMatchObject({ challenge: 'ask-1', method: 'call-back', call: CANARY_ADDRESSES[1] });
    expect(world.delivery.sent.map(({ to }) => to.address)).toEqual([CANARY_ADDRESSES[0]]);
    const code = world.delivery.code();
    const given = await readBack(world.proving, { ...visit('give-1'), challenge: 'ask-1', code });
    expect(given).toMatchObject({ correct: true, recovery: 'rec-1' });
    expect((await world.recovery()).proofs).toMatchObject([
      { method: 'call-back', outcome: 'verified', verifier: ACTORS.verifier.person, session: null },
    ]);
    const commits = world
      .commits('cognito:jane')
      .filter(({ events }) => events.every(({ type }) => !/^Profile/.test(type)));
    for (const canary of [code, ...CANARY_ADDRESSES])
      expect(JSON.stringify(commits) + lines.join('')).not.toContain(canary);
  });

  it('tells nobody a number who is no verifier, and sends nothing', async () => {
    for (const actor of [ACTORS.agent, ACTORS.jane, ACTORS.identityApprover])
      await expect(callBack(world.proving, { ...visit(`ask-${actor.person}`, actor), ...CALL })).rejects.toMatchObject({
        code: expect.stringMatching(/^(role-missing|conflicting-part)$/),
      });
    expect(world.delivery.sent).toEqual([]);
  });

  it.each([
    [{ contact: 'work', called: 'ticket' }, 'contact-unknown'],
    [{ contact: 'mobile', called: 'mobile' }, 'contact-not-independent'],
    [{ contact: 'mobile', called: 'work' }, 'contact-unknown'],
  ])('%j is refused: %s', async (call, code) => {
    await expect(callBack(world.proving, { ...visit('ask-1'), ...CALL, ...call })).rejects.toMatchObject({ code });
    expect(world.delivery.sent).toEqual([]);
  });

  it('of a wrong code is counted', async () => {
    await callBack(world.proving, { ...visit('ask-1'), ...CALL });
    for (const [id, status] of [
      ['a', 'proofing'],
      ['b', 'proofing'],
      ['c', 'refused'],
    ] as const)
      expect(await readBack(world.proving, { ...visit(id), challenge: 'ask-1', code: '00000000' })).toMatchObject({
        ...{ correct: false, status },
      });
  });
});

describe('the contacts of an account', () => {
  const shownTo = async (actor: typeof ACTORS.verifier) =>
    (await contactsFor(world.services, actor, 'rec-1')).items.map(({ shown }) => shown);

  it('are a mask for everybody, verifiers too: the number is told with the challenge', async () => {
    const masks = CONTACTS.map((contact) => masked(contact));
    expect(await shownTo(ACTORS.verifier)).toEqual(masks);
    expect(await shownTo(ACTORS.identityApprover)).toEqual(masks);
    for (const address of CANARY_ADDRESSES) expect(masks.join()).not.toContain(address);
  });

  it('are nobody else’s to see', async () => {
    await expect(shownTo(ACTORS.jane)).rejects.toMatchObject({ code: 'role-missing' });
  });

  it('are not seen by staff who may not read the recovery', async () => {
    await expect(shownTo(ACTORS.agent)).rejects.toMatchObject({ code: 'recovery-unknown' });
  });
});
