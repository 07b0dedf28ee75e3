import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Boxes, Secret, type SweptBoxes } from '../../lambdas/ports/secret.ts';
import { type Breakable, everyFault } from './faults.ts';

export interface BoxesFixture extends Breakable {
  readonly boxes: Boxes;
  /** A grant that no test before has used. */
  readonly newGrant: () => string;
}

const CANARY = 'canary-Å"\\\n-credential';

/** Every adapter of the port `Boxes` keeps to this. */
export function boxesContract(name: string, make: () => Promise<BoxesFixture>): void {
  describe(`boxes: ${name}`, () => {
    let fixture: BoxesFixture;
    let grant: string;
    const opened = async (id = grant): Promise<string | undefined> => (await fixture.boxes.open(id))?.reveal();

    beforeEach(async () => {
      fixture = await make();
      grant = fixture.newGrant();
    });

    it('opens exactly what was boxed, as often as it is asked', async () => {
      await fixture.boxes.put(grant, new Secret(CANARY));
      expect(await opened()).toBe(CANARY);
      expect(await opened()).toBe(CANARY);
    });

    it('hands it out so that it cannot be printed by accident', async () => {
      await fixture.boxes.put(grant, new Secret(CANARY));
      expect(`${await fixture.boxes.open(grant)}`).toBe('[redacted]');
    });

    it('opens nothing that was never put', async () => {
      expect(await opened()).toBeUndefined();
    });

    it('keeps grants apart', async () => {
      const other = fixture.newGrant();
      await fixture.boxes.put(grant, new Secret('one'));
      await fixture.boxes.put(other, new Secret('another'));
      await fixture.boxes.destroy(other);
      expect([await opened(), await opened(other)]).toEqual(['one', undefined]);
    });

    it('boxes in place of what an attempt before a crash has put', async () => {
      await fixture.boxes.put(grant, new Secret('of the first attempt'));
      await fixture.boxes.put(grant, new Secret('of the second attempt'));
      expect(await opened()).toBe('of the second attempt');
    });

    it('opens nothing that was destroyed', async () => {
      await fixture.boxes.put(grant, new Secret(CANARY));
      await fixture.boxes.destroy(grant);
      expect(await opened()).toBeUndefined();
    });

    it('destroys what is gone already, or was never there', async () => {
      await fixture.boxes.destroy(grant);
      await fixture.boxes.put(grant, new Secret(CANARY));
      await fixture.boxes.destroy(grant);
      await fixture.boxes.destroy(grant);
      expect(await opened()).toBeUndefined();
    });

    const made = async (): Promise<BoxesFixture & { readonly id: string }> => {
      const fresh = await make();
      return { ...fresh, id: fresh.newGrant() };
    };

    it('boxes after a fault at any call, applied or not', async () => {
      await everyFault(
        made,
        ({ boxes, id }) => boxes.put(id, new Secret(CANARY)),
        async ({ boxes, id }, fault) =>
          expect({ fault, is: (await boxes.open(id))?.reveal() }).toEqual({ fault, is: CANARY }),
      );
    });

    it('boxes anew after a fault at any call, applied or not', async () => {
      const boxedOnce = async (): ReturnType<typeof made> => {
        const fresh = await made();
        await fresh.boxes.put(fresh.id, new Secret('of the first attempt'));
        return fresh;
      };
      await everyFault(
        boxedOnce,
        ({ boxes, id }) => boxes.put(id, new Secret(CANARY)),
        async ({ boxes, id }, fault) =>
          expect({ fault, is: (await boxes.open(id))?.reveal() }).toEqual({ fault, is: CANARY }),
      );
    });

    it('opens and destroys after a fault at any call, applied or not', async () => {
      await everyFault(
        made,
        async ({ boxes, id }) => {
          await boxes.open(id);
          await boxes.destroy(id);
        },
        async ({ boxes, id }, fault) => expect({ fault, is: await boxes.open(id) }).toEqual({ fault, is: undefined }),
      );
    });
  });
}

/** Every adapter of the port `SweptBoxes` keeps to this too. */
export function sweptBoxesContract(
  name: string,
  make: () => Promise<BoxesFixture & { readonly boxes: SweptBoxes }>,
): void {
  describe(`swept boxes: ${name}`, () => {
    it('finds the boxes that have ended, among any number of others, until they are destroyed', async () => {
      const fixture = await make();
      const grant = fixture.newGrant();
      const [early, late, endless, other] = Array.from({ length: 4 }, () => fixture.newGrant());
      await fixture.boxes.put(grant, new Secret(CANARY), '2026-11-20T10:00:00.000Z');
      await fixture.boxes.put(early as string, new Secret(CANARY), '2026-11-20T09:00:00.000Z');
      await fixture.boxes.put(late as string, new Secret(CANARY), '2026-11-20T11:00:00.000Z');
      for (const one of [endless, other]) await fixture.boxes.put(one as string, new Secret(CANARY));
      const found = () => fixture.boxes.endedBefore('2026-11-20T10:00:00.001Z');
      expect([...(await found())].sort()).toEqual([grant, early].sort());
      await fixture.boxes.destroy(grant);
      expect(await found()).toEqual([early]);
      expect(await fixture.boxes.endedBefore('2026-11-20T09:00:00.000Z')).toEqual([]);
    });
  });
}
