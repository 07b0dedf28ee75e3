import type { Api } from './api.ts';
import { Caller } from './caller.ts';
import { CallsModel } from './calls.ts';
import { Drafting } from './drafting.ts';
import { Lending } from './lending.ts';
import { ListModel } from './list.ts';
import { Mine } from './mine.ts';
import { Overviews } from './overviews.ts';
import type { Place } from './place.ts';

/** The parts of the console's state that screens of their own show. */
export class Parts {
  readonly api: Api;
  readonly list: ListModel;
  readonly mine: Mine;
  readonly overviews: Overviews;
  readonly caller: Caller;
  readonly calls: CallsModel;
  readonly lending: Lending;
  readonly drafting: Drafting;

  constructor(api: Api) {
    this.api = api;
    this.list = new ListModel(api);
    this.mine = new Mine(api);
    this.overviews = new Overviews(api);
    this.caller = new Caller(api);
    this.calls = new CallsModel(api);
    this.lending = new Lending(api);
    this.drafting = new Drafting(api);
  }

  /** Reads what a screen of one's own shows. */
  protected async readOwn({ at }: Place): Promise<void> {
    if (at === 'mine') await this.mine.read();
    if (at === 'delegations' || at === 'lending') await this.lending.read();
    if (at === 'called') await this.calls.readMine();
    if (at === 'calling') await this.calls.readOwn();
  }

  /** Nothing of the screen before stays. */
  protected forgetParts(): void {
    const { list, mine, overviews, caller, calls, lending, drafting } = this;
    for (const part of [list, mine, overviews, caller, calls, lending, drafting]) part.forget();
  }
}
