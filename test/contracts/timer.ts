import { beforeEach, describe, expect, it } from '@jest/globals';
import { LEAD_SECONDS, type RecoveryRef } from '../../lambdas/contract/workflow.ts';
import type { RevocationTimer } from '../../lambdas/ports/effects.ts';
import { type Breakable, everyFault } from './faults.ts';

export interface TimerFixture extends Breakable {
  readonly timer: RevocationTimer;
  /** What is armed for a recovery: when, to a second, and with what the revoke function will be called. */
  readonly armed: (ref: RecoveryRef) => Promise<{ readonly at: string; readonly input: unknown } | undefined>;
  /** A recovery that no test before has used. */
  readonly newRecovery: () => RecoveryRef;
}

/** Far enough ahead for any clock of any technology. */
const LATER = '2098-01-01T10:00:00.000Z';
const MUCH_LATER = '2098-06-01T10:00:00.000Z';

/** The scheduler may be late by a minute, so it is asked somewhat earlier. */
const early = (due: string): string => new Date(Date.parse(due) - LEAD_SECONDS * 1000).toISOString();

/** Every adapter of the port `RevocationTimer` keeps to this. */
export function timerContract(name: string, make: () => Promise<TimerFixture>): void {
  describe(`revocation timer: ${name}`, () => {
    let fixture: TimerFixture;
    let ref: RecoveryRef;

    beforeEach(async () => {
      fixture = await make();
      ref = fixture.newRecovery();
    });

    it('is armed to call the revoke function for this recovery, as the schedule', async () => {
      await fixture.timer.arm(ref, LATER);
      expect(await fixture.armed(ref)).toEqual({
        at: early(LATER),
        input: { ...ref, trigger: 'schedule', due: LATER },
      });
    });

    it('is armed five seconds before the end, which its call is told, and no earlier: rounds up', async () => {
      await fixture.timer.arm(ref, '2098-01-01T09:59:59.001Z');
      expect((await fixture.armed(ref))?.at).toBe(early(LATER));
    });

    it('can be armed for the same moment again', async () => {
      await fixture.timer.arm(ref, LATER);
      await fixture.timer.arm(ref, LATER);
      expect((await fixture.armed(ref))?.at).toBe(early(LATER));
    });

    it.each([
      ['later', LATER, MUCH_LATER],
      ['earlier', MUCH_LATER, LATER],
    ])('can be armed for a %s moment: the last word counts', async (_, first, second) => {
      await fixture.timer.arm(ref, first);
      await fixture.timer.arm(ref, second);
      expect((await fixture.armed(ref))?.at).toBe(early(second));
    });

    it('is taken away, and may be taken away again or never have been armed', async () => {
      await fixture.timer.disarm(ref);
      await fixture.timer.arm(ref, LATER);
      await fixture.timer.disarm(ref);
      await fixture.timer.disarm(ref);
      expect(await fixture.armed(ref)).toBeUndefined();
    });

    it('can be armed again after it was taken away', async () => {
      await fixture.timer.arm(ref, LATER);
      await fixture.timer.disarm(ref);
      await fixture.timer.arm(ref, LATER);
      expect((await fixture.armed(ref))?.at).toBe(early(LATER));
    });

    it('keeps recoveries apart', async () => {
      const other = fixture.newRecovery();
      await fixture.timer.arm(ref, LATER);
      await fixture.timer.arm(other, MUCH_LATER);
      await fixture.timer.disarm(ref);
      expect(await fixture.armed(ref)).toBeUndefined();
      expect(await fixture.armed(other)).toEqual({
        ...{ at: early(MUCH_LATER), input: { ...other, trigger: 'schedule', due: MUCH_LATER } },
      });
    });

    const made = async (): Promise<TimerFixture & { readonly ref: RecoveryRef }> => {
      const fresh = await make();
      return { ...fresh, ref: fresh.newRecovery() };
    };

    it('is armed, and moved, after a fault at any call, applied or not', async () => {
      await everyFault(
        made,
        async (fresh) => {
          await fresh.timer.arm(fresh.ref, LATER);
          await fresh.timer.arm(fresh.ref, MUCH_LATER);
        },
        async (fresh, fault) =>
          expect({ fault, at: (await fresh.armed(fresh.ref))?.at }).toEqual({ fault, at: early(MUCH_LATER) }),
      );
    });

    it('is taken away after a fault at any call, applied or not', async () => {
      const armedOnce = async (): ReturnType<typeof made> => {
        const fresh = await made();
        await fresh.timer.arm(fresh.ref, LATER);
        return fresh;
      };
      await everyFault(
        armedOnce,
        (fresh) => fresh.timer.disarm(fresh.ref),
        async (fresh, fault) => expect({ fault, is: await fresh.armed(fresh.ref) }).toEqual({ fault, is: undefined }),
      );
    });
  });
}
