import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS } from '../../../lambdas/contract/functions.ts';
import { deployedFunctions } from '../../../local/start/functions.ts';

/** Functions whose calls come to an end when the test says so. */
function held() {
  const ends: (() => void)[] = [];
  const functions = deployedFunctions(() => () => new Promise((resolve) => ends.push(() => resolve('done'))));
  const endAll = () => {
    for (const end of ends.splice(0)) end();
  };
  return { functions, endAll };
}

describe('deployedFunctions', () => {
  it('has every function of the contract', () => {
    expect(Object.keys(deployedFunctions().byName)).toEqual(Object.keys(FUNCTIONS));
  });

  it('calls through what stands between', async () => {
    const seen: unknown[] = [];
    const { byName } = deployedFunctions((name) => async (event) => seen.push([name, event]));
    await byName.assess({ recovery: 'rec-1' });
    expect(seen).toEqual([['assess', { recovery: 'rec-1' }]]);
  });

  it('lets calls under way come to their end, and takes no more', async () => {
    const { functions, endAll } = held();
    const running = functions.byName.relay({});
    let drained = false;
    const draining = functions.drain(10_000).then(() => {
      drained = true;
    });
    // Whoever calls now tries again later, as for any failure of Lambda itself.
    await expect(functions.byName.relay({})).rejects.toMatchObject({ name: 'Lambda.ServiceException' });
    expect(drained).toBe(false);
    endAll();
    expect(await running).toBe('done');
    await draining;
  });

  it('does not wait for ever', async () => {
    const { functions, endAll } = held();
    const running = functions.byName.relay({});
    await expect(functions.drain(50)).resolves.toBeUndefined();
    endAll();
    await running;
  });

  it('has nothing to wait for when nothing runs', async () => {
    await expect(deployedFunctions().drain(60_000)).resolves.toBeUndefined();
  });
});
