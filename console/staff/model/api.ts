import type { ColleaguesFound, StaffDelegations, StaffOrder } from '../../../lambdas/contract/delegations.ts';
import type { BegunCall, CallBehind, CallersFound, CallsToMe, OwnCalls } from '../../../lambdas/contract/help.ts';
import type {
  StaffAlerts,
  StaffConfirmation,
  StaffDifference,
  StaffFindings,
  StaffFound,
  StaffHistory,
  StaffIncidents,
  StaffParts,
  StaffPolicy,
  StaffPolicyCheck,
  StaffProposals,
  StaffPutAside,
  StaffStandings,
  StaffWaiting,
} from '../../../lambdas/contract/overviews.ts';
import type { StaffReceipts } from '../../../lambdas/contract/receipts.ts';
import type {
  AppOffer,
  Enrolled,
  OwnAccounts,
  PasskeyOffer,
  StaffList,
  StaffOffers,
  StaffOwnSigning,
  StaffRecovery,
  StaffThreats,
} from '../../../lambdas/contract/staff.ts';
import type { Session } from '../sign-in/session.ts';
import { Refused, refusedBy } from './refused.ts';
import type { Enrolling, Opening, Statement } from './requests.ts';

/** Whether the code that the called person read back was right. */
export interface HeardBack {
  readonly correct: boolean;
  readonly warnings: readonly string[];
}

export interface Given {
  readonly status: string;
  readonly warnings: readonly string[];
}

/** Most answers that are kept. */
const MOST_KEPT = 50;

/** What somebody on duty decides, with what they signed. */
type Signed<Content> = Readonly<Content> & { readonly signed: object | undefined };

/** The API, as the signed-in person. Each call throws `Refused`. A command carries a name, so that a click counts once. */
export class Api {
  readonly #session: Session;
  /** The last answer of each read, with its tag: what has not changed is not sent again. */
  readonly #kept = new Map<string, { readonly etag: string; readonly answer: unknown }>();
  /** When a read last said something new, in milliseconds. */
  changedAt = Date.now();

  /** Milliseconds that the service's clock is ahead of this one. */
  #ahead = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The time by the service's clock, to a second, by the last answer. */
  now = (): string => new Date(Date.now() + this.#ahead).toISOString();

  list = (which: 'open' | 'ended', after?: string): Promise<StaffList> =>
    this.#call(`/recoveries?${new URLSearchParams({ which, limit: '50', ...(after === undefined ? {} : { after }) })}`);

  /** For everybody and for desks, and for this account where one is named. */
  threats = (account?: string): Promise<StaffThreats> =>
    this.#call(`/threats${account === undefined ? '' : `?${new URLSearchParams({ account })}`}`);
  show = (id: string): Promise<StaffRecovery> => this.#call(pathOf(id));
  /** `inPlaceOf`: the person who lent the caller their right to approve. */
  offers = (id: string, inPlaceOf?: string): Promise<StaffOffers> =>
    this.#call(
      `${pathOf(id, 'offers')}${inPlaceOf === undefined ? '' : `?${new URLSearchParams({ for: inPlaceOf })}`}`,
    );
  /** Null for a recovery that ended after it was read: then there is nothing to offer, and the next read says how it ended. */
  offersIfOpen = (id: string, inPlaceOf?: string): Promise<StaffOffers | null> =>
    this.offers(id, inPlaceOf).catch((error: unknown) => {
      if (error instanceof Refused && error.code === 'recovery-unknown') return null;
      throw error;
    });
  open = (opening: Opening): Promise<{ readonly recovery: string }> => this.#call('/recoveries', opening);
  /** The accounts of whom a caller says that they are. */
  find = (words: string): Promise<CallersFound> => this.#call('/accounts/searches', { words });
  sendLink = (id: string, contact: string): Promise<Given> => this.#call(pathOf(id, 'links'), { contact });
  handOver = (id: string, desk: string, reason: string): Promise<Given> =>
    this.#call(pathOf(id, 'handovers'), { desk, reason });
  suspect = (recovery: string, reason: string): Promise<object> => this.#call('/suspicions', { recovery, reason });
  callBack = (id: string, contact: string, called: string): Promise<BegunCall> =>
    this.#call(pathOf(id, 'challenges'), { method: 'call-back', contact, called });
  readBack = (id: string, heard: { challenge: string; code: string; page?: string }): Promise<HeardBack> =>
    this.#call(pathOf(id, 'answers'), heard);
  prove = (id: string, statement: Statement, signed?: object): Promise<Given> =>
    this.#call(pathOf(id, 'proofs'), { ...statement, signed });
  bind = (id: string, method: string, page: string): Promise<Given> =>
    this.#call(pathOf(id, 'bindings'), { method, page });
  /** `signed`: the statement with the passkey's assertion; absent where the approver has no passkey. */
  countersign = (id: string, plan: { digest: string; for?: string | undefined }, signed?: object): Promise<Given> =>
    this.#call(pathOf(id, 'countersignatures'), { ...plan, signed });
  reject = (id: string, no: { reason: string; for?: string | undefined }, signed?: object): Promise<Given> =>
    this.#call(pathOf(id, 'rejections'), { ...no, signed });
  stop = (id: string, cause: string, reason: string): Promise<Given> =>
    this.#call(pathOf(id, 'stops'), { cause, reason });
  review = (id: string, content: object, signed?: object): Promise<Given> =>
    this.#call(pathOf(id, 'reviews'), { ...content, signed });
  ofWork = (id: string, what: 'work' | 'work-confirmations', said: object, signed?: object): Promise<Given> =>
    this.#call(pathOf(id, what), { ...said, signed });
  /** As the person whose account it is. */
  answerAsSubject = (id: string, answer: 'mine' | 'not-mine'): Promise<Given> =>
    this.#call(pathOf(id, 'subject-answers'), { answer });
  /** `key`: the same when the credential is asked for again after a lost answer. */
  claim = (id: string, key: string): Promise<{ readonly credential: string }> =>
    this.#call(pathOf(id, 'claims'), {}, key);

