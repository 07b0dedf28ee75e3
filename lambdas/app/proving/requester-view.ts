import { CONNECTOR_NAMES, CONNECTORS, type Given } from '../../contract/connectors.ts';
import type { PageAsks, PageMethod, PageState } from '../../contract/requester.ts';
import type { Challenge } from '../../core/proofing/challenge.ts';
import { type Asks, asksOf } from '../../core/proofing/methods.ts';
import { WRONG_ANSWERS } from '../../core/proofing/numbers.ts';
import { boundTo } from '../../core/recovery/assess/handover.ts';
import { pageWordsOf } from '../../core/recovery/assess/pages.ts';
import { deadlineOf } from '../../core/recovery/state/life.ts';
import { type Recovery, type RecoveryId, type StreamState, statusIn } from '../../core/recovery/state/state.ts';
import { type Missing, missingIn, waysOfOthers } from '../../core/recovery/views/missing.ts';
import { type OfferedMethod, offeredTo } from '../../core/recovery/views/offered.ts';
import { maskedAccount } from '../../core/registry/account.ts';
import { type ContactKind, masked } from '../../core/registry/contact.ts';
import { unanswered } from '../../core/values/family.ts';
import { withAnswerersNow } from '../ledger/answering.ts';
import { load } from '../ledger/load.ts';
import { type SubmitServices, wordsOf } from '../ledger/submit.ts';
import { endSeenFrom } from './ended.ts';
import { startOf, type Vendors } from './vendors.ts';
import { findIn } from './visit.ts';

export interface ViewServices extends SubmitServices {
  /** Absent: no vendors. */
  readonly vendors?: Vendors;
  /** Kinds of contacts that can be reached. */
  readonly ways: readonly ContactKind[];
}

/** The view of a recovery for the requester's page. Throws `recovery-unknown`. */
export async function viewOf(
  services: ViewServices,
  { recovery: id, session }: { readonly recovery: RecoveryId; readonly session: string },
): Promise<PageState> {
  const { stream, state, recovery } = await findIn(services, id);
  if (recovery === undefined)
    return {
      ...NOTHING,
      recovery: id,
      status: statusIn(state, id),
      end: await endSeenFrom(services.ledger, { stream, state, recovery: id, session }),
    };
  const { ways, vendors = {} } = services;
  const answering = await withAnswerersNow(services.ledger, state);
  const now = services.surroundings.now();
  const policy = await services.policy.current();
  const offer = offeredTo({ state, recovery }, { session, now, policy, ways, vendors: Object.keys(vendors) });
  const shown = (one: OfferedMethod) => shownMethod(one, { state, vendors });
  const { action, openedAt, proofs } = recovery;
  return {
    ...{ recovery: id, status: statusOf(recovery), ended: false, action, openedAt, deadline: momentOf(recovery) },
    account: state.profile.current === null ? null : maskedAccount(state.profile.current.account),
    methods: offer.prove.flatMap(shown),
    toStop: offer.stop.flatMap(shown),
    proofs: proofs.map((proof) => {
      const { method, outcome, at, session: given } = boundTo(recovery, proof);
      return { method, outcome, at, here: given === session };
    }),
    missing: missingFor(missingIn(recovery, answering, now)),
    elsewhere: waysOfOthers(recovery, answering, { now, reachable: { ways, vendors: Object.keys(vendors) } }),
    challenges: offer.challenges.map((one) => shownChallenge(one, { recovery: id, vendors })),
    page: pageWordsOf(await wordsOf(services), recovery, session),
    met: recovery.pages.includes(session),
    intake: await intakeOf(services, recovery),
    claimable: offer.claimable,
    handover: offer.handover,
    ...lastingOf(recovery, state),
    end: null,
  };
}

/** Where it stands: what somebody stopped is being ended from then on. */
const statusOf = ({ status, stopped }: Recovery): PageState['status'] =>
  stopped && ['executing', 'granted'].includes(status) ? 'revoking' : status;

/** When the stage gives up waiting; of a countersigned recovery when it is carried out at the earliest. */
const momentOf = (recovery: Recovery): string | null =>
  recovery.status === 'approved' ? recovery.executeNotBefore : deadlineOf(recovery);

