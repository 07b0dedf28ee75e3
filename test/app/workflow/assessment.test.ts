import { describe, expect, it } from '@jest/globals';
import { staffSignatures } from '../../../lambdas/adapters/webauthn/staff.ts';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { assessRecovery } from '../../../lambdas/app/workflow/assessment.ts';
import { scopeOf } from '../../../lambdas/core/registry/scope.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import { approvedWorld, REF } from '../../support/execution-world.ts';
import { anEnvelope, anOpenRecovery } from '../../support/fixtures.ts';

const SECOND = { account: REF.account, recovery: 'rec-2' };

/** A second recovery of the account, opened and not assessed. */
async function openedWorld() {
  const world = await approvedWorld();
  const { services, calm } = world;
  await submit(calm, {
    ...anEnvelope(anOpenRecovery({ action: 'reset-mfa' })),
    recovery: SECOND.recovery,
    id: 'cmd-second',
  });
  const assess = () =>
    assessRecovery({ ...services, signatures: staffSignatures, connectorOf: () => world.directory }, SECOND);
  const end = async () =>
    (await load(world.calm.ledger, REF.account)).ended.find(({ id }) => id === SECOND.recovery)?.end;
  const status = async () => (await load(world.calm.ledger, REF.account)).recoveries[SECOND.recovery]?.status;
  return { ...world, assess, end, status };
}

describe('assessing a recovery', () => {
  it('makes the plan where nothing is in the way', async () => {
    const { assess, status } = await openedWorld();
    await assess();
    expect(await status()).toBe('proofing');
  });

  it('puts into the plan what the account opens, and nothing where its directory does not say it', async () => {
    const planOf = async ({ calm }: Awaited<ReturnType<typeof openedWorld>>) =>
      (await load(calm.ledger, REF.account)).recoveries[SECOND.recovery]?.plan;
    const world = await openedWorld();
    world.directory.scope = scopeOf({ groups: ['staff'] });
    await world.assess();
    expect(await planOf(world)).toMatchObject({ scope: { groups: { shown: ['staff'] }, roles: null } });
    const blind = await openedWorld();
    blind.directory.scopeOf = () => Promise.reject(new AdapterError('access-denied', { retryable: false }));
    await blind.assess();
    const plan = await planOf(blind);
    expect([plan?.action, plan !== undefined && plan !== null && 'scope' in plan]).toEqual(['reset-mfa', false]);
  });

  it('waits while an obstacle may pass, and asks nobody meanwhile', async () => {
    const { assess, directory, status } = await openedWorld();
    directory.obstacle = { code: 'rotation-in-progress', mayPass: true };
    await expect(assess()).rejects.toMatchObject({ name: 'GrantPending' });
    expect(await status()).toBe('opened');
    directory.obstacle = null;
    await assess();
    expect(await status()).toBe('proofing');
  });

  it('denies by name what is still in the way after ten minutes', async () => {
    const { assess, directory, surroundings, end } = await openedWorld();
    directory.obstacle = { code: 'rotation-in-progress', mayPass: true };
    surroundings.advance(599);
    await expect(assess()).rejects.toMatchObject({ name: 'GrantPending' });
    surroundings.advance(1);
    await expect(assess()).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect(await end()).toBe('denied');
  });

  it('denies at once what stays', async () => {
    const { assess, directory, end } = await openedWorld();
    directory.obstacle = { code: 'user-not-recoverable', mayPass: false };
    await expect(assess()).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect(await end()).toBe('denied');
  });

  it('denies nothing because a directory cannot be reached: the state machine tries again', async () => {
    const { assess, directory, status } = await openedWorld();
    directory.examine = async () => {
      throw new AdapterError('unavailable', { retryable: true });
    };
    await expect(assess()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(await status()).toBe('opened');
  });

  it('denies what the directory answers for good', async () => {
    const { assess, directory, end } = await openedWorld();
    directory.examine = async () => {
      throw new AdapterError('access-denied', { retryable: false });
    };
    await expect(assess()).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect(await end()).toBe('denied');
  });

  it('counts the tier that the directory gives, where it is higher (rule 6)', async () => {
    const { assess, directory, calm } = await openedWorld();
    directory.tier = 'privileged';
    await assess();
    const { recoveries, profile } = await load(calm.ledger, REF.account);
    expect([recoveries[SECOND.recovery]?.plan?.tier, profile.current?.tier]).toEqual(['privileged', 'privileged']);
  });

  it('makes no plan while the directory does not say the tier: the state machine tries again (rule 6)', async () => {
    const { assess, directory, status } = await openedWorld();
    directory.tier = new AdapterError('throttled', { retryable: true });
    await expect(assess()).rejects.toMatchObject({ name: 'AdapterError', code: 'tier-unreadable', retryable: true });
    expect(await status()).toBe('opened');
    directory.tier = null;
    await assess();
    expect(await status()).toBe('proofing');
  });

  it('denies where the directory never says the tier (rule 6)', async () => {
    const { assess, directory, end } = await openedWorld();
    directory.tier = new AdapterError('access-denied', { retryable: false });
    await expect(assess()).rejects.toMatchObject({ name: 'RecoveryEnded' });
    expect(await end()).toBe('denied');
  });

  it('asks the directory nothing once there is a plan', async () => {
    const { assess, directory, status } = await openedWorld();
    await assess();
    directory.obstacle = { code: 'user-not-recoverable', mayPass: false };
    await assess();
    expect(await status()).toBe('proofing');
  });
});
