import type {
  StaffDifference,
  StaffHistory,
  StaffParts,
  StaffPolicy,
  StaffProposals,
  StaffStandings,
  StaffWaiting,
} from '../../../lambdas/contract/overviews.ts';
import type { Api } from './api.ts';
import { Duty } from './duty.ts';
import { Finder } from './finder.ts';
import type { Place } from './place.ts';
import { ReceiptList } from './receipts.ts';
import { Refused } from './refused.ts';

/** What is shown of many recoveries together, and the parts that decide which of these screens there are. */
export class Overviews {
  /** The parts of whoever is signed in; null until they were read, or where they are not known. */
  parts: StaffParts | null = null;
  /** The policy that made the plan on the screen; null until somebody asks for it. */
  policy: StaffPolicy | null = null;
  waiting: StaffWaiting | null = null;
  /** The last months of the account on the screen; null where they are not known. */
  history: StaffHistory | null = null;
  proposals: StaffStandings['items'] | null = null;
  freezes: StaffStandings['items'] = [];
  /** There are more proposals or freezes than are shown. */
  isCut = false;
  proposed: StaffProposals | null = null;
  /** How the proposed policy on the screen differs from the one in force; null until somebody asks for it. */
  difference: StaffDifference | null = null;
  /** Digest of the proposal on the screen that this person has just confirmed. */
  confirmed: string | null = null;
  readonly finder: Finder;
  readonly duty: Duty;
  readonly receipts: ReceiptList;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    this.finder = new Finder(api);
    this.duty = new Duty(api);
    this.receipts = new ReceiptList(api);
  }

  /** Reads what the screen at this place shows. An answer that comes when it is not shown any more (`isStill`) is dropped. */
  async read(place: Place, isStill: () => boolean): Promise<void> {
    // Without an answer, the screens of a part are left out.
    this.parts ??= await orNull(this.#api.parts());
    if (place.at === 'search' && place.asked !== '') await this.finder.search(place.asked);
    if (place.at === 'receipts') await this.receipts.read(place.month, isStill);
    if (place.at === 'duty') await this.duty.read(place, isStill);
    if (place.at === 'proposals') await this.#readProposals(place.stream, isStill);
    if (place.at === 'waiting') {
      const waiting = await this.#api.waiting();
      if (isStill()) this.waiting = waiting;
    }
    if (place.at === 'recovery' || place.at === 'signing') {
      // Of one that has ended, no picture is drawn.
      const history = await orNull(this.#api.history(place.id));
      if (isStill()) this.history = history;
    }
  }

  /** Whether this person may read every recovery, and so search them. */
  get readsAll(): boolean {
    return this.parts?.roles.some((role) => role === 'auditor' || role === 'on-duty') === true;
  }

  has(role: string): boolean {
    return this.parts?.roles.includes(role) === true;
  }

  /** Whether this person speaks for the help desk: they may have the requester on the telephone, or before them; also where the parts are not known. */
  get helps(): boolean {
    return this.parts === null || this.has('agent') || this.has('verifier');
  }

  /** Whether the lists of recoveries are for this person; they are also shown where the parts are not known. */
  get isStaff(): boolean {
    return this.parts === null || this.parts.roles.length + this.parts.groups.length > 0;
  }

  async readPolicy(digest: string): Promise<void> {
    this.policy = await this.#api.policy(digest);
  }

  async readDifference(policy: string): Promise<void> {
    this.difference = await this.#api.difference(policy);
  }

  /** Nothing of the screen before stays. */
  forget(): void {
    this.policy = null;
    this.waiting = null;
    this.history = null;
    this.proposals = null;
    this.freezes = [];
    this.isCut = false;
    this.proposed = null;
    this.difference = null;
    this.confirmed = null;
    this.duty.forget();
    this.receipts.forget();
    this.finder.forget();
  }

  /** A session is over: its parts go too. */
  end(): void {
    this.parts = null;
    this.forget();
  }

  /** What a screen is drawn from. */
  contents(): readonly unknown[] {
    const { parts, policy, waiting, history, proposals, freezes, isCut, proposed, difference, finder, duty } = this;
    return [
      parts,
      policy,
      waiting,
      history,
      proposals,
      freezes,
      isCut,
      proposed,
      difference,
      this.confirmed,
      finder.found,
      duty.view,
      duty.progress,
      duty.done,
      this.receipts.shown,
    ];
  }

  async #readProposals(stream: string, isStill: () => boolean): Promise<void> {
    if (stream !== '') {
      const proposed = await this.#api.proposalsOf(stream);
      if (isStill()) this.proposed = proposed;
      return;
    }
    const [proposals, freezes] = await Promise.all([this.#api.proposals(), this.#api.freezes()]);
    if (!isStill()) return;
    this.proposals = proposals.items;
    this.freezes = freezes.items;
    this.isCut = proposals.next !== undefined || freezes.next !== undefined;
  }

  /** The screen that somebody comes to without a place in mind. */
  get home(): Place {
    const { roles = [], groups = [] } = this.parts ?? {};
    const has = (role: string): boolean => roles.includes(role);
    if (this.parts === null || has('agent')) return { at: 'list', which: 'open' };
    if (has('on-duty')) return { at: 'duty' };
    if (groups.length > 0 || has('verifier') || has('reviewer')) return { at: 'waiting' };
    if (has('admin')) return { at: 'proposals', stream: '' };
    return has('auditor') ? { at: 'search', asked: '' } : { at: 'waiting' };
  }
}

/** An answer that the screen can do without. Throws only when nobody is signed in or there is no connection. */
async function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && ['token-missing', 'offline'].includes(error.code)) throw error;
    return null;
  }
}
