import type { Signable } from '../../approvals/statement.ts';
import type { AccountProfile } from '../../registry/account.ts';
import type { PolicyVersion } from '../../registry/adoption.ts';
import { seenOfBatch } from '../../registry/batch.ts';
import { reliedChanges } from '../../registry/changes.ts';
import { digestOfLookAlikes } from '../../registry/likeness.ts';
import { firstPasskeyOf, hasPasskey, type PersonId, replacing } from '../../registry/person.ts';
import { voidsStream } from '../../registry/voiding.ts';
import type { Instant } from '../../values/instant.ts';
import { isOne, recordOf } from '../assess/administrators.ts';
import { whyNotHeld } from '../assess/claims.ts';
import type { PersonActor } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { LedgerEvent } from '../state/events.ts';
import { isSelf, type Refused, whyNotSigned } from '../state/situation.ts';
import type { StreamState } from '../state/state.ts';
import { whyContactsStay } from './contacts-stay.ts';
import { PROPOSED, type Proposed } from './outstanding.ts';
import { flawOfSigningKey } from './signing-key.ts';
import { flawOfVoiding } from './voiding.ts';

/**
 * Nobody confirms blindly: the confirmer of a record with look-alikes must give the digest of those that they were shown. They are searched
 * again at the confirmation, so one registered since is included.
 */
function whyUnseen(seen: string | undefined, { registry: { lookAlikes } }: DecisionContext): Refused | undefined {
  const digest = digestOfLookAlikes(lookAlikes);
  if (digest === null || digest === seen) return undefined;
  return refuse('look-alikes-unseen', { digest, lookAlikes: lookAlikes.map(({ record, as }) => ({ record, as })) });
}

/**
 * Nobody adopts a policy without the digest of its difference to the policy in force. It stands with the proposal and in no refusal: who
 * hands it to a confirmer unread is one of the two people whom the ledger names.
 */
function whyUnread(seen: string | undefined, { name, difference }: PolicyVersion): Refused | undefined {
  const { digest, weaker, stricter, different } = difference;
  return seen === digest ? undefined : refuse('difference-unseen', { name, weaker, stricter, different });
}

/** The same for a batch: whoever has not read this proposal of it does not know what its rows were to the registry, and when. */
const whyBatchUnseen = (seen: string | undefined, proposal: StreamState['batch']['proposal']): Refused | undefined =>
  proposal === null || seenOfBatch(proposal) === seen ? undefined : refuse('batch-unseen');

/** The present or future owner and custodians of the account: they may propose and never confirm. */
const peopleOf = (profile: AccountProfile | null | undefined): readonly PersonId[] =>
  profile == null ? [] : [...(profile.owner === null ? [] : [profile.owner]), ...profile.custodians];

/** An administrator's yes, as the command or the batch of a row gives it. */
interface Confirming extends Signable {
  readonly actor: PersonActor;
  readonly digest: string;
  readonly seen?: string | undefined;
  /** The batch of a row was signed; the row needs no statement of its own. */
  readonly isRow?: boolean;
}

/** Confirms the proposal with this digest, as somebody who is an administrator and did not propose it. */
export function decideConfirmation(state: StreamState, confirming: Confirming, context: DecisionContext): Decision {
  const { actor, digest, seen } = confirming;
  const found = PROPOSED.find((member) => state[member].proposal?.digest === digest);
  const proposal = found === undefined ? null : state[found].proposal;
  if (found === undefined || proposal === null) return refuse('no-such-proposal', { digest });
  if (isSelf(actor, proposal.by)) return refuse('same-proposer');
  if (!isOne(context)(proposal.by)) return refuse('role-missing', { role: 'admin', proposer: proposal.by });
  const { profile, person } = state;
  const concerned = [...peopleOf(profile.current), ...peopleOf(profile.proposal?.value), person.proposal?.value.person];
  if (concerned.some((one) => one !== undefined && isSelf(actor, one)))
    return refuse('conflicting-part', { holds: 'owner', wants: 'approver' });
  const record = found === 'profile' || found === 'person' ? state[found].proposal?.value : undefined;
  const unheld = record === undefined ? undefined : (whyNotHeld(state, record, context) ?? whyUnseen(seen, context));
  const voiding = found === 'voiding' ? state.voiding.proposal?.value : undefined;
  const unforged = voiding === undefined ? undefined : flawOfVoiding(voiding, voidsStream(voiding.stream), context);
  const key = found === 'signingKey' ? state.signingKey.proposal?.value : undefined;
  const unfit = key === undefined ? undefined : flawOfSigningKey(state, key, context);
  const version = found === 'policy' ? state.policy.proposal?.value : undefined;
  const batch = found === 'batch' ? state.batch.proposal : null;
  const unread = version === undefined ? whyBatchUnseen(seen, batch) : whyUnread(seen, version);
  const unsigned = whyUnsigned(confirming, proposal.at, context);
  const given = found === 'profile' ? whyContactsStay(state, profile.proposal?.value, context.now) : undefined;
  const no = unheld ?? unforged ?? unfit ?? unread ?? given ?? unsigned;
  return no ?? accept(confirmed(state, found, confirming, context), ...firstPasskeyIn(state, found, actor.person));
}

/** An event of its own for the first passkey of a person (ADR 63). */
function firstPasskeyIn({ person }: StreamState, found: Proposed, witness: PersonId): readonly LedgerEvent[] {
  if (found !== 'person' || person.proposal === null) return [];
  const { value, by } = person.proposal;
  const first = firstPasskeyOf(person.current, replacing(person.current, value), { by, witness });
  return first === undefined ? [] : [{ type: 'FirstPasskeyRecorded', ...first }];
}

/** A statement from before the proposal is about an earlier one: a record may be proposed again with the same digest. */
function whyUnsigned(
  { actor, signed, isRow = false }: Confirming,
  proposedAt: Instant,
  context: DecisionContext,
): Refused | undefined {
  const record = recordOf(actor.person, context.registry.people);
  const unsigned = whyNotSigned(signed, !isRow && hasPasskey(record), context);
  if (unsigned !== undefined || signed === undefined) return unsigned;
  return signed.statement.at < proposedAt ? refuse('statement-invalid', { flaw: 'not-of-now' }) : undefined;
}

/** The event by which each kind of proposal takes effect. */
function confirmed(
  { profile }: StreamState,
  member: Proposed,
  { actor, digest, signed }: Confirming,
  { now }: DecisionContext,
): LedgerEvent {
  const yes = { by: actor.person, digest, ...(signed === undefined ? {} : { signed }) };
  switch (member) {
    case 'profile': {
      const changes = profile.proposal === null ? [] : reliedChanges(profile.current, profile.proposal.value, now);
      return { type: 'ProfileConfirmed', ...yes, changes };
    }
    case 'person':
      return { type: 'PersonConfirmed', ...yes };
    case 'policy':
      return { type: 'PolicyAdopted', ...yes };
    case 'lift':
      return { type: 'FreezeLifted', ...yes };
    case 'voiding':
      return { type: 'VoidingConfirmed', ...yes };
    case 'signingKey':
      return { type: 'SigningKeyAdopted', ...yes };
    case 'batch':
      return { type: 'BatchConfirmed', ...yes };
  }
}
