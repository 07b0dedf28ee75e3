import type { StaffOrder } from '../../../lambdas/contract/delegations.ts';
import { type Asked, askedIn, type DutyAsked, dutyIn, orderIn } from './asked.ts';

/** A screen of the console, by the part of its address that no server sees. */
export type Place =
  | { readonly at: 'list'; readonly which: 'open' | 'ended' }
  | { readonly at: 'opening' }
  | { readonly at: 'mine' }
  | { readonly at: 'waiting' }
  | { readonly at: 'called' }
  | { readonly at: 'calling' }
  | { readonly at: 'drafting' }
  | OnDuty
  | Proposals
  /** `asked`: what is searched for, as a query. */
  | { readonly at: 'search'; readonly asked: string }
  /** `for`: in whose place whoever is signed in decides; absent: their own. */
  | { readonly at: 'recovery'; readonly id: string; readonly for?: string }
  | { readonly at: 'delegations' }
  /** `month`: such as `2026-11`; empty for the current one. */
  | { readonly at: 'receipts'; readonly month: string }
  | Signing
  | SigningOrder;

/** Where somebody's command line waits on their own machine. */
export interface Waits {
  readonly port: string;
  readonly state: string;
}

export interface Proposals {
  readonly at: 'proposals';
  /** Whose proposals; empty for the list of all. */
  readonly stream: string;
  /** The one that a command line asks somebody to confirm here; absent: they came by themselves. */
  readonly asking?: Waits & { readonly digest: string };
}

export interface OnDuty {
  readonly at: 'duty';
  /** What a command line asks somebody to sign here; absent: they came by themselves. */
  readonly asking?: Waits & Pick<Signing, 'content'> & { readonly asked: DutyAsked };
}

/** What somebody's command line asks them to sign here. */
export interface Signing extends Waits {
  readonly at: 'signing';
  /** The recovery. */
  readonly id: string;
  readonly asked: Asked;
  /** The same, as the address spells it. */
  readonly content: string;
}

/** The same for a right to approve that somebody lends. */
export interface SigningOrder extends Waits, Pick<Signing, 'content'> {
  readonly at: 'lending';
  readonly order: StaffOrder;
}

/** Where people prepare for the day on which they cannot sign in; `/me` leads here. */
export const MINE = '#/me';

/** Where somebody looks up who calls them, also without a sign-in; `/call` leads here. Where an agent opens a call. */
export const CALLED = '#/call';
export const CALLING = '#/calls';

/** Where people on duty and auditors search. */
export const SEARCH = '#/search';

/** What waits for whoever is signed in; what people on duty see; what waits for a second administrator. */
export const WAITING = '#/waiting';
export const DUTY = '#/duty';
export const PROPOSALS = '#/proposals';

/** Where an administrator checks and proposes a policy file. */
export const DRAFTING = '#/policy';

/** What the logs of directories showed. */
export const RECEIPTS = '#/receipts';

/** Where people lend their right to approve. */
export const DELEGATIONS = '#/delegations';

/** Empty for what no browser has written. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

const SIGNING = /^#\/recoveries\/([a-z0-9-]{1,64})\/sign\/([a-z-]+)\/([\w-]{1,16000})\/(4731[123])\/([\w-]{43})$/;

const CONFIRMING = /^#\/proposals\/([^/]{1,300})\/sign\/([0-9a-f]{64})\/(4731[123])\/([\w-]{43})$/;

/** The proposal that a command line asks somebody to confirm; undefined for every other address. */
function confirmingIn(hash: string): Proposals | undefined {
  const [, stream = '', digest, port, state] = CONFIRMING.exec(hash) ?? [];
  if (digest === undefined || port === undefined || state === undefined) return undefined;
  return { at: 'proposals', stream: readable(stream), asking: { digest, port, state } };
}

/** What the command line asks for; undefined for every other address. */
function signingIn(hash: string): Signing | undefined {
  const [, id = '', kind = '', content = '', port = '', state = ''] = SIGNING.exec(hash) ?? [];
  const asked = askedIn(kind, content);
  return asked === undefined ? undefined : { at: 'signing', id, asked, content, port, state };
}

const LENDING = /^#\/delegations\/sign\/([\w-]{1,16000})\/(4731[123])\/([\w-]{43})$/;

function lendingIn(hash: string): SigningOrder | undefined {
  const [, content = '', port = '', state = ''] = LENDING.exec(hash) ?? [];
  const order = orderIn(content);
  return order === undefined ? undefined : { at: 'lending', order, content, port, state };
}