  lookUpCall = (heard: string): Promise<CallBehind> => this.#open('/calls/lookups', { heard });
  reportWords = (heard: string): Promise<object> => this.#open('/calls/reports', { heard });
  callsToMe = (): Promise<CallsToMe> => this.#call('/me/calls');
  /** `caller`: the number that called; absent where it is not known. */
  reportCall = (call: string | null, caller?: string): Promise<object> =>
    this.#call('/me/calls/reports', { call, caller });
  ownCalls = (): Promise<OwnCalls> => this.#call('/calls');
  openCall = (call: { readonly account: string; readonly desk: string; readonly reason: string }): Promise<object> =>
    this.#call('/calls', call);
  hearCall = (call: string, heard: string): Promise<object> =>
    this.#call(`/calls/${encodeURIComponent(call)}/answers`, { heard });

  parts = (): Promise<StaffParts> => this.#call('/me/parts');
  /** `asked`: the query of `GET /search`. */
  search = (asked: URLSearchParams): Promise<StaffFound> => this.#call(`/search?${asked}`);
  waiting = (): Promise<StaffWaiting> => this.#call('/waiting');
  history = (id: string): Promise<StaffHistory> => this.#call(pathOf(id, 'history'));
  alerts = (): Promise<StaffAlerts> => this.#call('/alerts?limit=20');
  putAside = (): Promise<StaffPutAside> => this.#call('/put-aside');
  /** `month`: empty for the current one. */
  receipts = (month: string, after?: string): Promise<StaffReceipts> =>
    this.#call(`/receipts?${new URLSearchParams({ limit: '50', ...(month && { month }), ...(after && { after }) })}`);
  findings = (): Promise<StaffFindings> => this.#call('/registry/findings');
  /** Works what was given up again. */
  redeliver = (): Promise<object> => this.#call('/ledger/redeliver', { deadLetters: true });
  freezes = (): Promise<StaffStandings> => this.#call('/freezes?limit=100');
  incidents = (): Promise<StaffIncidents> => this.#call('/incidents');
  proposals = (): Promise<StaffStandings> => this.#call('/registry/proposals?limit=100');
  proposalsOf = (stream: string): Promise<StaffProposals> =>
    this.#call(`/registry/proposals/${encodeURIComponent(stream)}`);
  /** How the proposed policy with this digest differs from the one in force; takes seconds. */
  difference = (policy: string): Promise<StaffDifference> => this.#call(`/registry/differences/${policy}`);
  /** Checks a policy file; takes seconds, proposes nothing. */
  checkPolicy = (text: string): Promise<StaffPolicyCheck> => this.#call('/registry/policy-checks', { text });
  proposePolicy = (policy: object): Promise<{ readonly stream: string }> =>
    this.#call('/registry/proposals', { policy });
  signing = (): Promise<StaffOwnSigning> => this.#call('/me/signing');
  confirm = (yes: StaffConfirmation): Promise<object> => this.#call('/registry/confirmations', yes);
  proposeLift = (account: string, reason: string): Promise<object> =>
    this.#call('/registry/proposals', { account, lift: { reason } });
  raiseThreat = (threat: Signed<{ desk?: string; until: string; reason: string }>): Promise<object> =>
    this.#call('/threats', threat);
  lowerThreat = (lowering: Signed<{ threat: string; account: string | undefined }>): Promise<object> =>
    this.#call('/threats/lowerings', lowering);
  declareIncident = (incident: Signed<{ incident: string; until: string; reason: string }>): Promise<object> =>
    this.#call('/incidents', incident);
  endIncident = (end: Signed<{ incident: string }>): Promise<object> => this.#call('/incidents/ends', end);
  policy = (digest: string): Promise<StaffPolicy> => this.#call(`/policies/${encodeURIComponent(digest)}`);

