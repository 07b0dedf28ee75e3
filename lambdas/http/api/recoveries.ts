import * as z from 'zod/mini';
import {
  accountId,
  action,
  after,
  caller,
  digest,
  freeText,
  limit,
  pageName,
  requestedSeconds,
  ticketRef,
  token,
  word,
} from '../../app/untrusted/fields.ts';
import { CHECK_NAMES, type CheckName, EVIDENCE_KINDS, type EvidenceKind } from '../../core/proofing/evidence.ts';
import { METHOD_NAMES } from '../../core/proofing/methods.ts';
import { OUTCOMES } from '../../core/proofing/proof.ts';
import { WARNINGS } from '../../core/recovery/assess/handover.ts';
import { STOP_CAUSES } from '../../core/recovery/state/events.ts';
import { SUBJECT_ANSWERS } from '../../core/recovery/state/subject.ts';
import { helpOffers, missingNow } from './help.ts';
import { ofWords } from './records.ts';
import { maySign, signing, standingInFor } from './statements.ts';
import { raisedThreats } from './warnings.ts';
import { workOffer } from './work.ts';

/**
 * `POST /recoveries`. Without a requester, the signed-in person asks for themselves; only a request for somebody else may name a caller.
 */
export const openRecovery = () =>
  z.strictObject({
    account: accountId(),
    action: action(),
    reason: freeText(),
    requester: z.optional(
      z
        .string()
        .check(
          z.minLength(3),
          z.maxLength(254),
          z.describe('a person (`person:jane`) or an address that the registry has'),
        ),
    ),
    channel: z.optional(word().check(z.describe('how they asked; required for a request for somebody else'))),
    desk: z.optional(word()),
    ticket: z.optional(ticketRef()),
    requestedSeconds: z.optional(requestedSeconds()),
    caller: z.optional(caller()),
  });

/** `POST /recoveries/{id}/proofs`. */
export const recordProof = () =>
  z.strictObject({
    method: z.enum(METHOD_NAMES as readonly [(typeof METHOD_NAMES)[number], ...(typeof METHOD_NAMES)[number][]]),
    outcome: z.enum(OUTCOMES),
    reference: z.optional(token()),
    seen: z._default(
      z
        .array(z.enum(EVIDENCE_KINDS as readonly [EvidenceKind, ...EvidenceKind[]]))
        .check(
          z.maxLength(EVIDENCE_KINDS.length),
          z.describe('the evidence that the requester was compared with, in person or over video'),
        ),
      [],
    ),
    checked: z.optional(
      z
        .array(z.enum(CHECK_NAMES as readonly [CheckName, ...CheckName[]]))
        .check(
          z.maxLength(CHECK_NAMES.length),
          z.describe('what the verifier checked while they saw the requester; kept with the proof, for reviewers'),
        ),
    ),
    page: z.optional(pageName()),
    ...maySign(),
  });

/** `POST /recoveries/{id}/bindings`. */
export const proofBinding = () =>
  z.strictObject({
    method: z.enum(METHOD_NAMES as readonly [(typeof METHOD_NAMES)[number], ...(typeof METHOD_NAMES)[number][]]),
    page: pageName(),
  });

/** `POST /recoveries/{id}/countersignatures`. */
export const countersignPlan = () => z.strictObject({ digest: digest(), for: standingInFor(), ...maySign() });

/** `POST /recoveries/{id}/rejections`. */
export const rejectPlan = () => z.strictObject({ reason: freeText(), for: standingInFor(), ...maySign() });

/** `POST /recoveries/{id}/revisions`. */
export const reviseRequest = () => z.strictObject({ requestedSeconds: requestedSeconds(), reason: freeText() });

/** `POST /recoveries/{id}/stops`. */
export const stopRecovery = () =>
  z.strictObject({
    reason: freeText(),
    cause: z
      ._default(z.enum(STOP_CAUSES), 'suspected-impersonation')
      .check(
        z.describe(
          '`suspected-impersonation` sticks to the account like a failed proof, and is taken where nothing is said',
        ),
      ),
  });

/** `POST /recoveries/{id}/reviews`. */
export const reviewRecovery = () =>
  z.strictObject({ finding: z.enum(['appropriate', 'inappropriate']), note: freeText(), ...maySign() });

/** `POST /recoveries/{id}/claims`. */
export const claimGrant = () => z.strictObject({});

/** `GET /recoveries`. */
export const listRecoveries = () =>
  z.strictObject({ which: z._default(z.enum(['open', 'ended']), 'open'), limit: limit(), after: after() });

/** A route that takes no query. */
export const nothing = () => z.strictObject({});

