import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RecoveryRef, Timers } from '../../lambdas/contract/workflow.ts';
import type { Workflow } from '../../lambdas/ports/effects.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { type Breakable, everyFault } from './faults.ts';

/** An engine whose executions wait at one gate and end when it is passed. */
export interface WorkflowFixture extends Breakable {
  readonly workflow: Workflow;
  /** What became of the execution of a recovery; undefined when there is none. */
  readonly execution: (ref: RecoveryRef) => Promise<ExecutionSeen | undefined>;
  /** The task token with which the execution waits at its gate. */
  readonly token: (ref: RecoveryRef) => Promise<Secret>;
  /** A recovery that no test before has used. */
  readonly newRecovery: () => RecoveryRef;
}

export interface ExecutionSeen {
  readonly status: 'running' | 'succeeded' | 'failed' | 'stopped';
  readonly input: unknown;
  /** Of one that has succeeded: what the gate was passed with. */
  readonly output?: unknown;
  /** Of one that has failed: its name. */
  readonly error?: string;
}

const TIMERS: Timers = {
  proofSeconds: 1,
  approvalSeconds: 2,
  workSeconds: 5,
  holdSeconds: 3,
  reviewSeconds: 4,
  executeNotBefore: '2026-11-20T10:00:00.000Z',
};

/** Every adapter of the port `Workflow` keeps to this. */
export function workflowContract(name: string, make: () => Promise<WorkflowFixture>): void {
  describe(`workflow: ${name}`, () => {
    let fixture: WorkflowFixture;
    let ref: RecoveryRef;
    const status = async (): Promise<string | undefined> => (await fixture.execution(ref))?.status;

    beforeEach(async () => {
      fixture = await make();
      ref = fixture.newRecovery();
    });

    it('starts an execution that knows ids only', async () => {
      await fixture.workflow.start(ref);
      expect(await fixture.execution(ref)).toMatchObject({ status: 'running', input: ref });
    });

    it('leaves alone what was started already', async () => {
      await fixture.workflow.start(ref);
      const token = await fixture.token(ref);
      await fixture.workflow.start(ref);
      await fixture.workflow.resume(token, TIMERS);
      expect(await status()).toBe('succeeded');
      await fixture.workflow.start(ref);
      expect(await status()).toBe('succeeded');
    });

    it('resumes a gate with the timers', async () => {
      await fixture.workflow.start(ref);
      await fixture.workflow.resume(await fixture.token(ref), TIMERS);
      expect(await fixture.execution(ref)).toMatchObject({ status: 'succeeded', output: TIMERS });
    });

    it('lets a gate fail with the named error', async () => {
      await fixture.workflow.start(ref);
      await fixture.workflow.fail(await fixture.token(ref), 'RecoveryEnded');
      expect(await fixture.execution(ref)).toMatchObject({ status: 'failed', error: 'RecoveryEnded' });
    });

    it('takes a spent token for one that has done its work', async () => {
      await fixture.workflow.start(ref);
      const token = await fixture.token(ref);
      await fixture.workflow.resume(token, TIMERS);
      await fixture.workflow.resume(token, { ...TIMERS, holdSeconds: 99 });
      await fixture.workflow.fail(token, 'RecoveryEnded');
      expect(await fixture.execution(ref)).toMatchObject({ status: 'succeeded', output: TIMERS });
    });

    it('takes the token of an execution that is over, or of none, for spent', async () => {
      await fixture.workflow.start(ref);
      const token = await fixture.token(ref);
      await fixture.workflow.stop(ref, 'stopped by the subject');
      await fixture.workflow.resume(token, TIMERS);
      await fixture.workflow.resume(new Secret('a token that never was'), TIMERS);
      await fixture.workflow.fail(new Secret('a token that never was'), 'RecoveryEnded');
      expect(await status()).toBe('stopped');
    });

    it('stops an execution, and may be asked again', async () => {
      await fixture.workflow.start(ref);
      await fixture.workflow.stop(ref, 'stopped by the subject');
      await fixture.workflow.stop(ref, 'x'.repeat(100_000));
      expect(await status()).toBe('stopped');
    });

    it('has nothing to stop where nothing runs', async () => {
      await fixture.workflow.stop(ref, 'never started');
      expect(await status()).toBeUndefined();
      await fixture.workflow.start(ref);
      await fixture.workflow.resume(await fixture.token(ref), TIMERS);
      await fixture.workflow.stop(ref, 'over already');
      expect(await status()).toBe('succeeded');
    });

    const made = async (): Promise<WorkflowFixture & { readonly ref: RecoveryRef }> => {
      const fresh = await make();
      return { ...fresh, ref: fresh.newRecovery() };
    };
    const started = async (): Promise<Awaited<ReturnType<typeof made>> & { readonly waiting: Secret }> => {
      const fresh = await made();
      await fresh.workflow.start(fresh.ref);
      return { ...fresh, waiting: await fresh.token(fresh.ref) };
    };
    const ends =
      (expected: Partial<ExecutionSeen>) =>
      async (fresh: Awaited<ReturnType<typeof made>>, fault: string): Promise<void> =>
        expect({ fault, ...(await fresh.execution(fresh.ref)) }).toMatchObject({ fault, ...expected });

    it('starts after a fault at any call, applied or not', async () => {
      await everyFault(made, (fresh) => fresh.workflow.start(fresh.ref), ends({ status: 'running' }));
    });

    it('resumes after a fault at any call, applied or not', async () => {
      const work = ({ workflow, waiting }: Awaited<ReturnType<typeof started>>) => workflow.resume(waiting, TIMERS);
      await everyFault(started, work, ends({ status: 'succeeded', output: TIMERS }));
    });

    it('lets fail after a fault at any call, applied or not', async () => {
      const work = ({ workflow, waiting }: Awaited<ReturnType<typeof started>>) => workflow.fail(waiting, 'PlanVoided');
      await everyFault(started, work, ends({ status: 'failed', error: 'PlanVoided' }));
    });

    it('stops after a fault at any call, applied or not', async () => {
      await everyFault(started, (fresh) => fresh.workflow.stop(fresh.ref, 'over'), ends({ status: 'stopped' }));
    });
  });
}
