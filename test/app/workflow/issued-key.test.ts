import { describe, expect, it } from '@jest/globals';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { BREAKS, type Break, Breaker } from '../../support/breaker.ts';
import { STEPS } from '../../support/database-rotation.ts';
import { ISSUERS } from '../../support/issued-systems.ts';
import { issuedWorld } from '../../support/issued-world.ts';

const SECOND = 'second-version-of-the-secret-00001';
const THIRD = 'third-version-of-the-secret-000001';

describe.each(ISSUERS)('a key of %s', (name) => {
  it('is another one afterwards, and nothing else of the value is', async () => {
    const one = await issuedWorld(name);
    await one.rotateTo(SECOND);
    expect(one.labelled()).toEqual({ team: 'payments', keyId: expect.any(String), key: one.issuer.valid()[0] });
    expect([one.issuer.count(), one.labelled().key === one.first.key]).toEqual([1, false]);
  });

  it('opens something before the one before it ends', async () => {
    const one = await issuedWorld(name, { lagMs: 5_000 });
    one.begin(SECOND);
    await one.step('createSecret', SECOND);
    await one.step('setSecret', SECOND);
    expect(one.issuer.valid()).toEqual([one.labelled('AWSPENDING').key]);
    expect(await one.doesOpen('AWSPENDING')).toBe(true);
  });

  it('is there beside its successor with a grace, until the rotation after', async () => {
    const one = await issuedWorld(name, { graceMinutes: '60' });
    await one.rotateTo(SECOND);
    expect(one.issuer.valid()).toEqual([one.first.key, one.labelled().key]);
    const second = one.labelled().key;
    await one.rotateTo(THIRD);
    expect(one.issuer.valid()).toEqual([second, one.labelled().key]);
  });

  it('is the current one again where its consumer is not well, and the new one is gone', async () => {
    const one = await issuedWorld(name, { graceMinutes: '60', isWell: false });
    await expect(one.rotateTo(SECOND)).rejects.toMatchObject({ code: 'rolled-back' });
    expect([one.labelled().key, one.issuer.valid(), one.issuer.count()]).toEqual([one.first.key, [one.first.key], 1]);
  });

  it('that nobody knows, since the answer that had it was lost, is gone before another one is made', async () => {
    const one = await issuedWorld(name);
    const lost = await one.orphan();
    expect(one.issuer.count()).toBe(2);
    await one.rotateTo(SECOND);
    expect(one.issuer.valid()).toEqual([one.labelled().key]);
    expect(one.revoked.map(([id]) => id)).toEqual([lost, one.first.keyId]);
  });

  it('is neither made nor ended where the issuer does not say that it is the secret’s', async () => {
    const one = await issuedWorld(name);
    one.issuer.isBound(false);
    one.begin(SECOND);
    await expect(one.step('createSecret', SECOND)).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
    expect([one.issuer.valid(), one.issuer.count()]).toEqual([[one.first.key], 1]);
    one.issuer.isBound(true);
    for (const step of STEPS) await one.step(step, SECOND);
    expect(one.issuer.valid()).toEqual([one.labelled().key]);
  });

  it('is not ended where the new one opens nothing yet: that is tried again', async () => {
    const one = await issuedWorld(name, { lagMs: 3_600_000 });
    one.begin(SECOND);
    await one.step('createSecret', SECOND);
    await expect(one.step('setSecret', SECOND)).rejects.toBeInstanceOf(Error);
    expect(one.issuer.valid()).toContain(one.first.key);
  });

  it('shows in no error of the issuer', async () => {
    const one = await issuedWorld(name);
    one.begin(SECOND);
    const { canary } = one;
    for (const status of [400, 403, 409, 429, 500, 302, 200]) {
      one.issuer.instead = () => new Response(`<x>${canary}</x>`, { status });
      const error = await one.step('createSecret', SECOND).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AdapterError);
      expect(JSON.stringify([String(error), error, (error as Error).cause ?? ''])).not.toContain(canary);
    }
    expect(one.labelled().key).toBe(one.first.key);
  });

  it.each(BREAKS)(
    'leaves one key that is current and opens something after a break at any call (%s)',
    async (how: Break) => {
      let broken = 0;
      for (let at = 1; at < 60; at += 1) {
        const one = await issuedWorld(name);
        const breaker = new Breaker(at, how);
        one.begin(SECOND);
        let index = 0;
        while (index < STEPS.length && (await breaker.survives(() => one.step(STEPS[index] ?? '', SECOND, breaker))))
          index += 1;
        // Whatever broke: what is current, or what becomes it, opens something.
        const valid = one.issuer.valid();
        expect({
          at,
          ok: [one.labelled().key, one.labelled('AWSPENDING').key].some((key) => valid.includes(key)),
        }).toEqual({
          ...{ at, ok: true },
        });
        for (const step of STEPS.slice(index)) await one.step(step, SECOND);
        expect({ at, keys: one.issuer.valid() }).toEqual({ at, keys: [one.labelled().key] });
        if (breaker.broken === undefined) break;
        broken += 1;
      }
      expect(broken).toBeGreaterThan(15);
    },
  );
});