/** What no page can give. Where nobody can be asked comes first: all else is in vain until somebody is named. */
function missingFor({ nobody, secondVerifier }: Missing): PageState['missing'] {
  if (nobody.length > 0) return 'somebody-to-ask';
  return secondVerifier ? 'second-verifier' : null;
}

const NOTHING = {
  ...{
    ended: true,
    account: null,
    elsewhere: [],
    action: null,
    openedAt: null,
    deadline: null,
    page: null,
    missing: null,
    claimable: false,
  },
  ...{
    met: false,
    intake: null,
    handover: null,
    directory: null,
    gives: null,
    lasts: null,
    taken: false,
    failed: false,
  },
  ...{ methods: [], toStop: [], proofs: [], challenges: [] },
} as const;

/** Where the account is, what is handed over and for how long, and what became of it. */
function lastingOf(
  { action, plan, grant, failure }: Recovery,
  { profile: { current } }: StreamState,
): Pick<PageState, 'directory' | 'gives' | 'lasts' | 'taken' | 'failed'> {
  const directory = CONNECTOR_NAMES.find((name) => name === (plan ?? current)?.connector) ?? null;
  const gives: Readonly<Partial<Record<string, Given>>> = directory === null ? {} : CONNECTORS[directory].gives;
  return {
    ...{ directory, gives: gives[action] ?? null, lasts: plan?.grant ?? null },
    ...{ taken: (grant?.claim ?? null) !== null, failed: failure !== null },
  };
}

/** How the request came in, so that a person who is called can compare who called, how and when (rule 12). The name is the registry's. */
async function intakeOf(
  { ledger }: Pick<ViewServices, 'ledger'>,
  { channel, desk, agent }: Recovery,
): Promise<PageState['intake']> {
  const name = agent === null ? null : ((await load(ledger, agent)).person.current?.name ?? null);
  return { channel, desk, agent: name, onBehalf: agent !== null };
}

/**
 * An offered method with masked contacts and the vendors' names. A recovery contact is shown as a number: its address belongs to another
 * person.
 */
function shownMethod(
  { method, throttled, contacts, vendors: sources }: OfferedMethod,
  { state, vendors }: { readonly state: StreamState; readonly vendors: Vendors },
): readonly PageMethod[] {
  const asks = onPage(asksOf(method));
  if (asks === null) return [];
  const isOfSomebodyElse = asks.for === 'sent-code' && asks.to === 'a-person';
  const registered = state.profile.current?.contacts ?? [];
  const shown = (id: string, index: number): string => {
    const own = registered.find((one) => one.id === id);
    return own === undefined || isOfSomebodyElse ? String(index + 1) : masked(own);
  };
  return [
    {
      ...{ method, asks, throttled },
      contacts: contacts.map((id, index) => ({ id, shown: shown(id, index) })),
      vendors: sources.map((id) => ({ id, name: vendors[id]?.name ?? id })),
    },
  ];
}

/** The input that the page draws for a method; null for methods that are used elsewhere. */
function onPage(asks: Asks): PageAsks | null {
  switch (asks.for) {
    case 'code':
      return { for: 'sent-code', to: 'the-owner' };
    case 'code-passed-on':
      return { for: 'sent-code', to: 'a-person' };
    case 'one-time-password':
      return { for: 'kept-code', of: 'digits' };
    case 'saved-code':
      return { for: 'kept-code', of: 'letters' };
    case 'passkey':
    case 'vendor':
      return { for: asks.for };
    case 'code-read-back':
    case 'sighting':
    case 'word':
      return null;
    default:
      return unanswered(asks);
  }
}

function shownChallenge(
  { id, method, purpose, contact, expiresAt, vendor, failures }: Challenge,
  { recovery, vendors }: { readonly recovery: RecoveryId; readonly vendors: Vendors },
): PageState['challenges'][number] {
  const known = vendor !== null && Object.hasOwn(vendors, vendor) ? vendors[vendor] : undefined;
  const start = known === undefined ? null : startOf(known, { recovery, challenge: id });
  const left = Math.max(0, WRONG_ANSWERS - failures);
  return { challenge: id, method, purpose, contact, expiresAt, vendor, start, left };
}
