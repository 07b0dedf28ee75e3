import { describe, expect, it } from '@jest/globals';
import { decidedBy, decidedIn, type SignableCommand } from '../../../../lambdas/core/recovery/assess/signed.ts';
import type { LedgerEvent } from '../../../../lambdas/core/recovery/state/events.ts';
import { NOW, PEOPLE } from '../../../support/fixtures.ts';

const SEEN = { method: 'live-video', outcome: 'verified', reference: 'log/1', seen: ['passport'] } as const;
const PROOF = {
  ...{ ...SEEN, id: 'proof-1', verifier: PEOPLE.verifier, at: NOW, session: null, contact: null, called: null },
  channel: PEOPLE.verifier,
};
const COUNTERSIGNED = { approver: PEOPLE.manager, groups: [], relations: [], digest: 'a'.repeat(64), at: NOW };

const PAIRS: readonly (readonly [command: SignableCommand, event: LedgerEvent])[] = [
  [
    { type: 'CountersignPlan', digest: 'a'.repeat(64) },
    { type: 'PlanCountersigned', countersignature: COUNTERSIGNED },
  ],
  [
    { type: 'RejectPlan', reason: 'not her' },
    { type: 'RecoveryRejected', by: PEOPLE.manager, reason: 'not her' },
  ],
  [
    { type: 'RecordProof', ...SEEN },
    { type: 'ProofRecorded', proof: PROOF },
  ],
  [
    { type: 'ReviewRecovery', finding: 'appropriate', note: 'fine' },
    { type: 'ReviewRecorded', by: PEOPLE.reviewer, finding: 'appropriate', note: 'fine' },
  ],
];

describe('what somebody signs', () => {
  it.each(PAIRS)('has the same digest before $type is decided and in its event', (command, event) => {
    const { kind, digest } = decidedIn(event) ?? {};
    expect({ kind, digest }).toEqual(decidedBy(command));
  });

  it('is nothing for a proof that no person confirmed', () => {
    expect(decidedIn({ type: 'ProofRecorded', proof: { ...PROOF, verifier: null } })).toBeUndefined();
    expect(decidedIn({ type: 'ProofRecorded', proof: { ...PROOF, method: 'totp' } })).toBeUndefined();
  });
});
