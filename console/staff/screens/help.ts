import type { StaffOffers } from '../../../lambdas/contract/staff.ts';
import { DRAWN, element } from '../../shared/dom.ts';
import { helpDesk } from '../../shared/help-desk.ts';
import { isLanguage, LANGUAGES } from '../../shared/language.ts';
import { choice, folded, line, sends } from '../parts/fields.ts';
import { approvalInWords, proofInWords } from '../parts/plan.ts';
import { card, type Seen, wordsCard } from '../parts/recovery.ts';
import { type Say, sayIn, sayOr } from '../texts/texts.ts';

/** What it waits for now, in sentences; it changes as it comes in. */
export function missingCard({ model, shown }: Pick<Seen, 'model' | 'shown'>): readonly Node[] {
  const { say } = model;
  const { proofs, secondVerifier, approvals, nobody } = shown.missing;
  const sentences = [
    ...proofs.map((one) => say('missing.proof', { what: proofInWords(one, say) })),
    ...(secondVerifier ? [say('missing.second')] : []),
    ...approvals.map((one) => say('missing.approval', { what: approvalInWords(one, say) })),
  ];
  if (shown.end !== null || sentences.length === 0) return [];
  // Two demands may ask for the same.
  const items = [...new Set(sentences)].map((one) => element('li', {}, one));
  const list = element('ul', { id: 'missing' }, ...items);
  return [
    card(nobody.length > 0 ? 'status bad' : '', 'missing-head', say('missing.head'), ...unaskable(nobody, say), list),
  ];
}

/** Nobody can be asked for what it cannot do without, and what to do. */
function unaskable(nobody: Seen['shown']['missing']['nobody'], say: Say): readonly Node[] {
  if (nobody.length === 0) return [];
  const who = nobody.map((one) => say(`nobody.${one}`)).join(` ${say('plan.or')} `);
  return [
    element('p', { id: 'nobody-to-ask' }, element('strong', {}, say('missing.nobody', { who }))),
    element('p', { id: 'nobody-next' }, say('missing.nobody.next')),
  ];
}

/** The page goes to a registered contact: one click each. */
export function linkCard({ model, shown, offers }: Seen): readonly Node[] {
  const { say, busy } = model;
  if (offers.links.length === 0) return [];
  const buttons = offers.links.map(({ id, kind, shown: contact }, index) => {
    const onclick = (): void => void model.act('done.link', () => model.api.sendLink(shown.recovery.id, id));
    const attributes = {
      type: 'button',
      id: `link-${id}`,
      disabled: busy,
      onclick,
      ...(index === 0 ? { class: 'main' } : {}),
    };
    return element('button', attributes, say('link.do', { kind: sayOr(say, 'contact', kind), contact }));
  });
  return [
    card(
      '',
      'link-head',
      say('link.head'),
      element('p', {}, say('link.text')),
      element('p', { class: 'row' }, ...buttons),
    ),
  ];
}

/**
 * The words to say. Whoever speaks for the help desk has its sentences with them, and can report a suspicion; a manager or custodian who is
 * asked whether they know the requester, or who names their page, says the words alone.
 */
export function talking(
  seen: Pick<Seen, 'model' | 'shown'> & { readonly offers: StaffOffers | null },
): readonly Node[] {
  const { model, shown, offers } = seen;
  const telling = { say: model.say, language: model.language, shown };
  if (model.overviews.helps) return wordsCard(telling, ...sentences(seen), ...suspicion(seen));
  const talks = offers !== null && !offers.countersign && offers.prove.length + offers.bind.length > 0;
  return talks ? wordsCard(telling) : [];
}

/** The sentences for the telephone, in the language of whoever called. */
function sentences({ model, shown }: Pick<Seen, 'model' | 'shown'>): readonly Node[] {
  const { caller, language } = model;
  if (shown.words === null) return [];
  const spoken = caller.spoken ?? language;
  const say = sayIn(spoken);
  const onchange = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    if (isLanguage(value)) void model.act('', async () => caller.speak(value));
  };
  const options = Object.entries(LANGUAGES).map(([id, name]) =>
    element('option', { value: id, lang: id, selected: id === spoken }, name),
  );
  const said = [hello(say, shown.words.join(' ')), say('say.page'), say('say.never'), doubt(say)];
  return [
    element(
      'p',
      { class: 'field' },
      element('label', { for: 'say-in' }, model.say('say.in')),
      element('select', { id: 'say-in', [DRAWN]: true, onchange }, ...options),
    ),
    element('ol', { id: 'sentences', lang: spoken }, ...said.map((one) => element('li', {}, one))),
  ];
}

const hello = (say: Say, words: string): string => {
  const organisation = helpDesk()?.organisation ?? null;
  return organisation === null ? say('say.hello', { words }) : say('say.hello.of', { words, organisation });
};

/** What whoever is called can do who does not trust the call. */
const doubt = (say: Say): string => {
  const phone = helpDesk()?.phone ?? null;
  return phone === null ? say('say.desk.none') : say('say.desk', { phone });
};

/** A word of doubt, in one click. It sticks to the account and stops nothing. */
function suspicion({ model, shown }: Pick<Seen, 'model' | 'shown'>): readonly Node[] {
  const { say, busy } = model;
  if (shown.words === null || shown.end !== null) return [];
  const onclick = (): void => void model.act('done.suspect', () => model.api.suspect(shown.recovery.id, REASON));
  return [
    element(
      'p',
      { class: 'row suspicion' },
      element('button', { type: 'button', class: 'quiet', id: 'suspect', disabled: busy, onclick }, say('suspect.do')),
      element('span', { class: 'hint' }, say('suspect.text')),
    ),
  ];
}

/** The ledger keeps this sentence; it is not in the language of the screen. */
const REASON = 'the caller does not seem to be who they say they are';

/** Another desk goes on. */
export function handingOver({ model, shown, offers }: Seen): readonly Node[] {
  const { say, busy } = model;
  if (offers.handOver.length === 0) return [];
  const onsubmit = sends(model, (values) => {
    const [desk, reason] = [values.get('hand-desk') ?? '', values.get('hand-reason') ?? ''];
    return model.act('done.hand', () => model.api.handOver(shown.recovery.id, desk, reason));
  });
  const form = element(
    'form',
    { id: 'hand', onsubmit },
    element('p', {}, say('hand.text')),
    choice(
      { id: 'hand-desk', label: say('fact.desk') },
      offers.handOver.map((one) => [one, one]),
    ),
    line({ id: 'hand-reason', label: say('field.reason') }),
    element('button', { id: 'hand-do', disabled: busy }, say('hand.do')),
  );
  return [folded('hand', say('hand.head'), form, 'card')];
}
