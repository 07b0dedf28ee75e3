import type { StaffParts, StaffPolicy } from '../../lambdas/contract/overviews.ts';
import { type Api, Refused } from './api.ts';
import { Finder } from './finder-model.ts';
import type { Place } from './place.ts';

/** What is shown of many recoveries together, and the parts that decide which of these screens there are. */
export class Overviews {
  /** The parts of whoever is signed in; null until they were read, or where they are not known. */
  parts: StaffParts | null = null;
  /** The policy that made the plan on the screen; null until somebody asks for it. */
  policy: StaffPolicy | null = null;
  readonly finder: Finder;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    this.finder = new Finder(api);
  }

  /** Reads what the screen at this place shows. */
  async read(place: Place): Promise<void> {
    this.parts ??= await this.#partsNow();
    if (place.at === 'search' && place.asked !== '') await this.finder.search(place.asked);
  }

  /** Whether this person may read every recovery, and so search them. */
  get readsAll(): boolean {
    return this.parts?.roles.some((role) => role === 'auditor' || role === 'on-duty') === true;
  }

  async readPolicy(digest: string): Promise<void> {
    this.policy = await this.#api.policy(digest);
  }

  /** Nothing of the screen before stays. */
  forget(): void {
    this.policy = null;
    this.finder.forget();
  }

  /** A session is over: its parts go too. */
  end(): void {
    this.parts = null;
    this.forget();
  }

  /** What a screen is drawn from. */
  contents(): readonly unknown[] {
    return [this.parts, this.policy, this.finder.found];
  }

  /** Without an answer, the screens of a part are left out. */
  async #partsNow(): Promise<StaffParts | null> {
    try {
      return await this.#api.parts();
    } catch (error) {
      if (error instanceof Refused && ['token-missing', 'offline'].includes(error.code)) throw error;
      return null;
    }
  }
}
