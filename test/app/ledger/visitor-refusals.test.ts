import { beforeEach, describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { ACTORS, anEnvelope } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { ProvingWorld } from '../../support/proving-world.ts';

const world = new ProvingWorld();
beforeEach(async () => {
  await world.reset();
  await world.open();
  caughtLog();
});

/** Commits of the account. */
const length = async () => (await world.ledger.head('cognito:jane'))?.commit.seq ?? 0;
let keys = 0;

/** Somebody answers on their page; the code of the refusal, or undefined. */
async function answers(cookie: string, challenge: string): Promise<unknown> {
  keys += 1;
  const given = { id: `key-${keys}`, challenge, answer: { code: new Secret('00000000') } };
  return world
    .page(cookie)
    .answer(given)
    .then(
      () => undefined,
      (error: { readonly code: string }) => error.code,
    );
}

describe('what a page is refused', () => {
  it('is one commit a minute for each recovery and code, whoever asks, and refused each time', async () => {
    const before = await length();
    for (let n = 0; n < 30; n += 1) expect(await answers('one', 'nope')).toBe('challenge-unknown');
    expect(await length()).toBe(before + 1);
    for (let n = 0; n < 30; n += 1) expect(await answers(`cookie-${n}`, 'nope')).toBe('challenge-unknown');
    expect(await length()).toBe(before + 1);
    world.advance(60);
    await answers('one', 'nope');
    expect(await length()).toBe(before + 2);
  });

  it('is no commit at all once the recovery has ended', async () => {
    await submit(world.services, anEnvelope({ type: 'StopRecovery', reason: 'not me' }, { actor: ACTORS.jane }));
    const before = await length();
    for (let n = 0; n < 30; n += 1) expect(await answers(`cookie-${n}`, 'nope')).toBe('recovery-ended');
    const page = world.page('one');
    await expect(page.stop({ id: 'stop-1', by: { token: new Secret('nope') } })).rejects.toMatchObject({
      code: 'recovery-ended',
      recorded: true,
    });
    await expect(page.claim({ id: 'claim-1' })).rejects.toMatchObject({ code: 'recovery-ended' });
    expect(await length()).toBe(before);
  });

  it('is recorded each time where it counts towards a throttle, and where it is an answer', async () => {
    await world.page('one').challenge({ id: 'ask-1', method: 'issued-code-sms', contact: 'mobile' });
    const before = await length();
    expect(await answers('one', 'ask-1')).toBeUndefined();
    world.advance(601);
    for (let n = 0; n < 3; n += 1) expect(await answers('one', 'ask-1')).toBe('challenge-expired');
    expect(await length()).toBe(before + 4);
    expect((await world.state('cognito:jane')).failures).toEqual({ 'issued-code-sms': 4 });
  });
});
