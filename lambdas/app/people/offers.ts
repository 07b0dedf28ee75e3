import type { Statement } from '../../core/approvals/statement.ts';
import { peopleToRecheck } from '../../core/recovery/assess/standing.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import type { HeldDelegation } from '../../core/recovery/state/delegations.ts';
import { NO_GLASS } from '../../core/recovery/state/emergency.ts';
import { planDigest } from '../../core/recovery/state/plan.ts';
import { findRecovery, type Recovery, type RecoveryId, type StreamState } from '../../core/recovery/state/state.ts';
import {
  offeredToPerson,
  type PersonalContext,
  type PersonalOffer,
} from '../../core/recovery/views/offered-to-people.ts';
import { mayReadLive } from '../../core/recovery/views/readers.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { type Contact, masked } from '../../core/registry/contact.ts';
import type { PersonId, StaffPasskey } from '../../core/registry/person.ts';
import type { Threat } from '../../core/risk/facts.ts';
import { load, loadLastGood } from '../ledger/load.ts';
import { glassIn } from '../ledger/registry-facts.ts';
import { inPlaceOf } from '../ledger/statements.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
import { lenderFor } from './delegations.ts';
import { streamOf } from './people-command.ts';
import { threatsNow } from './warnings.ts';

/** Threat levels that count for one recovery: each may have raised what its plan asks. A drain is among them: until its end nothing is granted. */
export interface RaisedThreats {
  readonly threats: readonly Pick<Threat, 'desk' | 'until' | 'reason' | 'drain'>[];
}

/**
 * What a signed-in person may do on a recovery now, and the threat levels under which they do it. Costs a read for the account, one for the
 * levels that everybody shares, and one for each person who has confirmed or countersigned.
 * Throws `recovery-unknown` for one that has ended, that never was, or that they may not read.
 */
export async function offersTo(
  { ledger, policy, surroundings }: Pick<SubmitServices, 'ledger' | 'policy' | 'surroundings'>,
  actor: PersonActor,
  { id, inPlaceOf }: { readonly id: RecoveryId; readonly inPlaceOf?: PersonId | undefined },
): Promise<
  { readonly recovery: RecoveryId; readonly signing: Signing | null } & Omit<PersonalOffer, 'links' | 'calls'> &
    HelpOffer &
    RaisedThreats
> {
  const stream = await streamOf({ ledger }, id);
  const state = await load(ledger, stream);
  const recovery = findRecovery(state, id);
  const now = surroundings.now();
  const lender = inPlaceOf === undefined ? undefined : await lenderFor({ ledger, now }, inPlaceOf, actor.person);
  const lenders = lender === undefined ? [] : [lender];
  if (recovery === undefined || !mayReadLive(actor, recovery, state.profile.current, lenders))
    throw refusalProblem({ code: 'recovery-unknown', facts: {} });
  const own = [actor.person, ...lenders.map(({ person }) => person)];
  const ids = [...new Set([...own, ...peopleToRecheck(recovery)])];
  const { threats } = await threatsNow({ ledger }, state.profile.current?.account ?? null, now);
  const counting = threats.filter(({ desk }) => desk === null || desk === recovery.desk);
  const records = await Promise.all(ids.map((one) => load(ledger, one)));
  const people = records.flatMap(({ person: { current } }) => (current === null ? [] : [current]));
  const delegations = records.flatMap((one, index) => assumedSigned(ids[index] ?? '', one));
  const glass =
    recovery.emergency === null ? NO_GLASS : await glassIn(ledger, await loadLastGood(ledger, POLICY_STREAM));
  const context = { actor, now, policy: await policy.current(), people, delegations, inPlaceOf, glass };
  const offer = offeredToPerson({ state, recovery }, context);
  const decides = offer.countersign || offer.reject || offer.review || offer.work !== null || offer.prove.length > 0;
  const signing = decides ? signingOf(stream, recovery, context) : null;
  const raised = counting.map(({ desk, until, reason, drain }) => ({ desk, until, reason, drain }));
  return {
    recovery: id,
    ...offer,
    ...shownHelp(offer, state.profile.current?.contacts ?? []),
    signing,
    threats: raised,
  };
}

/** The delegations of a person, as an offer takes them: what was signed is verified when somebody decides. */
const assumedSigned = (from: PersonId, { delegations }: StreamState): readonly HeldDelegation[] =>
  delegations.map((given) => ({ from, given, isKept: true, flaw: null }));

/** A registered contact as staff see it: masked. */
type ShownContact = Pick<Contact, 'id' | 'kind'> & { readonly shown: string };

/** The contacts of `PersonalOffer`, masked. */
interface HelpOffer {
  readonly links: readonly ShownContact[];
  readonly calls: readonly { readonly contact: ShownContact; readonly called: ShownContact }[];
}

function shownHelp({ links, calls }: PersonalOffer, contacts: readonly Contact[]): HelpOffer {
  const of = (wanted: string): readonly ShownContact[] =>
    contacts.filter(({ id }) => id === wanted).map((one) => ({ id: one.id, kind: one.kind, shown: masked(one) }));
  return {
    links: links.flatMap(of),
    calls: calls.flatMap((one) =>
      of(one.contact).flatMap((contact) => of(one.called).map((called) => ({ contact, called }))),
    ),
  };
}

/**
 * What the caller signs when they countersign, and the passkeys in their record. Their other decisions have the same members, but for the kind
 * and the digest.
 */
interface Signing {
  readonly statement: Statement;
  readonly passkeys: readonly Pick<StaffPasskey, 'credentialId' | 'site'>[];
}

function signingOf(stream: string, recovery: Recovery, context: PersonalContext): Signing | null {
  const { actor, now, people, inPlaceOf: other } = context;
  const { id, plan, proofs } = recovery;
  const { passkeys = [] } = people.find(({ person }) => person === actor.person) ?? {};
  if (plan === null || passkeys.length === 0) return null;
  const digest = planDigest(id, plan, proofs);
  const statement = {
    kind: 'countersign',
    stream,
    recovery: id,
    digest,
    person: actor.person,
    ...inPlaceOf(other),
    at: now,
  } as const;
  return { statement, passkeys: passkeys.map(({ credentialId, site }) => ({ credentialId, site })) };
}