const LOOSENING = /^#\/duty\/sign\/([a-z]+)\/([\w-]{1,16000})\/(4731[123])\/([\w-]{43})$/;

function loosenedIn(hash: string): OnDuty | undefined {
  const [, kind = '', content = '', port = '', state = ''] = LOOSENING.exec(hash) ?? [];
  const asked = dutyIn(kind, content);
  return asked === undefined ? undefined : { at: 'duty', asking: { asked, content, port, state } };
}

/** A recovery, and in whose place it is decided. */
const RECOVERY = /^#\/recoveries\/([a-z0-9-]{1,64})(?:\/for\/([^/]{1,300}))?$/;

/** The screen of an address; the list for every address that leads nowhere. */
export function placeIn(hash: string): Place {
  const [, recovery, other] = RECOVERY.exec(hash) ?? [];
  if (recovery !== undefined)
    return { at: 'recovery', id: recovery, ...(other === undefined ? {} : { for: readable(other) }) };
  const signing = signingIn(hash) ?? lendingIn(hash) ?? confirmingIn(hash) ?? loosenedIn(hash);
  if (signing !== undefined) return signing;
  if (hash === '#/new') return { at: 'opening' };
  if (hash === MINE) return { at: 'mine' };
  if (hash === CALLED) return { at: 'called' };
  if (hash === CALLING) return { at: 'calling' };
  if (hash === WAITING) return { at: 'waiting' };
  if (hash === DELEGATIONS) return { at: 'delegations' };
  if (hash === DUTY) return { at: 'duty' };
  if (hash === DRAFTING) return { at: 'drafting' };
  const stream = /^#\/proposals(?:\/(.{1,300}))?$/.exec(hash);
  if (stream !== null) return { at: 'proposals', stream: readable(stream[1] ?? '') };
  const receipts = /^#\/receipts(?:\/(\d{4}-(?:0[1-9]|1[0-2])))?$/.exec(hash);
  if (receipts !== null) return { at: 'receipts', month: receipts[1] ?? '' };
  const asked = /^#\/search(?:\?(.*))?$/.exec(hash);
  if (asked !== null) return { at: 'search', asked: asked[1] ?? '' };
  return { at: 'list', which: hash === '#/ended' ? 'ended' : 'open' };
}

export const hashOf = (place: Place): string => {
  if (place.at === 'recovery')
    return `#/recoveries/${place.id}${place.for === undefined ? '' : `/for/${encodeURIComponent(place.for)}`}`;
  if (place.at === 'delegations') return DELEGATIONS;
  if (place.at === 'lending') return `${DELEGATIONS}/sign/${place.content}/${place.port}/${place.state}`;
  if (place.at === 'signing')
    return `#/recoveries/${place.id}/sign/${place.asked.kind}/${place.content}/${place.port}/${place.state}`;
  if (place.at === 'opening') return '#/new';
  if (place.at === 'mine') return MINE;
  if (place.at === 'called') return CALLED;
  if (place.at === 'calling') return CALLING;
  if (place.at === 'waiting') return WAITING;
  if (place.at === 'duty') return hashOfDuty(place);
  if (place.at === 'drafting') return DRAFTING;
  if (place.at === 'receipts') return place.month === '' ? RECEIPTS : `${RECEIPTS}/${place.month}`;
  if (place.at === 'proposals') return hashOfProposals(place);
  if (place.at === 'search') return place.asked === '' ? SEARCH : `${SEARCH}?${place.asked}`;
  return place.which === 'ended' ? '#/ended' : '#/';
};

function hashOfDuty({ asking }: OnDuty): string {
  if (asking === undefined) return DUTY;
  return `${DUTY}/sign/${asking.asked.kind}/${asking.content}/${asking.port}/${asking.state}`;
}

function hashOfProposals({ stream, asking }: Proposals): string {
  const own = stream === '' ? PROPOSALS : `${PROPOSALS}/${encodeURIComponent(stream)}`;
  return asking === undefined ? own : `${own}/sign/${asking.digest}/${asking.port}/${asking.state}`;
}

/** The person in whose place whoever is signed in decides on this screen; undefined: their own. */
export function lenderIn(place: Place): string | undefined {
  if (place.at === 'recovery') return place.for;
  return place.at === 'signing' && 'for' in place.asked ? place.asked.for : undefined;
}

/** Where the command line waits. It is told what the page did, and reads from the service whether that is so. */
export const wayBack = ({ port, state }: Waits, outcome: 'signed' | 'cancelled'): string =>
  `http://localhost:${port}/signed-in?${new URLSearchParams({ state, outcome })}`;