/** Answer to `POST /recoveries`. */
export const opened = () =>
  z.object({ recovery: z.string(), account: z.string(), action: action(), status: z.string() });

/** What whoever confirmed a proof should know at once. */
export const warnings = () =>
  z
    .array(z.enum(WARNINGS))
    .check(z.describe('`claim-impossible`: nobody can take the credential before this proof is bound to a page'));

/** Answer to commands on a recovery; `status` is a status or an end. */
export const commandAnswer = () =>
  z.object({
    recovery: z.string(),
    /** A status, or an end. */
    status: z.string(),
    seq: z.int(),
    repeated: z.boolean(),
    warnings: warnings(),
  });

/** Answer to `GET /recoveries/{id}/offers`. */
export const offers = () =>
  z.object({
    recovery: z.string(),
    prove: z.array(z.enum(METHOD_NAMES)).check(z.describe('methods whose proof the caller may confirm')),
    bind: z
      .array(z.enum(METHOD_NAMES))
      .check(z.describe('methods that the caller confirmed, whose page they may name')),
    countersign: z.boolean(),
    passkeyMissing: z
      .boolean()
      .check(z.describe('the caller could decide if their record had a passkey, which the plan asks for')),
    signing: z.nullable(signing()),
    ...{ reject: z.boolean(), review: z.boolean() },
    work: workOffer(),
    claim: z.boolean(),
    answers: z.array(z.enum(SUBJECT_ANSWERS)).check(z.describe('what the caller may say of it as its subject')),
    stop: z.boolean(),
    ...helpOffers(),
    threats: raisedThreats(),
  });

/** Answer to `POST /recoveries/{id}/claims`. */
export const credentialAnswer = () => z.object({ recovery: z.string(), credential: z.string() });

const nullable = () => z.nullable(z.string());

/** Answer to `GET /recoveries`. */
export const recoveryPage = () =>
  z.object({
    items: z.array(
      z.object({
        id: z.string(),
        account: z.string(),
        action: z.string(),
        status: z.string(),
        ended: z.boolean(),
        tier: nullable(),
        kind: nullable(),
        openedAt: z.string(),
        updatedAt: z.string().check(z.describe('for an ended recovery, the time of its end')),
        seq: z.int(),
        expiresAt: nullable(),
      }),
    ),
    next: z.optional(z.string()),
  });

/** The sentences of the plan's risk in other languages, in the same order. */
const risksSaid = () => z.object({ de: z.array(z.string()), es: z.array(z.string()) });

/** Answer to `GET /recoveries/{id}`. */
export const recoveryAnswer = () =>
  z.object({
    recovery: z.looseObject({
      id: z.string(),
      action: z.string(),
      status: z.string(),
      openedAt: z.string(),
      requester: z.string(),
      plan: z.nullable(z.looseObject({})),
      proofs: z.array(z.looseObject({})),
      countersignatures: z.array(z.looseObject({})),
      grant: z.nullable(z.looseObject({})),
    }),
    account: z.string(),
    digest: z.nullable(digest()).check(z.describe('the digest that a countersignature of the current plan must name')),
    end: nullable(),
    ...ofWords(),
    missing: missingNow(),
    risks: risksSaid(),
    takes: z
      .nullable(z.enum(['page', 'signed-in']))
      .check(z.describe('where the credential is taken; null where the action produces none')),
    handover: z
      .nullable(z.object({ pages: z.array(z.string()), signedIn: nullable() }))
      .check(
        z.describe(
          'who will be able to take the credential: pages that proved the plan, or who is signed in; null where there is none to take. No page and nobody: no one can, until who confirmed a proof binds it to a page',
        ),
      ),
    timeline: z.array(
      z.object({
        seq: z.int(),
        at: z.string(),
        actor: z.looseObject({ by: z.string() }),
        command: z.object({ id: z.string(), type: z.string() }),
        events: z.array(z.looseObject({ type: z.string() })),
        hash: digest(),
      }),
    ),
    cut: z
      .nullable(z.object({ after: z.int(), before: z.int() }))
      .check(z.describe('the two commits of the timeline around a gap')),
  });

/**
 * Answer to a ticket: the result of each action that it asks for, or that an agent must look; for one that was closed as a fraud, what was
 * stopped, and as refused what could not be. All empty: the delivery asked for nothing.
 */
export const taken = () =>
  z.object({
    recoveries: z.array(
      z.union([opened(), z.object({ account: z.string(), action: z.string(), refused: z.string() })]),
    ),
    stopped: z.optional(z.array(z.string()).check(z.describe('recoveries of a ticket that was closed as a fraud'))),
    held: z.optional(z.object({ ticket: ticketRef(), cause: z.string() })),
  });
