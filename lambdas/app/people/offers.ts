import type { Statement } from '../../core/approvals/statement.ts';
import type { PersonActor } from '../../core/recovery/commands.ts';
import { NO_GLASS } from '../../core/recovery/emergency.ts';
import { offeredToPerson, type PersonalContext, type PersonalOffer } from '../../core/recovery/offered-to-people.ts';
import { planDigest } from '../../core/recovery/plan.ts';
import { mayReadLive } from '../../core/recovery/readers.ts';
import { peopleToRecheck } from '../../core/recovery/standing.ts';
import { findRecovery, type Recovery, type RecoveryId } from '../../core/recovery/state.ts';
import { POLICY_STREAM } from '../../core/registry/adoption.ts';
import { type Contact, masked } from '../../core/registry/contact.ts';
import type { StaffPasskey } from '../../core/registry/person.ts';
import type { Threat } from '../../core/risk/facts.ts';
import { load, loadLastGood } from '../ledger/load.ts';
import { glassIn } from '../ledger/registry-facts.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';
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
  id: RecoveryId,
): Promise<
  { readonly recovery: RecoveryId; readonly signing: Signing | null } & Omit<PersonalOffer, 'links' | 'calls'> &
    HelpOffer &
    RaisedThreats
> {
  const stream = await streamOf({ ledger }, id);
  const state = await load(ledger, stream);
  const recovery = findRecovery(state, id);
  if (recovery === undefined || !mayReadLive(actor, recovery, state.profile.current))
    throw refusalProblem({ code: 'recovery-unknown', facts: {} });
  const ids = [...new Set([actor.person, ...peopleToRecheck(recovery)])];
  const { threats } = await threatsNow({ ledger }, state.profile.current?.account ?? null, surroundings.now());
  const counting = threats.filter(({ desk }) => desk === null || desk === recovery.desk);
  const records = await Promise.all(ids.map((one) => load(ledger, one)));
  const people = records.flatMap(({ person: { current } }) => (current === null ? [] : [current]));
  const glass =
    recovery.emergency === null ? NO_GLASS : await glassIn(ledger, await loadLastGood(ledger, POLICY_STREAM));
  const context = { actor, now: surroundings.now(), policy: await policy.current(), people, glass };
  const offer = offeredToPerson({ state, recovery }, context);
  const signing = offer.countersign ? signingOf(stream, recovery, context) : null;
  const raised = counting.map(({ desk, until, reason, drain }) => ({ desk, until, reason, drain }));
  return {
    recovery: id,
    ...offer,
    ...shownHelp(offer, state.profile.current?.contacts ?? []),
    signing,
    threats: raised,
  };
}

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

/** What the caller signs when they countersign, and the passkeys in their record. */
interface Signing {
  readonly statement: Statement;
  readonly passkeys: readonly Pick<StaffPasskey, 'credentialId' | 'site'>[];
}

function signingOf(stream: string, recovery: Recovery, { actor, now, people }: PersonalContext): Signing | null {
  const { id, plan, proofs } = recovery;
  const { passkeys = [] } = people.find(({ person }) => person === actor.person) ?? {};
  if (plan === null || passkeys.length === 0) return null;
  const digest = planDigest(id, plan, proofs);
  const statement = { kind: 'countersign', stream, recovery: id, digest, person: actor.person, at: now } as const;
  return { statement, passkeys: passkeys.map(({ credentialId, site }) => ({ credentialId, site })) };
}
