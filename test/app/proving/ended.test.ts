import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { step } from '../../../lambdas/app/workflow/workflow-step.ts';
import { readPageState } from '../../../lambdas/http/page/state.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { ACTORS, anEnvelope } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { ProvingWorld } from '../../support/proving-world.ts';

const world = new ProvingWorld();
const REF = { account: 'cognito:jane', recovery: 'rec-1' };

beforeEach(async () => {
  await world.reset();
  caughtLog();
  await world.open();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What the page of this browser reads. */
const seen = (cookie?: string) => readPageState(world.page(cookie), 'rec-1');

/** Jane answers the code that was sent to her on this browser's page. */
async function proveHere(cookie?: string): Promise<void> {
  await world.page(cookie).challenge({ id: 'ask-1', method: 'issued-code-email', contact: 'work' });
  const answer = { code: new Secret(world.delivery.code()) };
  await world.page(cookie).answer({ id: 'give-1', challenge: 'ask-1', answer });
}

const stop = (cause: 'withdrawn' | 'suspected-impersonation') =>
  submit(world.services, anEnvelope({ type: 'StopRecovery', reason: 'secret reason', cause }, { actor: ACTORS.jane }));

describe('a recovery that has ended, seen from a page', () => {
  it('is told to the page on which somebody proved themselves, with the end and never with a reason', async () => {
    await proveHere();
    await stop('withdrawn');
    const told = await seen();
    expect(told).toMatchObject({ ended: true, status: 'ended', end: { how: 'withdrawn', next: null } });
    expect(JSON.stringify(told)).not.toContain('secret reason');
  });

  it('looks like none to another browser, and to one that has only asked, or answered wrongly', async () => {
    await proveHere();
    await world
      .page('cookie-3')
      .challenge({ id: 'ask-3', method: 'issued-code-email', contact: 'home' })
      .catch(() => {});
    await stop('withdrawn');
    const none = await readPageState(world.page('cookie-2', 'rec-none'), 'rec-1');
    expect(none.end).toBeNull();
    for (const cookie of ['cookie-2', 'cookie-3']) expect(await seen(cookie)).toEqual(none);
  });
});

describe('what was countersigned, seen from a page', () => {
  it('says when it is carried out at the earliest, and once somebody stopped it that it is being ended', async () => {
    await proveHere();
    const digest = await world.prove();
    await submit(world.services, anEnvelope({ type: 'CountersignPlan', digest }, { actor: ACTORS.identityApprover }));
    const { executeNotBefore } = await world.recovery();
    expect(await seen()).toMatchObject({ status: 'approved', deadline: executeNotBefore });
    await step(world.services, REF, { type: 'StartExecution', directoryTier: null });
    const issued = { reference: 'ref', claimable: true, evidence: {} } as const;
    const { grant } = await world.recovery();
    await step(world.services, REF, { type: 'IssueGrant', grant: grant?.id ?? '', ...issued });
    expect(await seen()).toMatchObject({ status: 'granted', deadline: grant?.expiresAt });
    await stop('withdrawn');
    expect(await seen()).toMatchObject({ status: 'revoking', claimable: false, handover: null });
  });
});

describe('an execution that failed, seen from a page', () => {
  it('is told as one at each moment, and as the end', async () => {
    await proveHere();
    const digest = await world.prove();
    await submit(world.services, anEnvelope({ type: 'CountersignPlan', digest }, { actor: ACTORS.identityApprover }));
    await step(world.services, REF, { type: 'StartExecution', directoryTier: null });
    expect(await seen()).toMatchObject({ failed: false, directory: 'cognito', gives: 'temporary-password' });
    await step(world.services, REF, { type: 'FailExecution', code: 'access-denied' });
    expect(await seen()).toMatchObject({ failed: true, status: 'revoking', claimable: false, handover: null });
    await step(world.services, REF, { type: 'StartRevocation', trigger: 'failure' });
    await step(world.services, REF, { type: 'ConfirmRevocation', evidence: {} });
    expect(await seen()).toMatchObject({ failed: true, ended: false });
    const review = { type: 'ReviewRecovery', finding: 'appropriate', note: 'seen' } as const;
    await submit(world.services, anEnvelope(review, { actor: ACTORS.reviewer }));
    await step(world.services, REF, { type: 'CloseRecovery' });
    expect(await seen()).toMatchObject({ ended: true, end: { how: 'failed', next: 'open-again' } });
    expect((await seen('cookie-2')).end).toBeNull();
  });
});
