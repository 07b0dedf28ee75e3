import { fixedRule, type RuleReference } from '../../policy/policy.ts';
import { stepAfterDenial } from '../state/ending.ts';
import { REFUSALS, type RefusalCode } from '../state/refusals.ts';

/** The next step after each refusal, as an instruction without a period. A new code does not compile until it has one. */
export const NEXT_STEPS: Readonly<Record<RefusalCode, string>> = {
  'account-unknown': 'check the name; an administrator registers an account and a second one confirms it',
  'person-unknown': 'ask an administrator to register you',
  'desk-not-theirs': 'ask at your own desk, or ask an administrator for a token of this desk',
  'desk-unknown': 'name a desk that the policy declares',
  'requester-not-entitled': 'ask the owner or a custodian of the account to make the request',
  'already-open': 'go on with the recovery that is under way, or stop it first',
  'ticket-closed-as-fraud':
    'call the requester back on a registered number; if they did ask, open it without this ticket',
  'too-many-open': 'end a recovery of this account first',
  'wrong-status': 'read the recovery again and do what its stage needs',
  'recovery-ended': 'open a new recovery if it is still needed',
  'window-passed': 'open a new recovery if it is still needed',
  'recovery-unknown': 'check the id of the recovery',
  'conflicting-part': 'ask somebody who plays no other part in this recovery',
  'machine-cannot-decide': 'ask a human to do this',
  'threat-unknown': 'list the threat levels and name one of them',
  'drain-in-part': 'declare the drain without an account and without a desk',
  'too-many-threats': 'lower a threat level that is not needed any more, or wait until one ends by itself',
  'incident-unknown': 'ask somebody on duty to declare the incident, then try again',
  'too-many-incidents': 'end an incident that is over, or review an earlier use, then try again',
  'break-glass-locked': 'have the named recovery reviewed, or ask another person or desk',
  'role-missing': 'ask somebody who holds this part, or ask an administrator to register it for you',
  'part-unregistered': 'ask an administrator to register this part in your record; a second one confirms it',
  'group-missing': 'ask whoever keeps the groups of your directory for this one, then sign in again',
  'method-not-theirs': 'use another method, or ask the person who may confirm this one',
  'assurance-too-low': 'sign in again with the factors that this account asks for',
  'method-not-permitted': 'use another method, or ask the owner of the control',
  'passkey-not-device-bound': 'use a security key or a passkey that stays on its device',
  'recovery-full': 'stop this recovery, or end others of this account, and open it again',
  'too-many-identities': 'register the identity as an account of its own',
  'proof-duplicate': 'nothing more from you; if another verifier is needed, ask another person',
  'not-an-approver': 'read the plan and ask one of the people whom it names',
  'delegate-self': 'name somebody else who stands in for you',
  'delegation-unknown': 'ask whoever lent you their right to approve; they can delegate again',
  'delegation-too-long': 'choose an end within the next 30 days',
  'too-many-delegations': 'withdraw a delegation that is needed no more',
  'roster-not-lent': 'another person of the roster countersigns; leave the roster out of what you delegate',
  'already-countersigned': 'nothing more from you; ask another approver if one is missing',
  'statement-missing':
    'sign it with your passkey in the console; two administrators put your first passkey into your record',
  'statement-invalid': 'read it again and sign what you see with a passkey that is in your record',
  'digest-mismatch': 'read the plan again and countersign what you see',
  'plan-not-held': 'give the proofs and countersignatures that the plan asks for now',
  'not-due': 'wait until the time that is named',
  'grant-mismatch': 'read the recovery again; only its countersigned plan is executed',
  'not-the-requester': 'ask the requester to do this',
  'not-the-subject': 'let the person whose account it is sign in and answer',
  'already-repudiated': 'tell your help desk or people on duty what has changed; they see both',
  'claim-on-page': 'open the page of the recovery in the browser that proved you, and take the credential there',
  'words-wrong': 'end the call, and call your help desk at a number that you already know',
  'too-many-pages': 'open a new recovery',
  'call-unknown': 'end the call, and call your help desk at a number that you already know',
  'call-without-owner': 'check the name of the account; for an account of a team, call one of its custodians as usual',
  'too-many-calls': 'let a colleague make the call, or wait until tomorrow',
  'proof-unknown': 'ask the person who confirmed the requester to name the page',
  'already-claimed': 'stop the recovery at once if you did not claim it, then open a new one',
  'nothing-to-claim': 'sign in as usual; open a new recovery if that does not work',
  'revision-widens': 'ask for a shorter time, or open a new recovery',
  'same-proposer': 'ask a second administrator to confirm it',
  'no-such-proposal': 'read what is proposed now and confirm its digest',
  'not-forged': 'see what is wrong with the stream: `ledger verify`, and void only commits that it calls forged',
  'key-not-held': 'deploy it first: `"signingKeys": {"FAMILY": 2}` in countersign.config.json',
  'key-in-use': 'name a further key of the family',
  'key-too-early': 'propose it with a later time',
  'proposal-mismatch': 'correct the proposal so that it names its own record',
  'registry-not-empty': 'ask two registered administrators to propose and confirm the change',
  'administrators-alike': 'name two people who share no identity',
  'identity-taken': 'look at the record that has this identity, and correct one of the two',
  'identity-unclaimed': 'propose the record again',
  'look-alikes-unseen': 'read the proposal with the records that look like it, then confirm what you saw',
  'policy-invalid': 'correct the policy until `policy check` finds nothing, then propose it again',
  'difference-unseen': 'read the difference with `policy confirm`, then confirm it with the digest of that difference',
  'grant-lasts': 'wait until the grant has ended, or stop its recovery, then confirm again',
  'batch-invalid': 'correct the rows that are listed, then run `countersign registry import` again',
  'batch-unseen': 'read the proposal and confirm it with its files: `countersign registry import FILE... --confirm`',
  'batch-not-confirmed':
    'let the administrator who confirmed the batch go on with the same files; if they have left, take the part `admin` from their record, then propose the same files again: what is applied stays',
  'not-alone': 'propose the change, and have another administrator confirm it',
  'row-stopped': 'see which commit it is: `ledger verify`; have it voided, then propose the record by itself',
  'row-unproved': 'run the import again with the files that were proposed',
  'row-changed': 'look at the record, then propose what shall hold by itself',
  'proposal-waiting':
    'confirm or replace the proposal that waits; a batch that is being applied is ended by its confirmer, or, if they have left, proposed again when their record has no part `admin`',
  'tier-too-low':
    'propose the account with the tier that the directory or the earlier record gives it, or a higher one',
  'directory-unreadable': 'check that this deployment may read the directory, then propose again',
  'target-unknown': 'correct the target to the name that the directory knows',
  'policy-not-adopted': 'ask two administrators to adopt the deployed policy',
  'account-frozen': 'ask two administrators to look at the account and lift the freeze; stopping still works',
  'not-frozen': 'nothing; recoveries of this account are not frozen',
  'not-the-owner': 'ask the owner to sign in and do this',
  'too-many-authenticators': 'remove one first',
  'authenticator-duplicate': 'nothing; it is enrolled already',
  'authenticator-unknown': 'use another method',
  'authenticator-too-new': 'use another method, or wait until it is old enough',
  'contact-unknown': 'choose a contact that is registered',
  'contact-too-new': 'choose another contact, or wait until it is old enough',
  'contact-unreachable': 'choose another contact or another method',
  'contact-not-independent': 'choose a contact that is not the way of the request or of the call',
  'contacts-malformed': 'correct the contacts: each has its own id and address',
  'work-changed': 'read what the operator reported now, look at it, and confirm that',
  'reference-missing': 'say where the record of what was seen is kept',
  'evidence-insufficient': 'look at stronger evidence, and name each kind that you saw',
  'evidence-unexpected': 'leave out what was seen; this method has no evidence to look at',
  'challenge-needed': 'ask for a challenge, then give its answer',
  'challenge-unknown': 'ask for a new challenge on this page',
  'challenge-expired': 'ask for a new challenge',
  'challenge-answered': 'ask for a new challenge if one is still needed',
  'challenge-mismatch': 'ask for a new challenge and answer it with what it asks for',
  'too-many-challenges': 'use another method, or wait until the earlier challenges are over',
  'page-unknown': "read the two words of the requester's page again",
  'answer-wrong': 'check the answer and try again; too many wrong answers end the recovery',
  'answer-reused': 'wait for the next code, or use another method',
  'method-throttled': 'use another method',
  'stop-unproved': 'use the link of a notice, or answer a challenge on this page, then stop',
  'ticket-unmapped': 'an agent looks at the ticket and opens the recovery by hand',
};

