import type {
  Colleague,
  ColleaguesFound,
  StaffDelegation,
  StaffDelegations,
  StaffOrder,
} from '../../../lambdas/contract/delegations.ts';
import type { Api } from './api.ts';
import type { Place } from './place.ts';
import { Refused } from './refused.ts';
import { signedOrder } from './statement.ts';

/** How long it is known what was lent to somebody, in milliseconds. */
const KEPT_MS = 60_000;

/** Rights to approve that are lent: by whoever is signed in, and to them. */
export class Lending {
  /** Null until it was read. */
  list: StaffDelegations | null = null;
  /** Those in whose place whoever is signed in may decide on the recovery on the screen. */
  lenders: readonly StaffDelegation[] = [];
  /** Who was found for the words that were typed; null before a search. */
  found: ColleaguesFound | null = null;
  /** Who is to stand in. */
  picked: Colleague | null = null;
  #taken: readonly StaffDelegation[] = [];
  #takenAt = 0;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async read(): Promise<void> {
    this.list = await this.#api.delegations();
  }

  /** Finds in whose place the recovery at this place could be decided, while it is open; nobody's where that is not known. */
  async readFor(place: Place, isOpen: boolean): Promise<void> {
    const isOwn = place.at === 'recovery' && place.for === undefined;
    // Whoever reads it only in the place of somebody has no offers of their own.
    this.lenders = isOwn && isOpen ? await this.#offeredBy(place.id) : [];
  }

  async #offeredBy(recovery: string): Promise<readonly StaffDelegation[]> {
    const taken = await this.#takenNow();
    const offered = await Promise.all(
      taken.map(async ({ from }) => {
        const offers = await this.#api.offers(recovery, from).catch(() => null);
        return offers !== null && (offers.countersign || offers.reject || offers.passkeyMissing);
      }),
    );
    return taken.filter((_, index) => offered[index]);
  }

  /** What was lent to this person, as it was at most a minute ago: it changes rarely, and the recovery is read again every few seconds. */
  async #takenNow(): Promise<readonly StaffDelegation[]> {
    const now = Date.now();
    if (now - this.#takenAt < KEPT_MS) return this.#taken;
    this.#takenAt = now;
    this.#taken = await this.#api.delegations().then(
      ({ taken }) => taken,
      () => [],
    );
    return this.#taken;
  }

  /** Finds who could stand in; one alone is picked at once. */
  async find(words: string): Promise<void> {
    this.picked = null;
    this.found = await this.#api.findColleagues(words);
    const [first, second] = this.found.items;
    if (first !== undefined && second === undefined) this.picked = first;
  }

  pick(one: Colleague | null): void {
    this.picked = one;
    if (one === null) this.found = null;
  }

  /** Lends, as the order is signed at this moment with a passkey of this site. */
  async give(order: StaffOrder): Promise<void> {
    const list = await this.#api.delegations();
    const signed = await signedOrder(list, order, this.#api.now());
    await this.#api.delegate(order, signed);
    this.pick(null);
  }

  withdraw = ({ from, id }: StaffDelegation): Promise<object> => this.#api.withdraw(from, id);

  forget(): void {
    this.list = null;
    this.pick(null);
    this.lenders = [];
    this.#takenAt = 0;
  }

  contents = (): readonly unknown[] => [this.list, this.lenders, this.found, this.picked];
}

/** Whether this is lent already. */
export const isLent = (list: StaffDelegations, { to, groups, until, reason }: StaffOrder): boolean =>
  list.given.some(
    (one) => one.to === to && one.until === until && one.reason === reason && String(one.groups) === String(groups),
  );

/** The moment of a local date and time, as a form gives it. Throws `Refused` for none. */
export function momentOf(local: string): string {
  const time = Date.parse(local);
  if (Number.isNaN(time)) throw new Refused('delegation-too-long');
  return new Date(time).toISOString();
}