  delegations = (): Promise<StaffDelegations> => this.#call('/delegations');
  findColleagues = (words: string): Promise<ColleaguesFound> => this.#call('/people/searches', { words });
  delegate = (order: StaffOrder, signed: object): Promise<object> => this.#call('/delegations', { ...order, signed });
  withdraw = (from: string, delegation: string): Promise<object> =>
    this.#call('/delegations/withdrawals', { from, delegation });

  mine = (): Promise<OwnAccounts> => this.#call('/me/accounts');
  enrolled = (account: string): Promise<Enrolled> =>
    this.#call(`/me/authenticators?${new URLSearchParams({ account })}`);
  offerPasskey = (account: string): Promise<PasskeyOffer> =>
    this.#call('/me/authenticators/offers', { account, method: 'passkey' });
  offerApp = (account: string): Promise<AppOffer> =>
    this.#call('/me/authenticators/offers', { account, method: 'totp' });
  enrol = (enrolling: Enrolling): Promise<{ readonly code?: string | null }> =>
    this.#call('/me/authenticators', enrolling);
  nameContact = (account: string, person: string): Promise<object> =>
    this.#call('/me/recovery-contacts', { account, person });
  /** `what`: a list of `/me`. */
  remove = (what: 'authenticators' | 'recovery-contacts', id: string, account: string): Promise<object> =>
    this.#send('DELETE', `/me/${what}/${encodeURIComponent(id)}?${new URLSearchParams({ account })}`);

  #call<Answer>(path: string, body?: object, key?: string): Promise<Answer> {
    return this.#send(body === undefined ? 'GET' : 'POST', path, body, key);
  }

  async #send<Answer>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    key: string = crypto.randomUUID(),
  ): Promise<Answer> {
    const token = await this.#session.token();
    if (token === null) throw this.#ended();
    const typed = body === undefined ? {} : { 'content-type': 'application/json' };
    const writes = method === 'GET' ? {} : { ...typed, 'idempotency-key': key };
    const kept = method === 'GET' ? this.#kept.get(path) : undefined;
    const held = kept === undefined ? {} : { 'if-none-match': kept.etag };
    const headers = { authorization: `Bearer ${token}`, ...writes, ...held };
    const said = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = { method, cache: 'no-store', credentials: 'omit', headers, ...said } as const;
    const response = await fetch(path, request).catch(() => undefined);
    if (response === undefined) throw new Refused('offline');
    this.#ahead = (Date.parse(response.headers.get('date') ?? '') || Date.now()) - Date.now();
    if (response.status === 304 && kept !== undefined) return kept.answer as Answer;
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) {
      this.changedAt = Date.now();
      if (method === 'GET') this.#keep(path, response.headers.get('etag'), answer);
      return answer as Answer;
    }
    // The gateway refuses a token before the API can say why.
    if (response.status === 401) throw this.#ended();
    throw refusedBy(response, answer);
  }

  /** A request of anybody; the cookie only tells this browser from others. */
  async #open<Answer>(path: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
    const request = { method: 'POST', cache: 'no-store', headers, body: JSON.stringify(body) } as const;
    const response = await fetch(path, { ...request, credentials: 'same-origin' }).catch(() => undefined);
    if (response === undefined) throw new Refused('offline');
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return answer as Answer;
    throw refusedBy(response, answer);
  }

  #keep(path: string, etag: string | null, answer: unknown): void {
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    if (etag !== null) this.#kept.set(path, { etag, answer });
  }

  /** The session is over: nothing that it read is kept. */
  #ended(): Refused {
    this.#kept.clear();
    return new Refused('token-missing');
  }
}

const pathOf = (id: string, what?: string): string =>
  ['', 'recoveries', encodeURIComponent(id), ...(what === undefined ? [] : [what])].join('/');
