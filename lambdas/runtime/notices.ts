import type { Commit } from '../core/audit/commit.ts';
import { isSameReach } from '../core/proofing/contact.ts';
import type { AccountProfile, Action, Language } from '../core/recovery/account.ts';
import type { LedgerEvent } from '../core/recovery/events.ts';
import type { PersonId } from '../core/recovery/person.ts';
import { findRecovery, type StreamState } from '../core/recovery/state.ts';
import type { Delivery, Message, Recipient } from '../ports/delivery.ts';
import { AdapterError } from '../ports/errors.ts';
import type { Ledger } from '../ports/ledger.ts';
import { Secret } from '../ports/secret.ts';
import type { SentNotices } from '../ports/sent-notices.ts';
import type { StopTokens } from '../ports/stop-tokens.ts';
import { load } from './load.ts';
import { log } from './log.ts';
import { languageOf } from './messages/language.ts';
import { spokenNotice } from './messages/spoken.ts';
import { filled, moment, NOTICE_TEXTS, type NoticeKind } from './messages/texts.ts';
import { reachOf } from './proving/recipient.ts';

export interface NoticeServices {
  readonly ledger: Ledger;
  readonly delivery: Delivery;
  readonly sentNotices: SentNotices;
  readonly stopTokens: Pick<StopTokens, 'of'>;
  /** Where the requester's page is, without a slash at the end. */
  readonly publicUrl: string;
}

interface Reached {
  /** Names the recipient in the marker. */
  readonly id: string;
  readonly to: Recipient;
}

/**
 * Tells everybody who is registered for the account what happened (rule 11). Once for each commit and contact: what was sent is marked, so
 * that only a crash between the two sends twice. An address that takes nothing is logged and keeps nobody else from hearing; an outage is
 * thrown, so that the commit is delivered again. No code, no name and no account is in a notice.
 */
export async function sendNotices(services: NoticeServices, commit: Commit): Promise<void> {
  const kind = noticeOf(commit.events);
  if (kind === undefined) return;
  const state = await load(services.ledger, commit.account);
  const message = await messageFor(services, commit, { kind, state });
  let failure: unknown;
  for (const reached of await recipientsFor(services, commit, state)) {
    await sendOnce(services, commit, { ...reached, message }).catch((error: unknown) => {
      const isOutage = !(error instanceof AdapterError) || error.retryable;
      if (isOutage) failure = error;
      log('error', 'notice not sent', { account: commit.account, seq: commit.seq, contact: reached.id, error });
    });
  }
  if (failure !== undefined) throw failure;
}

/** The first of these that a commit holds is what its notice is about: what matters more goes first. */
const ABOUT: readonly (readonly [type: LedgerEvent['type'], kind: NoticeKind])[] = [
  ['RecoveryOpened', 'opened'],
  ['RecoveryRefused', 'proof-wrong'],
  ['ApprovalCompleted', 'approved'],
  ['ProofRecorded', 'proof-given'],
  ['GrantIssued', 'granted'],
  ['RevocationConfirmed', 'revoked'],
  ['AuthenticatorEnrolled', 'enrolled'],
  ['RecoveryContactNamed', 'enrolled'],
  ['AuthenticatorRemoved', 'removed'],
  ['RecoveryContactRemoved', 'removed'],
  ['AuthenticatorUsed', 'used'],
];

/** What a commit is to be told of as; undefined for one that nobody outside need hear of, such as a proof that somebody abandoned. */
export function noticeOf(events: readonly LedgerEvent[]): NoticeKind | undefined {
  const telling = events.filter((event) => event.type !== 'ProofRecorded' || event.proof.outcome === 'verified');
  return ABOUT.find(([type]) => telling.some((event) => event.type === type))?.[1];
}

async function sendOnce(
  { delivery, sentNotices }: NoticeServices,
  { account, seq, at }: Commit,
  { id: contact, to, message }: Reached & { readonly message: Message },
): Promise<void> {
  const notice = { account, seq, contact };
  if (await sentNotices.has(notice)) return;
  await delivery.send(to, message);
  await sentNotices.add(notice, at);
}

/**
 * Every registered contact. Where the recovery has used them all, or there is none, also the mailboxes that the registry has of the owner,
 * or of the custodians: somebody must hear of it in a way that the recovery has not used.
 */
async function recipientsFor(
  services: NoticeServices,
  commit: Commit,
  state: StreamState,
): Promise<readonly Reached[]> {
  const profile = state.profile.current;
  if (profile === null) return [];
  const used = usedBy(commit, state);
  const contacts = profile.contacts.map((contact) => ({ id: contact.id, to: reachOf(contact) }));
  const reached = profile.contacts.filter(({ id }) => used.includes(id));
  if (!contacts.every(({ to }) => reached.some((one) => isSameReach(one, to)))) return contacts;
  const people = await Promise.all(accountable(profile).map((person) => mailboxesOf(services, person)));
  return [...contacts, ...people.flat().filter(({ to }) => !profile.contacts.some((one) => isSameReach(one, to)))];
}

/** Contacts that the recovery of this commit has used to prove anything. */
function usedBy({ recovery: id, events }: Commit, state: StreamState): readonly string[] {
  const recovery = id === null ? undefined : findRecovery(state, id);
  const asked = recovery?.challenges.flatMap(({ contact, called }) => [contact, called]) ?? [];
  const proofs = events.flatMap((event) => (event.type === 'ProofRecorded' ? [event.proof] : []));
  const relied = [...(recovery?.proofs ?? []), ...proofs].map(({ contact }) => contact);
  return [...asked, ...relied].filter((contact) => contact !== null);
}

const accountable = ({ owner, custodians }: AccountProfile): readonly PersonId[] =>
  owner === null ? custodians : [owner];

async function mailboxesOf({ ledger }: NoticeServices, person: PersonId): Promise<readonly Reached[]> {
  const addresses = (await load(ledger, person)).person.current?.addresses ?? [];
  return addresses.map((address, index) => ({ id: `${person}#${index}`, to: { kind: 'email', address } }));
}

/** Over, or no recovery at all: there is nothing to stop. */
const UNSTOPPABLE: readonly NoticeKind[] = ['proof-wrong', 'revoked', 'enrolled', 'removed'];

async function messageFor(
  { stopTokens, publicUrl }: NoticeServices,
  { recovery, events, at }: Commit,
  { kind, state }: { readonly kind: NoticeKind; readonly state: StreamState },
): Promise<Message> {
  const language: Language = languageOf(state);
  const texts = NOTICE_TEXTS[language];
  const { subject, says } = texts.notices[kind];
  const action = actionOf(recovery, events, state);
  const what = filled(says, action === undefined ? {} : { action: texts.actions[action] });
  const said = [what, filled(texts.at, { at: moment(at) })];
  if (recovery === null || UNSTOPPABLE.includes(kind)) said.push(texts.tell);
  else {
    const page = `${publicUrl}/r/${recovery}`;
    said.push(filled(texts.page, { link: page }));
    // Behind the `#`, so that no server, proxy or log on the way ever sees it.
    said.push(filled(texts.stop, { link: `${page}#stop=${(await stopTokens.of(recovery)).reveal()}` }));
  }
  return { subject, text: new Secret(said.join('\n\n')), spoken: spokenNotice(language, what, texts.tell) };
}

function actionOf(id: string | null, events: readonly LedgerEvent[], state: StreamState): Action | undefined {
  const opened = events.find((event) => event.type === 'RecoveryOpened');
  if (opened !== undefined) return opened.action;
  const ended = state.ended.find((one) => one.id === id);
  return (id === null ? undefined : findRecovery(state, id))?.action ?? ended?.action;
}
