import { describe, expect, it } from '@jest/globals';
import { HmacPseudonyms } from '../../../lambdas/adapters/keyed/pseudonyms.ts';
import { callerIn, pseudonymsFor, secretOf } from '../../../lambdas/app/intake/open-recovery.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { MemoryKey, PSEUDONYM_KEY } from '../../support/keys.ts';

const [CALLER, NETWORK] = [new Secret('+442079460777'), new Secret('203.0.113.0/24')] as const;

function services() {
  const key = new MemoryKey(PSEUDONYM_KEY);
  return { key, pseudonyms: new HmacPseudonyms(key) };
}

describe('what a command says of where its request came from', () => {
  it.each([
    [null, null],
    [CALLER, null],
    [null, NETWORK],
    [CALLER, NETWORK],
  ])('is a pseudonym of each that there is: %#', async (caller, network) => {
    const { pseudonyms } = services();
    const made = await pseudonymsFor({ pseudonyms }, { caller, network });
    expect(made).toEqual({
      caller: caller && (await pseudonyms.of('caller', caller)),
      network: network && (await pseudonyms.of('network', network)),
    });
  });

  it('is nothing at all where one of two cannot be made', async () => {
    const { key, pseudonyms } = services();
    key.isReadable = false;
    const unreadable = { code: 'key-unreadable', retryable: true };
    for (const traces of [
      { caller: CALLER, network: null },
      { caller: null, network: NETWORK },
    ])
      await expect(pseudonymsFor({ pseudonyms }, traces)).rejects.toMatchObject(unreadable);
    expect(await pseudonymsFor({ pseudonyms }, { caller: null, network: null })).toEqual({
      caller: null,
      network: null,
    });
  });

  it('is not seen when it is printed, until it is a pseudonym', () => {
    expect(`${callerIn('+44 20 7946 0777')} ${JSON.stringify(secretOf('203.0.113.0/24'))}`).not.toMatch(/\d/);
    expect(callerIn('+44 20 7946 0777')?.reveal()).toBe(CALLER.reveal());
    expect([callerIn(undefined), callerIn('none'), secretOf(null)]).toEqual([null, null, null]);
  });
});
