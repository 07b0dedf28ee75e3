import { describe, expect, it } from '@jest/globals';
import { load } from '../../../lambdas/app/ledger/load.ts';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { executeRecovery } from '../../../lambdas/app/workflow/execution.ts';
import type { Statement } from '../../../lambdas/core/approvals/statement.ts';
import type { SignableCommand } from '../../../lambdas/core/recovery/assess/signed.ts';
import { SoftwareAuthenticator } from '../../../local/signing/authenticator.ts';
import { present, REF } from '../../support/execution-world.ts';
import { ACTORS, anEnvelope, at, PEOPLE } from '../../support/fixtures.ts';
import { StatementWorld } from '../../support/statement-world.ts';

const REJECTS = { type: 'RejectPlan', reason: 'it is not her' } as const;
const SEES: SignableCommand = {
  ...{ type: 'RecordProof', method: 'live-video', outcome: 'verified', reference: 'log/2' },
  seen: ['passport', 'employee-badge'],
};

type Who = 'identityApprover' | 'verifier';

/** Gives a decision with this statement beside it. */
async function decides(world: StatementWorld, who: Who, command: SignableCommand) {
  return submit(world.services, anEnvelope(command, { actor: ACTORS[who] }));
}

const keyOf = (world: StatementWorld, who: Who) => (who === 'verifier' ? world.verifiers.verifier : world.keys[who]);

const KINDS: readonly (readonly [name: string, who: Who, command: SignableCommand, other: SignableCommand])[] = [
  ['rejection', 'identityApprover', REJECTS, { ...REJECTS, reason: 'it is her' }],
  ['sighting', 'verifier', SEES, { ...SEES, reference: 'log/3' } as SignableCommand],
];

const OVER: readonly (readonly [what: string, over: Partial<Statement>, flaw: string])[] = [
  ['another recovery', { recovery: 'rec-2' }, 'other-decision'],
  ['another account', { stream: 'cognito:ken' }, 'other-decision'],
  ['another person', { person: PEOPLE.securityApprover }, 'other-decision'],
  ['a countersignature', { kind: 'countersign' }, 'other-decision'],
  ['a review', { kind: 'review' }, 'other-decision'],
  ['an hour ago', { at: at(-3600) }, 'not-of-now'],
];

describe.each(KINDS)('a %s for a sensitive account', (_, who, command, other) => {
  it('is taken with the statement of its person, which the ledger keeps beside it', async () => {
    const world = await StatementWorld.begin();
    const signed = world.says(who, keyOf(world, who), command);
    const { refusal, commit, state } = await decides(world, who, { ...command, signed });
    expect(refusal).toBeNull();
    expect(commit?.commit.events[0]).toMatchObject({ signed });
    expect(JSON.stringify(state)).not.toContain(signed.assertion.signature);
  });

  it('is refused without a statement', async () => {
    const world = await StatementWorld.begin();
    expect((await decides(world, who, command)).refusal).toEqual({ code: 'statement-missing', facts: {} });
  });

  it.each(OVER)('is refused with a statement of %s', async (_what, over, flaw) => {
    const world = await StatementWorld.begin();
    const signed = world.says(who, keyOf(world, who), command, over);
    expect((await decides(world, who, { ...command, signed })).refusal).toEqual({
      ...{ code: 'statement-invalid', facts: { flaw } },
    });
  });

  it('is refused with what was signed for other words', async () => {
    const world = await StatementWorld.begin();
    const signed = world.says(who, keyOf(world, who), other);
    expect((await decides(world, who, { ...command, signed })).refusal?.facts).toEqual({ flaw: 'other-decision' });
  });

  it('is refused with a passkey that is in nobody’s record, and with that of somebody else', async () => {
    const world = await StatementWorld.begin();
    for (const key of [new SoftwareAuthenticator(), world.keys.securityApprover]) {
      const signed = world.says(who, key, command);
      expect((await decides(world, who, { ...command, signed })).refusal?.facts).toEqual({ flaw: 'wrong-credential' });
    }
  });

  it('is refused with a statement that was edited after it was signed', async () => {
    const world = await StatementWorld.begin();
    const { assertion } = world.says(who, keyOf(world, who), command, { at: at(-1) });
    const { statement } = world.says(who, keyOf(world, who), command);
    const { refusal } = await decides(world, who, { ...command, signed: { statement, assertion } });
    expect(refusal?.code).toBe('statement-invalid');
  });
});

describe('a sighting', () => {
  it('that only stops waits for no passkey', async () => {
    const world = await StatementWorld.begin();
    const failed = { type: 'RecordProof', method: 'live-video', outcome: 'failed', reference: null, seen: [] } as const;
    expect((await decides(world, 'verifier', failed)).refusal).toBeNull();
  });

  it('counts at the execution only while its verifier has the passkey that signed it', async () => {
    const world = await (await StatementWorld.begin()).approved();
    world.surroundings.advance(1);
    for (const name of ['verifier', 'secondVerifier'] as const) await world.enrol(name);
    await expect(executeRecovery(world.services, REF)).rejects.toMatchObject({ name: 'PlanVoided' });
    const { recoveries } = await load(world.ledger, REF.account);
    expect(present(recoveries[REF.recovery]).status).toBe('proofing');
  });
});
