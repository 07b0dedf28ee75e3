import { isSensitive } from '../../registry/account.ts';
import { reliedChanges } from '../../registry/changes.ts';
import { areSound } from '../../registry/contact.ts';
import { countedAt } from '../../registry/counting.ts';
import { directoryIdentity, higherTier } from '../../registry/identity.ts';
import { ALONE, areSameContacts, feedDated, NO_RIGHTS, withChange } from '../../registry/population.ts';
import { digestOf } from '../../values/hash.ts';
import type { Envelope } from '../state/commands.ts';
import { accept, type Decision, type DecisionContext, refuse } from '../state/decision.ts';
import type { LedgerEvent } from '../state/events.ts';
import { MOST_FINDINGS, MOST_MARKS, type PopulationCommand, populationStream } from '../state/population.ts';
import type { StreamState } from '../state/state.ts';
import { whyContactsStay } from './contacts-stay.ts';

/** Changes that a directory of record makes alone, and what a look at it found. Only the function that reads it says so. */
export function decidePopulation(
  state: StreamState,
  envelope: Envelope<PopulationCommand>,
  context: DecisionContext,
): Decision {
  const { actor, command, stream } = envelope;
  if (actor.by !== 'signal-source') return refuse('role-missing', { role: 'signal-source' });
  if (command.type === 'SyncProfile') return syncProfile(state, command, context);
  if (command.type === 'CountChanges') return countChanges(state, { command, stream }, context);
  const { report } = command;
  if (stream !== populationStream(report.source) || report.findings.length > MOST_FINDINGS)
    return refuse('proposal-mismatch');
  const before = state.population;
  if (before !== null && digestOf(before) === digestOf(report)) return accept();
  const known = new Set(before?.findings.map(digestOf));
  const fresh = report.findings.filter((one) => !known.has(digestOf(one))).length;
  return accept({ type: 'PopulationReported', report, fresh });
}

/** An account counts once in a day, however often its look is repeated. */
function countChanges(
  { counted }: StreamState,
  { command: { source, marks }, stream }: { readonly command: Counting; readonly stream: string },
  { now }: DecisionContext,
): Decision {
  if (stream !== populationStream(source) || marks.length > MOST_MARKS) return refuse('proposal-mismatch');
  const known = countedAt(counted, now);
  const fresh = [...new Set(marks)].filter((mark) => !known.has(mark)).sort();
  return fresh.length === 0 ? accept() : accept({ type: 'ChangesCounted', source, marks: fresh });
}

type Counting = Extract<PopulationCommand, { type: 'CountChanges' }>;

/**
 * What the policy in force lets the directory change, of the account that governs this identity. INVARIANT: a sensitive account is only made
 * stricter alone, nothing changes while a proposal waits, and a policy that nobody adopted lets the directory change nothing.
 */
function syncProfile(
  state: StreamState,
  { source, change }: Extract<PopulationCommand, { type: 'SyncProfile' }>,
  { policy, adopted, now }: DecisionContext,
): Decision {
  const { account, directoryId, ...members } = change;
  const { current, proposal } = state.profile;
  if (current === null || current.account !== account || current.connector !== source) return refuse('account-unknown');
  if (directoryIdentity({ connector: source, directoryId }) !== directoryIdentity(current))
    return refuse('account-unknown');
  if (proposal !== null) return refuse('proposal-waiting');
  const { alone } = adopted === policy.digest ? (policy.directory ?? NO_RIGHTS) : NO_RIGHTS;
  const wanted = withChange(current, members);
  const asked = ALONE.filter((member) => members[member] !== undefined);
  const no = asked.find((member) => !alone.includes(member) || (member !== 'tier' && isSensitive(wanted)));
  if (no !== undefined) return refuse('not-alone', { member: no });
  if (members.manager !== undefined && members.manager === current.owner)
    return refuse('not-alone', { member: 'manager' });
  const { contacts } = members;
  if (contacts !== undefined && (contacts.length === 0 || !areSound(contacts))) return refuse('contacts-malformed');
  const dated =
    contacts === undefined
      ? undefined
      : feedDated(current.contacts, contacts, { recordedAt: state.recordedAt, at: now });
  const stays = dated === undefined ? undefined : whyContactsStay(state, { ...current, contacts: dated }, now);
  if (stays !== undefined) return stays;
  const isManaged = members.manager !== undefined && members.manager !== current.manager;
  const isReached = dated !== undefined && !areSameContacts(dated, current.contacts);
  const synced: LedgerEvent = {
    ...{ type: 'ProfileSynced', source },
    ...(isManaged ? { manager: members.manager } : {}),
    ...(isReached ? { contacts: dated } : {}),
    changes: reliedChanges(current, { ...wanted, tier: current.tier, ...(isReached ? { contacts: dated } : {}) }, now),
  };
  const to = higherTier(current.tier, members.tier ?? null);
  return accept(
    ...(isManaged || isReached ? [synced] : []),
    ...(to === current.tier ? [] : [{ type: 'TierRaised', from: current.tier, to } as const]),
  );
}
