import { describe, expect, it } from '@jest/globals';
import type { Countersignature } from '../../../../lambdas/core/approvals/countersignature.ts';
import type { Proof } from '../../../../lambdas/core/proofing/proof.ts';
import {
  FULL_BYTES,
  ITEM_BYTES,
  isOneIdentityTooMany,
  LAST_BYTES,
  MOST_GOVERNED,
  MOST_RECORDS,
  PLAN_BYTES,
  sizeOf,
  TIGHT_BYTES,
} from '../../../../lambdas/core/recovery/state/size.ts';
import type { Recovery, StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import { directoryIdentity } from '../../../../lambdas/core/registry/identity.ts';
import {
  APPROVED,
  ASSESSED,
  assesses,
  countersigns,
  GRANTED,
  OPENED,
  opens,
  PROVED,
  proves,
  stops,
} from '../../../support/deeds.ts';
import { ACTORS, aPolicy, aProfile, registered } from '../../../support/fixtures.ts';
import { type Circumstance, given, recoveryOf, underPolicy, worldAfter } from '../../../support/specification.ts';

/** The longest reason that a request takes, in letters of three bytes. */
const LONGEST_REASON = '\u6f22'.repeat(2_000);

/** Other recoveries, in review, that make the state at least so large, and no more than 100 bytes larger. */
const filledTo =
  (bytes: number): Circumstance =>
  (world) => {
    const [one] = Object.values(worldAfter(ASSESSED).state.recoveries);
    if (one === undefined) throw new Error('a plan was made');
    const waiting: Recovery = { ...one, id: 'rec-other', action: 'reset-mfa', status: 'reviewing', reason: '' };
    const state = { ...world.state, recoveries: { ...world.state.recoveries, [waiting.id]: waiting } };
    const reason = 'x'.repeat(Math.max(0, bytes - sizeOf(state)));
    return { ...world, state: { ...state, recoveries: { ...state.recoveries, [waiting.id]: { ...waiting, reason } } } };
  };

/** The recovery under test holds these records. */
const holding =
  (over: Partial<Pick<Recovery, 'proofs' | 'countersignatures'>>): Circumstance =>
  (world) => {
    const recovery = recoveryOf(world);
    if (recovery === undefined) throw new Error('there is no recovery');
    const { recoveries } = world.state;
    return {
      ...world,
      state: { ...world.state, recoveries: { ...recoveries, [recovery.id]: { ...recovery, ...over } } },
    };
  };

const unlocks = (action: Action = 'unlock') => ({ ...opens({ action }), recovery: 'rec-new' });

describe('a state that is full', () => {
  it('opens nothing more, except what only takes access away', () => {
    given(...GRANTED, filledTo(FULL_BYTES))
      .when(unlocks())
      .thenRefused('too-many-open');
    given(...GRANTED, filledTo(FULL_BYTES - 200))
      .when(unlocks())
      .thenHappens({ type: 'RecoveryOpened' });
    given(...GRANTED, filledTo(TIGHT_BYTES))
      .when(unlocks('revoke-sessions'))
      .thenHappens({ type: 'RecoveryOpened' });
    given(...GRANTED, filledTo(LAST_BYTES))
      .when(unlocks('revoke-sessions'))
      .thenRefused('too-many-open');
  });

  it('still goes on with what is under way', () => {
    given(...ASSESSED, filledTo(FULL_BYTES))
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
  });
});

describe('a state that is tight', () => {
  it('takes no plan, proof or countersignature, by name', () => {
    given(...OPENED, filledTo(TIGHT_BYTES))
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', reasons: ['too much of this account is under way at once'] });
    given(...ASSESSED, filledTo(TIGHT_BYTES))
      .when(proves())
      .thenRefused('recovery-full');
    given(...PROVED, filledTo(TIGHT_BYTES))
      .when(countersigns())
      .thenRefused('recovery-full');
  });

  it('takes every adverse proof and every stop', () => {
    given(...ASSESSED, filledTo(LAST_BYTES))
      .when(proves(ACTORS.verifier, 'in-person', 'failed'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
    given(...APPROVED, filledTo(LAST_BYTES))
      .when(stops())
      .thenHappens({ type: 'RecoveryStopped' });
  });
});

describe('one recovery', () => {
  const [proof] = recoveryOf(worldAfter(PROVED))?.proofs ?? [];
  const [countersignature] = recoveryOf(worldAfter(APPROVED))?.countersignatures ?? [];
  const many = <One>(one: One | undefined, count: number, make: (index: number) => Partial<One>): readonly One[] => {
    if (one === undefined) throw new Error('there is none to repeat');
    return Array.from({ length: count }, (_, index) => ({ ...one, ...make(index) }));
  };
  const proofs = (count: number): readonly Proof[] =>
    many(proof, count, (index) => ({ id: `proof-${index}`, verifier: `person:v-${index}` }));

  it(`keeps ${MOST_RECORDS} proofs, and refuses the next one by name`, () => {
    given(...ASSESSED, holding({ proofs: proofs(MOST_RECORDS - 1) }))
      .when(proves())
      .thenHappens({ type: 'ProofRecorded' }, { type: 'ProofingCompleted' });
    given(...ASSESSED, holding({ proofs: proofs(MOST_RECORDS) }))
      .when(proves())
      .thenRefused('recovery-full');
    given(...ASSESSED, holding({ proofs: proofs(MOST_RECORDS) }))
      .when(proves(ACTORS.verifier, 'in-person', 'repudiated'))
      .thenHappens({ type: 'ProofRecorded' }, { type: 'RecoveryRefused' });
  });

  it(`keeps ${MOST_RECORDS} countersignatures, void ones included`, () => {
    const voided: readonly Countersignature[] = many(countersignature, MOST_RECORDS, (index) => ({
      digest: `old-${index}`,
    }));
    given(...PROVED, holding({ countersignatures: voided }))
      .when(countersigns())
      .thenRefused('recovery-full');
  });

  it('gets no plan that is larger than one may be', () => {
    const reason = 'y'.repeat(PLAN_BYTES);
    const wordy = aPolicy({ rules: aPolicy().rules.map((rule) => ({ ...rule, id: `${rule.id}-${reason}` })) });
    given(underPolicy(wordy), ...OPENED)
      .when(assesses())
      .thenHappens({ type: 'RecoveryDenied', reasons: ['the policy demands more at once than a plan may hold'] });
  });
});

describe('the directory identities that an account has governed', () => {
  const governed = Object.fromEntries(
    Array.from({ length: MOST_GOVERNED }, (_, index) => [`cognito:id-${index}`, 'standard' as const]),
  );

  it(`are ${MOST_GOVERNED} at most: a new one is one too many, one that it has had is not`, () => {
    const profile = aProfile();
    expect(isOneIdentityTooMany(registered(profile, { governed }), profile)).toBe(true);
    const had = { ...governed, [directoryIdentity(profile)]: 'standard' as const };
    expect(isOneIdentityTooMany(registered(profile, { governed: had }), profile)).toBe(false);
    expect(isOneIdentityTooMany(registered(profile, { governed: {} }), profile)).toBe(false);
  });
});

describe('the largest possible state', () => {
  it('fits into one item of DynamoDB, with the commit that makes it', () => {
    const last = largestAddition();
    // The state just below its last bound, the largest addition after it, and the same addition once more as the event of its commit.
    const most = LAST_BYTES + 2 * last;
    process.stdout.write(
      `largest state: ${kib(LAST_BYTES + last)} KiB, its item: ${kib(most)} KiB of ${kib(ITEM_BYTES)}\n`,
    );
    expect(most).toBeLessThan(ITEM_BYTES);
  });

  it('has a plan that is several times the largest of the tests', () => {
    const plan = recoveryOf(worldAfter(ASSESSED))?.plan;
    expect(JSON.stringify(plan).length * 4).toBeLessThan(PLAN_BYTES);
  });
});

const kib = (bytes: number): number => Math.ceil(bytes / 1024);

/** Bytes that one command can add at most: a plan, or an opened recovery with the longest reason. */
function largestAddition(): number {
  const { state } = worldAfter(OPENED);
  const [recovery] = Object.values(state.recoveries);
  if (recovery === undefined) throw new Error('a recovery was opened');
  const opened: StreamState = { ...state, recoveries: { [recovery.id]: { ...recovery, reason: LONGEST_REASON } } };
  return Math.max(PLAN_BYTES, sizeOf(opened) - sizeOf({ ...state, recoveries: {} }));
}
