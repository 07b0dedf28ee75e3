import type { StaffFound, StaffHit } from '../../../lambdas/contract/overviews.ts';
import { ticketName } from '../texts/words.ts';
import type { Api } from './api.ts';

/** The parts of a search besides its words, in the order of the screen. */
export const SEARCHED = ['person', 'account', 'ticket', 'approver', 'control', 'from', 'to'] as const;

type Which = 'open' | 'ended';

/** What was searched for, and what was found. */
export class Finder {
  /** Null until something was searched for. */
  found: Readonly<Record<Which, StaffFound>> | null = null;
  readonly #api: Api;
  /** What the answers are about: an answer to an earlier question is dropped. */
  #asked = '';

  constructor(api: Api) {
    this.#api = api;
  }

  /** `asked`: words and parts, as they are in the address of the screen. */
  async search(asked: string): Promise<void> {
    this.#asked = asked;
    const [open, ended] = await Promise.all([this.#page(asked, 'open'), this.#page(asked, 'ended')]);
    if (this.#asked === asked) this.found = { open, ended };
  }

  /** The next rows of the ended ones. */
  async more(): Promise<void> {
    const { found } = this;
    const asked = this.#asked;
    if (found?.ended.next === undefined) return;
    const page = await this.#page(asked, 'ended', found.ended.next);
    if (this.#asked === asked)
      this.found = { ...found, ended: { ...page, items: [...found.ended.items, ...page.items] } };
  }

  forget(): void {
    this.found = null;
    this.#asked = '';
  }

  #page(asked: string, which: Which, after?: string): Promise<StaffFound> {
    const query = queryOf(asked);
    query.set('which', which);
    if (after !== undefined) query.set('after', after);
    return this.#api.search(query);
  }
}

/** The query of the API: the days of a period are whole days in the person's own time. */
export function queryOf(asked: string): URLSearchParams {
  const given = new URLSearchParams(asked);
  const query = new URLSearchParams();
  for (const name of ['words', ...SEARCHED]) {
    const value = given.get(name)?.trim() ?? '';
    if (value === '') continue;
    const moment = name === 'from' ? `${value}T00:00:00.000` : name === 'to' ? `${value}T23:59:59.999` : null;
    if (moment === null) query.set(name, value);
    else if (!Number.isNaN(Date.parse(moment))) query.set(name, new Date(moment).toISOString());
  }
  return query;
}

const COLUMNS = [
  ...(['id', 'account', 'action', 'status', 'tier', 'opened', 'changed', 'requester', 'ticket', 'desk'] as const),
  ...(['channel', 'approved by', 'controls', 'policy'] as const),
];

/** The rows as a table for other programs. A cell that a program would take for a formula begins with an apostrophe. */
export function csvOf(hits: readonly StaffHit[]): string {
  const rows = hits.map(({ id, account, action, status, tier, openedAt, updatedAt, trace }) => [
    ...[id, account, action, status, tier ?? '', openedAt, updatedAt, trace?.requester ?? ''],
    ...[ticketName(trace?.ticket) ?? '', trace?.desk ?? ''],
    trace?.channel ?? '',
    trace?.approvals.flatMap(({ counts, approver, at }) => (counts ? [`${approver} ${at}`] : [])).join('; ') ?? '',
    trace?.rules.map(({ rule, control, owner }) => `${control} (${rule}, ${owner})`).join('; ') ?? '',
    trace?.policy ?? '',
  ]);
  return [COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
