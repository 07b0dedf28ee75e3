import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Seals } from '../../lambdas/ports/seals.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { type Breakable, everyFault } from './faults.ts';

export interface SealsFixture extends Breakable {
  readonly seals: Seals;
  /** A grant that no test before has used. */
  readonly newGrant: () => string;
}

const CANARY = 'canary-Å"\\\n-credential';

/** Every adapter of the port `Seals` keeps to this. */
export function sealsContract(name: string, make: () => Promise<SealsFixture>): void {
  describe(`seals: ${name}`, () => {
    let fixture: SealsFixture;
    let grant: string;
    const opened = async (id = grant): Promise<string | undefined> => (await fixture.seals.open(id))?.reveal();

    beforeEach(async () => {
      fixture = await make();
      grant = fixture.newGrant();
    });

    it('opens exactly what was sealed, as often as it is asked', async () => {
      await fixture.seals.seal(grant, new Secret(CANARY));
      expect(await opened()).toBe(CANARY);
      expect(await opened()).toBe(CANARY);
    });

    it('hands it out so that it cannot be printed by accident', async () => {
      await fixture.seals.seal(grant, new Secret(CANARY));
      expect(`${await fixture.seals.open(grant)}`).toBe('[redacted]');
    });

    it('opens nothing that was never sealed', async () => {
      expect(await opened()).toBeUndefined();
    });

    it('keeps grants apart', async () => {
      const other = fixture.newGrant();
      await fixture.seals.seal(grant, new Secret('one'));
      await fixture.seals.seal(other, new Secret('another'));
      await fixture.seals.destroy(other);
      expect([await opened(), await opened(other)]).toEqual(['one', undefined]);
    });

    it('seals in place of what an attempt before a crash has sealed', async () => {
      await fixture.seals.seal(grant, new Secret('of the first attempt'));
      await fixture.seals.seal(grant, new Secret('of the second attempt'));
      expect(await opened()).toBe('of the second attempt');
    });

    it('opens nothing that was destroyed', async () => {
      await fixture.seals.seal(grant, new Secret(CANARY));
      await fixture.seals.destroy(grant);
      expect(await opened()).toBeUndefined();
    });

    it('destroys what is gone already, or was never there', async () => {
      await fixture.seals.destroy(grant);
      await fixture.seals.seal(grant, new Secret(CANARY));
      await fixture.seals.destroy(grant);
      await fixture.seals.destroy(grant);
      expect(await opened()).toBeUndefined();
    });

    const made = async (): Promise<SealsFixture & { readonly id: string }> => {
      const fresh = await make();
      return { ...fresh, id: fresh.newGrant() };
    };

    it('seals after a fault at any call, applied or not', async () => {
      await everyFault(
        made,
        ({ seals, id }) => seals.seal(id, new Secret(CANARY)),
        async ({ seals, id }, fault) =>
          expect({ fault, is: (await seals.open(id))?.reveal() }).toEqual({ fault, is: CANARY }),
      );
    });

    it('seals anew after a fault at any call, applied or not', async () => {
      const sealedOnce = async (): ReturnType<typeof made> => {
        const fresh = await made();
        await fresh.seals.seal(fresh.id, new Secret('of the first attempt'));
        return fresh;
      };
      await everyFault(
        sealedOnce,
        ({ seals, id }) => seals.seal(id, new Secret(CANARY)),
        async ({ seals, id }, fault) =>
          expect({ fault, is: (await seals.open(id))?.reveal() }).toEqual({ fault, is: CANARY }),
      );
    });

    it('opens and destroys after a fault at any call, applied or not', async () => {
      await everyFault(
        made,
        async ({ seals, id }) => {
          await seals.open(id);
          await seals.destroy(id);
        },
        async ({ seals, id }, fault) => expect({ fault, is: await seals.open(id) }).toEqual({ fault, is: undefined }),
      );
    });
  });
}
