/**
 * Every expected "no", and the rule of the product that says it (0: an ordinary precondition, no rule of its own).
 * Codes are part of the API: they are added, never changed.
 */
export const REFUSALS = {
  'account-unknown': { rule: 8, says: 'the registry has no such account' },
  'person-unknown': { rule: 1, says: 'the registry knows nobody of this identity' },
  'requester-not-entitled': { rule: 1, says: 'only the owner or a custodian may ask for this account' },
  'already-open': { rule: 4, says: 'the same recovery of this account is under way' },
  'too-many-open': { rule: 4, says: 'too many recoveries of this account are under way' },
  'wrong-status': { rule: 2, says: 'the recovery is not at the stage that this needs' },
  'recovery-ended': { rule: 4, says: 'the recovery has come to an end; this is recorded as late and changes nothing' },
  'window-passed': { rule: 4, says: 'the time for this is over; this is recorded as late and changes nothing' },
  'recovery-unknown': { rule: 17, says: 'there is no such recovery' },
  'conflicting-part': { rule: 1, says: 'this person already plays another part in the recovery' },
  'machine-cannot-decide': { rule: 5, says: 'machines may ask and advise, and never verify, approve or review' },
  'role-missing': { rule: 1, says: 'the token does not carry the role that this needs' },
  'method-not-theirs': { rule: 9, says: 'this method must be confirmed by somebody else' },
  'proof-duplicate': { rule: 9, says: 'this verifier has already recorded this method' },
  'not-an-approver': { rule: 5, says: 'this person is in no group, and has no relation, that the plan asks for' },
  'already-countersigned': { rule: 4, says: 'each approver counts once' },
  'digest-mismatch': { rule: 3, says: 'the plan is not the one that was shown; read it again' },
  'plan-not-held': { rule: 2, says: 'the plan, its proofs or its countersignatures no longer hold' },
  'not-due': { rule: 14, says: 'it is too early for this' },
  'grant-mismatch': { rule: 2, says: 'this is not the grant of the countersigned plan' },
  'not-the-requester': { rule: 13, says: 'a credential is handed to the requester and to nobody else' },
  'already-claimed': { rule: 13, says: 'a credential is handed over once' },
  'nothing-to-claim': { rule: 13, says: 'there is no credential to hand over' },
  'revision-widens': { rule: 15, says: 'a revision may shorten a grant and never lengthen it' },
  'same-proposer': { rule: 6, says: 'the one who proposed a change cannot confirm it' },
  'no-such-proposal': { rule: 6, says: 'there is no open proposal with this digest' },
  'proposal-mismatch': { rule: 6, says: 'a proposal names the record that it is for' },
  'policy-not-adopted': { rule: 6, says: 'the deployed policy has not been adopted by two administrators' },
  'account-frozen': { rule: 10, says: 'recoveries of this account are frozen until two administrators lift it' },
  'not-frozen': { rule: 10, says: 'the account is not frozen' },
  'ticket-unmapped': {
    rule: 17,
    says: 'the ticket could not be mapped to an account and an action; an agent must look',
  },
} as const satisfies Record<string, { readonly rule: number; readonly says: string }>;

export type RefusalCode = keyof typeof REFUSALS;
