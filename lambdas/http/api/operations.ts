import { APPROVING_OPERATIONS } from './approving-operations.ts';
import { BREAK_GLASS_OPERATIONS } from './break-glass.ts';
import { ALWAYS, type DescribedOperation, gives, HELD_TWICE, HELPS, PART, READS, RECOVERY, WRITES } from './codes.ts';
import { offersQuery } from './delegations.ts';
import { HEALTH_OPERATIONS } from './health.ts';
import { HELP_OPERATIONS } from './help-operations.ts';
import { INTAKE_OPERATIONS } from './intake-operations.ts';
import { OVERVIEW_OPERATIONS } from './overviews.ts';
import { PAGE_OPERATIONS } from './page-operations.ts';
import { PROOFING_OPERATIONS } from './proofing-operations.ts';
import { RECEIPT_OPERATIONS } from './receipts.ts';
import * as records from './records.ts';
import * as recoveries from './recoveries.ts';
import * as redelivery from './redeliver.ts';
import * as registry from './registry.ts';
import { WARNING_OPERATIONS } from './warning-operations.ts';
import { WORK_OPERATIONS } from './work-operations.ts';

/** Every route of the contract, by `method path`. */
export const OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  ...PROOFING_OPERATIONS,
  ...PAGE_OPERATIONS,
  ...INTAKE_OPERATIONS,
  'POST /recoveries': {
    id: 'openRecovery',
    summary: 'Request one change to one account, for yourself or, as an agent, for somebody else',
    body: recoveries.openRecovery,
    answer: recoveries.opened,
    status: 202,
    codes: [
      ...WRITES,
      ...(['account-malformed', 'account-unknown', 'requester-unknown', 'requester-not-entitled'] as const),
      ...(['caller-malformed', 'caller-not-on-behalf', 'channel-missing'] as const),
      ...([...HELD_TWICE, 'conflicting-part', 'already-open', 'too-many-open', 'recovery-ended'] as const),
      ...(['desk-not-theirs', 'account-frozen', 'ticket-closed-as-fraud'] as const),
    ],
  },
  'GET /.well-known/countersign': {
    id: 'howToSignIn',
    summary: 'How people sign in here: the issuer of their tokens and its public client',
    answer: records.howToSignIn,
    status: 200,
    codes: ALWAYS,
  },
  'GET /recoveries': {
    id: 'listRecoveries',
    summary: 'Open or ended recoveries; eventually consistent',
    query: recoveries.listRecoveries,
    answer: recoveries.recoveryPage,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'cursor-malformed'],
  },
  'GET /recoveries/{id}': {
    id: 'showRecovery',
    summary: 'One recovery from the ledger, with its plan, the plan’s digest and its timeline',
    query: records.showQuery,
    answer: recoveries.recoveryAnswer,
    status: 200,
    codes: [...READS, 'recovery-unknown'],
  },
  'GET /recoveries/{id}/offers': {
    id: 'listOffers',
    summary: 'What the caller may do on a recovery now: each offer would be accepted',
    query: offersQuery,
    answer: recoveries.offers,
    status: 200,
    codes: [...READS, 'recovery-unknown'],
  },
  'POST /recoveries/{id}/proofs': gives('recordProof', 'Record evidence of identity', recoveries.recordProof, [
    ...[...PART, ...HELPS],
    ...([...HELD_TWICE, 'method-not-theirs', 'challenge-needed', 'proof-duplicate', 'page-unknown'] as const),
    ...(['evidence-unexpected', 'evidence-insufficient', 'reference-missing', 'method-not-permitted'] as const),
    ...(['statement-invalid', 'statement-missing', 'recovery-full'] as const),
  ]),
  ...APPROVING_OPERATIONS,
  'POST /recoveries/{id}/bindings': gives(
    'bindProof',
    'Name the page of whom you have confirmed, so that the credential can be taken there',
    recoveries.proofBinding,
    [
      ...HELPS,
      ...PART,
      ...([...HELD_TWICE, 'method-not-theirs', 'proof-unknown', 'page-unknown'] as const),
      ...(['nothing-to-claim', 'already-claimed'] as const),
    ],
  ),
  'POST /recoveries/{id}/revisions': gives(
    'reviseRequest',
    'Ask for it for a shorter time; voids the countersignatures given so far',
    recoveries.reviseRequest,
    [...HELPS, 'not-the-requester', 'revision-widens', 'policy-not-adopted'],
  ),
  'POST /recoveries/{id}/stops': gives(
    'stopRecovery',
    'Stop it; what was granted is revoked at once',
    recoveries.stopRecovery,
    ['machine-cannot-decide'],
  ),
  ...WORK_OPERATIONS,
  'POST /recoveries/{id}/reviews': gives('reviewRecovery', 'Review it afterwards', recoveries.reviewRecovery, [
    ...[...PART, ...HELD_TWICE],
    ...(['statement-invalid', 'statement-missing'] as const),
  ]),
  'POST /recoveries/{id}/claims': {
    id: 'claimGrant',
    summary:
      'Take the credential of an account without a personal owner, once, as the custodian who asked; again within 300 s with the same idempotency key',
    body: recoveries.claimGrant,
    answer: recoveries.credentialAnswer,
    status: 200,
    codes: [
      ...RECOVERY,
      ...(['not-the-requester', 'requester-not-entitled', 'nothing-to-claim', 'already-claimed'] as const),
      'claim-on-page',
      'account-frozen',
    ],
  },
  'GET /tickets': {
    id: 'listTickets',
    summary: 'Tickets that wait for an agent; eventually consistent',
    query: records.listQuery,
    answer: records.ticketPage,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'cursor-malformed'],
  },
  'POST /registry/proposals': {
    id: 'propose',
    summary:
      'Propose an account, a person, a policy version, a signing key, the end of a freeze, or that forged commits are voided',
    body: registry.proposeChange,
    answer: registry.proposed,
    status: 200,
    codes: [
      ...WRITES,
      'account-malformed',
      ...HELD_TWICE,
      'machine-cannot-decide',
      'proposal-mismatch',
      'contacts-malformed',
      ...(['policy-invalid', 'not-frozen', 'not-forged', 'too-many-identities'] as const),
      ...(['key-not-held', 'key-in-use', 'key-too-early'] as const),
      ...(['commit-unknown', 'batch-invalid', 'proposal-waiting'] as const),
      ...(['identity-taken', 'identity-unclaimed', 'tier-too-low', 'target-unknown', 'directory-unreadable'] as const),
    ],
  },
  'POST /registry/confirmations': {
    id: 'confirm',
    summary: 'Confirm exactly what another administrator has proposed',
    body: registry.confirmChange,
    answer: registry.confirmed,
    status: 200,
    codes: [
      ...WRITES,
      ...([...HELD_TWICE, 'machine-cannot-decide', 'no-such-proposal', 'same-proposer', 'conflicting-part'] as const),
      ...(['statement-missing', 'statement-invalid'] as const),
      ...(['identity-unclaimed', 'tier-too-low', 'look-alikes-unseen', 'not-forged', 'proposal-mismatch'] as const),
      ...(['directory-unreadable', 'difference-unseen', 'batch-invalid', 'batch-not-confirmed'] as const),
      ...(['batch-unseen', 'key-not-held', 'key-in-use', 'key-too-early', 'grant-lasts'] as const),
    ],
  },
  'GET /keys': {
    id: 'listKeys',
    summary: 'The public halves of the keys that sign commits, by family of functions',
    query: recoveries.nothing,
    answer: records.keyList,
    status: 200,
    codes: [...READS, ...HELD_TWICE],
  },
  'GET /ledger': {
    id: 'listStreams',
    summary: 'The newest commit of each stream of the ledger; eventually consistent',
    query: records.listQuery,
    answer: records.headPage,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'cursor-malformed'],
  },
  ...HELP_OPERATIONS,
  ...WARNING_OPERATIONS,
  ...BREAK_GLASS_OPERATIONS,
  ...HEALTH_OPERATIONS,
  ...OVERVIEW_OPERATIONS,
  ...RECEIPT_OPERATIONS,
  'POST /ledger/redeliver': {
    id: 'redeliver',
    summary:
      'Have the effects of commits worked again: of one, of all of a time, or of what was given up; for people on duty',
    body: redelivery.redelivery,
    answer: redelivery.redelivered,
    status: 202,
    codes: [...WRITES, ...HELD_TWICE, 'commit-unknown'],
  },
  'GET /ledger/{account+}': {
    id: 'readStream',
    summary: 'Commits of one stream in order, exactly as stored, for verification',
    query: records.readStream,
    answer: records.commitPage,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'stream-unknown'],
  },
  'GET /openapi.json': { id: 'describe', summary: 'This description', status: 200, codes: ALWAYS },
};
