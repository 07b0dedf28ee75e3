/**
 * Every refusal, with the rule of the product behind it (0: an ordinary precondition). Codes are part of the API: they are added, never
 * changed.
 */
export const REFUSALS = {
  'account-unknown': { rule: 8, says: 'the registry has no such account' },
  'person-unknown': { rule: 1, says: 'nobody in the registry has this identity' },
  'desk-not-theirs': { rule: 17, says: 'the token does not name this desk' },
  'desk-unknown': { rule: 17, says: 'the policy knows no desk of this name' },
  'requester-not-entitled': { rule: 1, says: 'only the owner or a custodian may ask for this account' },
  'already-open': { rule: 4, says: 'the same recovery of this account is under way' },
  'ticket-closed-as-fraud': {
    rule: 10,
    says: 'the ticket was closed as a fraud, so nothing but taking access away is opened with it',
  },
  'too-many-open': { rule: 4, says: 'too many recoveries of this account are under way' },
  'recovery-full': { rule: 4, says: 'this recovery, or its account, has as many records under way as are kept' },
  'too-many-identities': {
    rule: 6,
    says: 'this account has governed too many directory identities; register another account',
  },
  'wrong-status': { rule: 2, says: 'the recovery is not at the stage that this needs' },
  'recovery-ended': { rule: 4, says: 'the recovery has ended; this is recorded as late and changes nothing' },
  'window-passed': { rule: 4, says: 'the time for this is over; this is recorded as late and changes nothing' },
  'recovery-unknown': { rule: 17, says: 'there is no such recovery' },
  'conflicting-part': { rule: 1, says: 'this person already plays another part in the recovery' },
  'machine-cannot-decide': { rule: 5, says: 'machines may ask and advise, and never verify, approve or review' },
  'threat-unknown': { rule: 10, says: 'no threat level of this name is raised' },
  'drain-in-part': { rule: 14, says: 'a drain is for everybody, and for no account or desk' },
  'too-many-threats': { rule: 10, says: 'too many threat levels are raised at once; lower one first' },
  'incident-unknown': { rule: 19, says: 'no such incident is declared now, so the glass is not broken for it' },
  'too-many-incidents': { rule: 19, says: 'too many incidents are declared, or too many uses wait for their review' },
  'break-glass-locked': {
    rule: 19,
    says: 'a review of an earlier use by this person, or by this desk, is overdue',
  },
  'role-missing': {
    rule: 1,
    says: 'the token, or the record in the registry, lacks the part that this needs',
  },
  'part-unregistered': {
    rule: 6,
    says: 'the token has the group of this part, and the record in the registry lacks the part; two administrators register it',
  },
  'group-missing': {
    rule: 6,
    says: 'the record in the registry has this part, and the token lacks its group',
  },
  'method-not-theirs': { rule: 9, says: 'this method must be confirmed by somebody else' },
  'assurance-too-low': {
    rule: 2,
    says: 'every part needs a sign-in with two factors, or more if the account is used with more',
  },
  'method-not-permitted': {
    rule: 21,
    says: 'the policy does not permit this method for this account; the rule, its control and its owner are named',
  },
  'passkey-not-device-bound': {
    rule: 21,
    says: 'the policy asks for a passkey that cannot leave its device, and this one can be copied to others',
  },
  'proof-duplicate': { rule: 9, says: 'this verifier has already recorded this method' },
  'not-an-approver': { rule: 5, says: 'this person is in no group, and has no relation, that the plan asks for' },
  'already-countersigned': { rule: 4, says: 'each approver counts once' },
  'digest-mismatch': { rule: 3, says: 'the plan is not the one that was shown; read it again' },
  'plan-not-held': { rule: 2, says: 'the plan, its proofs or its countersignatures no longer hold' },
  'not-due': { rule: 14, says: 'it is too early for this' },
  'grant-mismatch': { rule: 2, says: 'this is not the grant of the countersigned plan' },
  'not-the-requester': { rule: 13, says: 'a credential is handed to the requester only' },
  'not-the-subject': { rule: 11, says: 'only the person whose account it is can say whether they asked for it' },
  'already-repudiated': {
    rule: 11,
    says: 'the person whose account it is has said that they did not ask for it; that stands',
  },
  'claim-on-page': {
    rule: 13,
    says: 'the credential of a personal account is taken on the page that proved its owner, not by a signed-in session',
  },
  'already-claimed': { rule: 13, says: 'a credential is handed over once' },
  'nothing-to-claim': { rule: 13, says: 'there is no credential to hand over' },
  'revision-widens': { rule: 15, says: 'a revision may shorten a grant and never lengthen it' },
  'same-proposer': { rule: 6, says: 'the one who proposed a change cannot confirm it' },
  'no-such-proposal': { rule: 6, says: 'there is no open proposal with this digest' },
  'not-forged': { rule: 17, says: 'only a forged commit can be voided; this one is as its writer signed it' },
  'key-not-held': {
    rule: 17,
    says: 'the deployment holds no such key for this family',
  },
  'key-in-use': { rule: 17, says: 'this key counts already' },
  'key-too-early': {
    rule: 17,
    says: 'a key begins after the one before it, and a minute after it is confirmed, unless the old one is compromised',
  },
  'proposal-mismatch': { rule: 6, says: 'a proposal names the record that it is for' },
  'registry-not-empty': {
    rule: 6,
    says: 'the first two administrators are already named; the bootstrap works only once',
  },
  'administrators-alike': { rule: 6, says: 'the first two administrators are two humans who share no identity' },
  'identity-taken': {
    rule: 6,
    says: 'another record has this identity: one human is one person, one directory identity one account',
  },
  'identity-unclaimed': {
    rule: 6,
    says: 'an identity of this record is no longer claimed for it; propose the record again',
  },
  'look-alikes-unseen': {
    rule: 6,
    says: 'other records look like this one; read them, then confirm with their digest',
  },
  'policy-invalid': {
    rule: 6,
    says: 'the text is not a sound policy in its canonical spelling; its problems are listed',
  },
  'difference-unseen': {
    rule: 6,
    says: 'a policy is adopted only by somebody who has read its difference to the policy in force',
  },
  'batch-invalid': {
    rule: 6,
    says: 'rows of this batch are missing, or break a rule; they are listed, and nothing is proposed',
  },
  'batch-unseen': {
    rule: 6,
    says: 'a batch is confirmed only by somebody who has read this proposal of it, and with its files',
  },
  'batch-not-confirmed': {
    rule: 6,
    says: 'rows are applied by the administrator who confirmed their batch, and by nobody before that',
  },
  'row-stopped': {
    rule: 17,
    says: 'the stream of this record, or of an identity of it, has a commit that fails verification; nothing is added until two administrators void that',
  },
  'row-unproved': { rule: 6, says: 'this row is not the one that two administrators agreed on' },
  'row-changed': {
    rule: 6,
    says: 'this record was changed after the rows of the batch were looked at, or in the half minute before; propose it by itself',
  },
  'proposal-waiting': {
    rule: 6,
    says: 'another proposal of the same waits, or is being applied; end that first, or propose this by itself',
  },
  'tier-too-low': { rule: 6, says: 'the directory, or an earlier record, gives this directory identity a higher tier' },
  'directory-unreadable': { rule: 8, says: 'the directory cannot be asked about this target' },
  'target-unknown': { rule: 8, says: 'the directory has nothing of this name' },
  'policy-not-adopted': { rule: 6, says: 'the deployed policy has not been adopted by two administrators' },
  'account-frozen': { rule: 10, says: 'recoveries of this account are frozen until two administrators lift it' },
  'not-frozen': { rule: 10, says: 'the account is not frozen' },
  'not-the-owner': {
    rule: 8,
    says: 'only the signed-in owner may enrol and remove authenticators and recovery contacts',
  },
  'too-many-authenticators': { rule: 8, says: 'the account cannot have more of these' },
  'authenticator-duplicate': { rule: 8, says: 'this is enrolled already' },
  'authenticator-unknown': { rule: 8, says: 'the account has no such authenticator or recovery contact' },
  'authenticator-too-new': { rule: 8, says: 'an authenticator or recovery contact counts only after a minimum age' },
  'contact-unknown': { rule: 8, says: 'the registry has no such contact of this account' },
  'contact-too-new': { rule: 8, says: 'a contact counts only after a minimum age' },
  'contact-unreachable': { rule: 9, says: 'this deployment cannot send a message to this contact' },
  'contact-not-independent': {
    rule: 9,
    says: 'the request came by this contact, or this contact is the one that is called',
  },
  'contacts-malformed': { rule: 8, says: 'an account has a few contacts, all different' },
  'statement-missing': {
    rule: 2,
    says: 'a countersignature of this plan counts only with a statement that its approver signed with a passkey',
  },
  'statement-invalid': {
    rule: 2,
    says: 'what was signed is not this decision, or not with a passkey that this person has; read it again and sign again',
  },
  'reference-missing': { rule: 17, says: 'a sighting needs a reference to its record' },
  'evidence-insufficient': { rule: 9, says: 'the evidence that was seen does not prove an identity' },
  'evidence-unexpected': { rule: 9, says: 'this method takes no evidence' },
  'challenge-needed': { rule: 9, says: 'this method needs the answer to a challenge' },
  'challenge-unknown': { rule: 9, says: 'this recovery has issued no such challenge here' },
  'challenge-expired': { rule: 9, says: 'the time for an answer is over' },
  'challenge-answered': { rule: 9, says: 'the challenge has already been answered' },
  'challenge-mismatch': { rule: 9, says: 'this answer does not belong to this challenge' },
  'too-many-challenges': { rule: 9, says: 'this recovery has issued as many challenges as it may' },
  'words-wrong': {
    rule: 12,
    says: 'these are not the words of the help desk; the person who said them may not be who they claim',
  },
  'too-many-pages': { rule: 12, says: 'too many pages of this recovery have already typed the words of the help desk' },
  'call-unknown': { rule: 12, says: 'nobody of the help desk makes such a call now' },
  'call-without-owner': {
    rule: 12,
    says: 'nobody can be called about this account: it is not registered, or nobody owns it',
  },
  'too-many-calls': {
    rule: 12,
    says: 'this agent today, or the whole help desk now, has opened as many calls as it may',
  },
  'proof-unknown': { rule: 13, says: 'this person has confirmed no proof by this method' },
  'page-unknown': {
    rule: 12,
    says: 'these two words name no page of this recovery that has typed the words of the help desk, or more than one',
  },
  'answer-wrong': { rule: 10, says: 'the answer is wrong; it is recorded and counted' },
  'answer-reused': { rule: 9, says: 'this answer has been used before' },
  'method-throttled': {
    rule: 10,
    says: 'too many wrong answers in a row; use another method, or remove all of this one and enrol it anew',
  },
  'stop-unproved': { rule: 11, says: 'stopping needs the link of a notice, or the answer to a challenge' },
  'ticket-unmapped': {
    rule: 17,
    says: 'the ticket could not be mapped to an account and an action; an agent must look',
  },
} as const satisfies Record<string, { readonly rule: number; readonly says: string }>;

export type RefusalCode = keyof typeof REFUSALS;
