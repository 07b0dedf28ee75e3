import type { StaffReceipts } from '../../../lambdas/contract/receipts.ts';
import { byId, element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { hashOf } from '../model/place.ts';
import { monthBeside } from '../model/receipts.ts';
import { save } from '../parts/export.ts';
import { card, headline } from '../parts/recovery.ts';
import { timeOf } from '../parts/times.ts';
import { sayOr } from '../texts/texts.ts';
import { tierMark } from '../texts/words.ts';

type Item = StaffReceipts['items'][number];

/** What the logs of directories showed in a month: what belongs to a recovery, what belongs to none, and the signed tally of the month. */
export function receiptsScreen(model: Model): readonly Node[] {
  const { say, overviews, message } = model;
  const title = headline(say('receipts.head'));
  if (overviews.parts !== null && !overviews.readsAll)
    return [title, element('p', { class: 'lead', id: 'not-yours' }, say('receipts.not-yours'))];
  const head = [title, element('p', { class: 'lead' }, say('receipts.text'))];
  const { shown } = overviews.receipts;
  if (shown === null) return message === null ? [...head, element('p', {}, say('loading'))] : head;
  const { items, month } = shown;
  const none = element('p', { id: 'no-receipts' }, say('receipts.none', { month }));
  const rows = items.length === 0 ? none : element('ol', { class: 'hits', id: 'receipts' }, ...items.map(rowOf(model)));
  return [...head, monthsOf(model, month), tallyCard(model, shown), rows, ...more(model, shown)];
}

/** A month that has not begun has no address. */
function monthsOf({ say }: Model, month: string): Node {
  const link = (id: string, to: string): Node => element('a', { href: hashOf({ at: 'receipts', month: to }), id }, to);
  const after = monthBeside(month, 1);
  const hasBegun = after <= new Date().toISOString().slice(0, 7);
  return element(
    'div',
    { class: 'find', role: 'group', 'aria-label': say('receipts.months') },
    link('month-before', monthBeside(month, -1)),
    ' · ',
    element('strong', { id: 'month', 'aria-current': 'page' }, month),
    ...(hasBegun ? [' · ', link('month-after', after)] : []),
  );
}

/** The tally, as the ledger has it; the text is what was signed, so it is shown as it is. */
function tallyCard({ say, language }: Model, { tally, month }: StaffReceipts): Node {
  if (tally === null) return card('', 'tally-head', say('tally.head'), element('p', {}, say('tally.none')));
  const { changes, governed, ungoverned, text, seq, at } = tally;
  const onclick = (): void => save(`receipts-${month}.txt`, 'text/plain', `${text}\n`);
  return card(
    ungoverned > 0 ? 'bad' : '',
    'tally-head',
    say('tally.head'),
    element('p', { id: 'tally' }, say('tally.counts', { changes, governed, ungoverned })),
    element('p', { class: 'hint' }, say('tally.signed', { seq }), ' ', timeOf(at, language)),
    element('pre', { id: 'tally-text', lang: 'en', tabindex: '0' }, text),
    element('button', { type: 'button', id: 'tally-save', onclick }, say('tally.save')),
    element('p', { class: 'hint' }, say('tally.check', { month })),
  );
}

const rowOf =
  ({ say, language }: Model) =>
  ({ account, seq, tier, change, recovery, cause }: Item): Node => {
    const { kind, connector, at, by } = change;
    const who = by.name ?? sayOr(say, 'change-by', by.as);
    const belongs =
      recovery === null
        ? element('strong', {}, `${say('receipts.of-none')} (${sayOr(say, 'change-cause', cause ?? '')})`)
        : element('a', { href: hashOf({ at: 'recovery', id: recovery }) }, say('receipts.of-recovery'));
    return element(
      'li',
      { class: recovery === null ? 'card bad' : 'card', id: `receipt-${account}-${seq}`, tabindex: '-1' },
      element('p', { class: 'hit' }, `${sayOr(say, 'change', kind)}, ${account}`, ' ', tierMark(tier, say)),
      element('p', { class: 'hint' }, timeOf(at, language), ` · ${say('receipts.by', { who, connector })}`),
      element('p', {}, belongs),
    );
  };

function more(model: Model, { next }: StaffReceipts): readonly Node[] {
  if (next === undefined) return [];
  const { receipts } = model.overviews;
  // The focus goes on to the first of the new rows.
  const count = receipts.shown?.items.length ?? 0;
  const onclick = (): void =>
    void model
      .act('', () => receipts.more())
      .then(() => {
        const first = receipts.shown?.items[count];
        if (first !== undefined) byId(`receipt-${first.account}-${first.seq}`)?.focus();
      });
  return [element('button', { type: 'button', id: 'more', disabled: model.busy, onclick }, model.say('list.more'))];
}
