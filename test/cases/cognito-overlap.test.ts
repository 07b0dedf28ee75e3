import { describe, expect, it } from '@jest/globals';
import { load } from '../../lambdas/app/ledger/load.ts';
import { submit } from '../../lambdas/app/ledger/submit.ts';
import { executeRecovery, revokeGrant } from '../../lambdas/app/workflow/execution.ts';
import type { Action } from '../../lambdas/core/registry/account.ts';
import { approve, approvedWorld, eventsOf, present, REF } from '../support/execution-world.ts';
import { anEnvelope, anOpenRecovery } from '../support/fixtures.ts';

const SECOND = { account: REF.account, recovery: 'rec-2' };

/** A reset-password is granted for an hour; ten minutes later another action of the same account is approved. */
async function overlapping(action: Action = 'reset-mfa') {
  const world = await approvedWorld();
  const { services, calm, surroundings, ledger, directory } = world;
  await executeRecovery(services, REF);
  surroundings.advance(600);
  const open = anOpenRecovery({ action, requestedSeconds: 3600 });
  await submit(calm, { ...anEnvelope(open), recovery: SECOND.recovery, id: 'cmd-second' });
  await approve(calm, SECOND);
  const grantOf = async (recovery: string) => present((await load(ledger, REF.account)).recoveries[recovery]).grant;
  const confirmed = async () =>
    (await eventsOf(ledger)).flatMap((event) => (event.type === 'RevocationConfirmed' ? [event.evidence] : []));
  return { ...world, grantOf, confirmed, passwordNow: () => directory.password };
}

describe('the end of one grant never takes a newer one away', () => {
  it('only the newest grant of a directory identity ends the access', async () => {
    const { services, surroundings, passwordNow, confirmed, boxes, grantOf } = await overlapping();
    await executeRecovery(services, SECOND);
    const second = passwordNow();
    surroundings.advance(3000);
    await revokeGrant(services, REF, 'workflow');
    expect(passwordNow()).toBe(second);
    expect(await confirmed()).toEqual([{ supersededBy: SECOND.recovery }]);
    expect([...boxes.kept.keys()]).toEqual([(await grantOf(SECOND.recovery))?.id]);
    surroundings.advance(600);
    await revokeGrant(services, SECOND, 'workflow');
    expect(passwordNow()).toBeNull();
  });

  it.each(['schedule', 'sweeper'] as const)('the %s of the older grant does not end it either', async (trigger) => {
    const { services, surroundings, passwordNow } = await overlapping();
    await executeRecovery(services, SECOND);
    const second = passwordNow();
    surroundings.advance(3000);
    await revokeGrant(services, REF, trigger);
    expect(passwordNow()).toBe(second);
  });

  it('the newer grant ends what the older one was for, too', async () => {
    const { services, surroundings, directory } = await overlapping();
    await executeRecovery(services, SECOND);
    const heard: unknown[] = [];
    directory.revoke = async (request?: unknown) => {
      heard.push(request);
      directory.password = null;
    };
    surroundings.advance(3600);
    await revokeGrant(services, SECOND, 'workflow');
    expect(heard).toMatchObject([{ action: 'reset-mfa', supersedes: ['reset-password'] }]);
  });

  it('a newer grant that fails ends the access all the same: nobody else would', async () => {
    const { services, surroundings, directory, passwordNow } = await overlapping();
    directory.pending = 1;
    await expect(executeRecovery(services, SECOND)).rejects.toMatchObject({ name: 'GrantPending' });
    surroundings.advance(3000);
    await revokeGrant(services, REF, 'workflow');
    surroundings.advance(600);
    await revokeGrant(services, SECOND, 'workflow');
    expect(passwordNow()).toBeNull();
  });

  it('an older one that is still being executed gives nothing any more', async () => {
    const world = await approvedWorld();
    const { services, calm, directory } = world;
    directory.pending = 1;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    await submit(calm, { ...anEnvelope(anOpenRecovery({ action: 'reset-mfa' })), recovery: 'rec-2', id: 'cmd-second' });
    await approve(calm, SECOND);
    await executeRecovery(services, SECOND);
    const { password } = directory;
    await expect(executeRecovery(services, REF)).rejects.toMatchObject({ name: 'ExecutionFailed' });
    expect(directory.password).toBe(password);
    await revokeGrant(services, REF, 'workflow');
    expect(directory.password).toBe(password);
  });

  it('what a confirmed end left in the directory is told to the next action', async () => {
    const { services, surroundings, directory, ledger } = await overlapping();
    surroundings.advance(3000);
    await revokeGrant(services, REF, 'workflow');
    const { left } = await load(ledger, REF.account);
    expect(left).toEqual({ identity: 'directory:cognito|jane', evidence: { status: 'DISABLED' } });
    const perform = directory.perform.bind(directory);
    const heard: unknown[] = [];
    directory.perform = (request) => {
      heard.push(request);
      return perform(request);
    };
    await executeRecovery(services, SECOND);
    expect(heard).toMatchObject([{ left: { status: 'DISABLED' }, supersedes: [] }]);
  });
});