/** The rule behind a refusal, its owner, and the next step (rule 21). */
export interface WhoSaysNo extends RuleReference {
  readonly next: string;
}

/** The fixed rule behind a refusal. A refusal by a rule of the policy names that rule in its facts instead. */
export const answeredBy = (code: RefusalCode): WhoSaysNo => ({
  ...fixedRule(REFUSALS[code].rule),
  next: NEXT_STEPS[code],
});

/** The next step after a denial, as an instruction without a period. */
export const nextAfterDenial = (rules: readonly RuleReference[]): string => AFTER_DENIAL[stepAfterDenial(rules)](rules);

const UNCOVERED = 'ask the owner of the policy to cover such a request, then open a new one';

type AfterDenial = (rules: readonly RuleReference[]) => string;
const AFTER_DENIAL: Readonly<Record<ReturnType<typeof stepAfterDenial>, AfterDenial>> = {
  'let-somebody-entitled-ask': () => 'ask the owner or a custodian of the account to open a new recovery',
  'have-the-connectors-looked-at': () =>
    'ask whoever runs the deployment to look at its connectors, then open a new recovery',
  'open-again-as-registered-now': () => 'open a new recovery for the account as it is registered now',
  'have-it-registered': () => 'ask two administrators to register the account, then open a new recovery',
  'have-the-freeze-lifted': () => NEXT_STEPS['account-frozen'],
  'have-the-policy-cover-it': () => UNCOVERED,
  'ask-the-control-owner': ([first]) =>
    first === undefined ? UNCOVERED : `ask the ${first.owner}, who answers for control ${first.control}`,
};
