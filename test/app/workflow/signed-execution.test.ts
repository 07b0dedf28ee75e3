import { describe, expect, it } from '@jest/globals';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { REF } from '../../support/execution-world.ts';
import { FORGED_APPROVALS } from '../../support/forged-approvals.ts';
import { BESIDE_A_DECISION } from '../../support/forged-decisions.ts';
import { countersignedBy, halfApproved, TWO } from '../../support/forged-statements.ts';
import { SightingWorld } from '../../support/sighting-world.ts';
import { StatementWorld } from '../../support/statement-world.ts';

/*
 * Somebody holds the signing key of a family of functions and writes the ledger by hand. Every hash and every signature of a commit is right;
 * what an approver's passkey signed is not there, or is not this decision.
 */

/** Nothing reached the directory, whatever the state machine was told. */
async function refuses(world: StatementWorld): Promise<unknown> {
  const failed: unknown = await executeRecovery(world.services, REF).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect([world.directory.issued, world.directory.password]).toEqual([0, null]);
  return failed;
}

describe('execution, where one of two approvers has signed and the rest was put by hand', () => {
  it('has at least forty ways of that', () => {
    expect(new Set(FORGED_APPROVALS.map(({ what }) => what)).size).toBe(FORGED_APPROVALS.length);
    expect(FORGED_APPROVALS.length).toBeGreaterThanOrEqual(40);
  });

  it.each(FORGED_APPROVALS)('refuses $what', async ({ does, refusal }) => {
    const world = await halfApproved();
    await does(world);
    expect(await refuses(world)).toMatchObject({ name: refusal });
  });

  it('asks for countersignatures again after one that nobody signed', async () => {
    const world = await halfApproved();
    await countersignedBy(world, undefined);
    expect(await world.status()).toBe('approved');
    await refuses(world);
    expect(await world.status()).toBe('approving');
  });

  it('executes what the second approver really signed', async () => {
    const world = await halfApproved();
    await countersignedBy(world, await world.signs(TWO));
    await executeRecovery(world.services, REF);
    expect(await world.status()).toBe('granted');
  });
});

describe('execution, where a second sighting was put by hand', () => {
  it.each(BESIDE_A_DECISION)('refuses one with %s beside it', async (_, forge) => {
    const seen = await SightingWorld.begin();
    await seen.forges(await forge(seen));
    expect(await seen.world.status()).toBe('approved');
    expect(await refuses(seen.world)).toMatchObject({ name: 'PlanVoided' });
    expect(await seen.world.status()).toBe('proofing');
  });

  it('executes with what the second verifier really signed', async () => {
    const seen = await SightingWorld.begin();
    await seen.forges(await seen.signs());
    await executeRecovery(seen.world.services, REF);
    expect(await seen.world.status()).toBe('granted');
  });
});

describe('execution, where the registry has changed since', () => {
  it.each([
    ['was taken out of the record', [] as const],
    ['was replaced', [new SoftwareAuthenticator()] as const],
  ])('refuses what was signed with a passkey that %s', async (_, keys) => {
    const world = await (await StatementWorld.begin()).approved();
    await world.enrol(TWO, ...keys);
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('executes what was signed with one of several passkeys', async () => {
    const world = await (await StatementWorld.begin()).approved();
    await world.enrol(TWO, new SoftwareAuthenticator(), world.keys[TWO]);
    await executeRecovery(world.services, REF);
    expect(await world.status()).toBe('granted');
  });
});

describe('execution, where the workflow’s family was captured', () => {
  it('refuses what nobody has countersigned, whatever the state machine was told', async () => {
    const world = await StatementWorld.begin();
    expect(await refuses(world)).toMatchObject({ name: 'PlanVoided' });
  });

  it('goes on with an execution that the approvers did sign for, after a crash', async () => {
    const world = await (await StatementWorld.begin()).approved();
    world.directory.pending = 1;
    await expect(executeRecovery(world.services, REF)).rejects.toMatchObject({ name: 'GrantPending' });
    await executeRecovery(world.services, REF);
    expect(await world.status()).toBe('granted');
  });
});
