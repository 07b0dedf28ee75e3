import { endedByContainment } from '../../core/recovery/decide/receipt.ts';
import { endedByWatch } from '../../core/recovery/evolve/watch.ts';
import type { EventType } from '../../core/recovery/state/events.ts';
import { type DirectoryChange, isWayToStay } from '../../core/recovery/state/receipts.ts';
import type { AccountId } from '../../core/registry/account.ts';
import { directoryIdentity, identityStream } from '../../core/registry/identity.ts';
import { derivedId, digestOf } from '../../core/values/hash.ts';
import { plusSeconds } from '../../core/values/instant.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, type Submitted, submit } from '../ledger/submit.ts';
import { refusalProblem } from '../problem.ts';

/** `not-ours`: the identity belongs to no registered account, so nothing is recorded of it. */
export type Reconciled =
  | { readonly is: 'governed' | 'ungoverned'; readonly account: AccountId; readonly repeated: boolean }
  | { readonly is: 'not-ours' };

export interface Precedence {
  /**
   * True where the log itself was read. What was pushed is signed by nobody: whoever has the secret of the sender could say something else under
   * the id of an entry, before the log shows it. So an entry that says something else than was recorded is recorded too.
   */
  readonly prevails?: boolean;
}

/**
 * Reconciles one entry of a directory's log with the ledger: looks for the account that governs the identity, and has its stream say whether a
 * recovery made the change. The log's own id is the name of the command: an entry that is delivered again, late or out of order changes nothing.
 * Throws `AdapterError` when the ledger cannot be read or written; whoever delivers repeats then.
 */
export async function reconcile(
  services: SubmitServices,
  log: string,
  change: DirectoryChange,
  { prevails = false }: Precedence = {},
): Promise<Reconciled> {
  const account = await governing(services, change);
  if (account === undefined) return { is: 'not-ours' };
  const envelope = envelopeOf(account, log);
  const told = (...name: readonly string[]) =>
    submit(services, {
      ...{ ...envelope, id: derivedId('change', log, change.entry, ...name), recovery: null },
      command: { type: 'ReportChange', change },
    });
  const first = await told();
  const submitted = prevails && isAnother(first, change) ? await told(digestOf(change)) : first;
  if (submitted.refusal !== null) throw refusalProblem(submitted.refusal, { recorded: true });
  const is = isUngoverned(submitted) ? 'ungoverned' : 'governed';
  if (is === 'ungoverned' && isWayToStay(change.kind))
    for (const { id: recovery } of endedByWatch(
      submitted.state,
      'factor-added',
      submitted.commit?.commit.at ?? change.at,
    )) {
      // A crash before the last grant is ended gives no answer, so the entry is delivered again and the rest is ended then.
      const id = derivedId('change-ends', log, change.entry, recovery);
      await submit(services, { ...envelope, id, recovery, command: { type: 'EndWatched', signal: 'factor-added' } });
    }
  if (isContained(submitted))
    for (const { id: recovery } of endedByContainment(submitted.state, submitted.commit?.commit.at ?? change.at)) {
      const id = derivedId('change-contains', log, change.entry, recovery);
      await submit(services, { ...envelope, id, recovery, command: { type: 'EndContained', change } });
    }
  return { is, account, repeated: submitted.repeated };
}

/** Seconds for which a change of what an identity may do counts in the risk of its next recovery: as long as the watch. */
const SIGNAL_SECONDS = 7 * 86_400;

/** What came of a signal: `not-ours` as above. */
export type Signalled =
  | { readonly is: 'signalled'; readonly account: AccountId; readonly repeated: boolean }
  | { readonly is: 'not-ours' };

/**
 * Records that an identity may do more, or something else, than before: that adds to the risk of its next recovery, and within the watch period
 * after one it ends grants and rings (rule 16). It needs no receipt. An entry that is delivered again changes nothing.
 */
export async function signalPrivilege(
  services: SubmitServices,
  log: string,
  change: Pick<DirectoryChange, 'connector' | 'directoryId' | 'entry'>,
): Promise<Signalled> {
  const account = await governing(services, change);
  if (account === undefined) return { is: 'not-ours' };
  const now = services.surroundings.now();
  const name = 'privilege-change';
  const envelope = envelopeOf(account, log);
  const { refusal, repeated, state, commit } = await submit(services, {
    ...{ ...envelope, id: derivedId('privilege', log, change.entry), recovery: null },
    command: { type: 'ReportSignal', signal: { name, at: now, until: plusSeconds(now, SIGNAL_SECONDS) } },
  });
  if (refusal !== null) throw refusalProblem(refusal, { recorded: true });
  for (const { id: recovery } of endedByWatch(state, name, commit?.commit.at ?? now)) {
    const id = derivedId('privilege-ends', log, change.entry, recovery);
    await submit(services, { ...envelope, id, recovery, command: { type: 'EndWatched', signal: name } });
  }
  return { is: 'signalled', account, repeated };
}

const envelopeOf = (stream: AccountId, log: string) =>
  ({
    stream,
    actor: { by: 'signal-source', source: log },
    origin: { via: 'directory-log', channel: 'directory-log', desk: null, ticket: null },
  }) as const;

/** The registered account whose record in force has this identity. A claim alone governs nothing. */
async function governing(
  { ledger }: SubmitServices,
  change: Pick<DirectoryChange, 'connector' | 'directoryId'>,
): Promise<AccountId | undefined> {
  const identity = directoryIdentity(change);
  const { claim } = await load(ledger, identityStream(identity));
  if (claim === null) return undefined;
  const { current } = (await load(ledger, claim.holder)).profile;
  return current !== null && directoryIdentity(current) === identity ? current.account : undefined;
}

/** Whether another change was recorded under the name of this one. */
const isAnother = ({ repeated, commit }: Submitted, change: DirectoryChange): boolean =>
  repeated &&
  commit?.commit.events.some((event) => 'change' in event && digestOf(event.change) !== digestOf(change)) === true;

const hasEvent = ({ commit }: Submitted, wanted: EventType): boolean =>
  commit?.commit.events.some(({ type }) => type === wanted) ?? false;
const isUngoverned = (submitted: Submitted): boolean => hasEvent(submitted, 'UngovernedChangeSeen');
const isContained = (submitted: Submitted): boolean => hasEvent(submitted, 'ContainmentOrdered');
