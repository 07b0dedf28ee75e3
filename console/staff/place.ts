import type { StaffOrder } from '../../lambdas/contract/delegations.ts';
import { type Asked, askedIn, orderIn } from './asked.ts';

/** A screen of the console, by the part of its address that no server sees. */
export type Place =
  | { readonly at: 'list'; readonly which: 'open' | 'ended' }
  | { readonly at: 'opening' }
  | { readonly at: 'mine' }
  | { readonly at: 'waiting' }
  | { readonly at: 'called' }
  | { readonly at: 'calling' }
  | { readonly at: 'duty' }
  /** `stream`: whose proposals; empty for the list of all. */
  | { readonly at: 'proposals'; readonly stream: string }
  /** `asked`: what is searched for, as a query. */
  | { readonly at: 'search'; readonly asked: string }
  /** `for`: in whose place whoever is signed in decides; absent: their own. */
  | { readonly at: 'recovery'; readonly id: string; readonly for?: string }
  | { readonly at: 'delegations' }
  | Signing
  | SigningOrder;

/** What somebody's command line asks them to sign here, and where it waits on their own machine. */
export interface Signing {
  readonly at: 'signing';
  /** The recovery. */
  readonly id: string;
  readonly asked: Asked;
  /** The same, as the address spells it. */
  readonly content: string;
  readonly port: string;
  readonly state: string;
}

/** The same for a right to approve that somebody lends. */
export interface SigningOrder extends Pick<Signing, 'content' | 'port' | 'state'> {
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

const SIGNING = /^#\/recoveries\/([a-z0-9-]{1,64})\/sign\/([a-z]+)\/([\w-]{1,16000})\/(4731[123])\/([\w-]{43})$/;

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

/** A recovery, and in whose place it is decided. */
const RECOVERY = /^#\/recoveries\/([a-z0-9-]{1,64})(?:\/for\/([^/]{1,300}))?$/;

/** The screen of an address; the list for every address that leads nowhere. */
export function placeIn(hash: string): Place {
  const [, recovery, other] = RECOVERY.exec(hash) ?? [];
  if (recovery !== undefined)
    return { at: 'recovery', id: recovery, ...(other === undefined ? {} : { for: readable(other) }) };
  const signing = signingIn(hash) ?? lendingIn(hash);
  if (signing !== undefined) return signing;
  if (hash === '#/new') return { at: 'opening' };
  if (hash === MINE) return { at: 'mine' };
  if (hash === CALLED) return { at: 'called' };
  if (hash === CALLING) return { at: 'calling' };
  if (hash === WAITING) return { at: 'waiting' };
  if (hash === DELEGATIONS) return { at: 'delegations' };
  if (hash === DUTY) return { at: 'duty' };
  const stream = /^#\/proposals(?:\/(.{1,300}))?$/.exec(hash);
  if (stream !== null) return { at: 'proposals', stream: readable(stream[1] ?? '') };
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
  if (place.at === 'duty') return DUTY;
  if (place.at === 'proposals')
    return place.stream === '' ? PROPOSALS : `${PROPOSALS}/${encodeURIComponent(place.stream)}`;
  if (place.at === 'search') return place.asked === '' ? SEARCH : `${SEARCH}?${place.asked}`;
  return place.which === 'ended' ? '#/ended' : '#/';
};

/** The person in whose place whoever is signed in decides on this screen; undefined: their own. */
export function lenderIn(place: Place): string | undefined {
  if (place.at === 'recovery') return place.for;
  return place.at === 'signing' && 'for' in place.asked ? place.asked.for : undefined;
}

/** Where the command line waits. It is told what the page did, and reads from the service whether that is so. */
export const wayBack = ({ port, state }: Pick<Signing, 'port' | 'state'>, outcome: 'signed' | 'cancelled'): string =>
  `http://localhost:${port}/signed-in?${new URLSearchParams({ state, outcome })}`;
