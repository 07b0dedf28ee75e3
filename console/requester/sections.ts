import { element } from '../shared/dom.ts';
import { momentInZone } from '../shared/language.ts';
import { closingTexts, ended, lastsFor, useOf } from './after.ts';
import { cameIn } from './asked.ts';
import { organised } from './desk.ts';
import { digitsToType, diskKeyIn, keyToCompare } from './disk-key.ts';
import type { Model } from './model.ts';
import { revealed } from './revealed.ts';
import { type Key, keyOr, moment } from './texts.ts';

/** The grant has been revoked, or is being revoked. */
export const CLOSING: readonly string[] = ['revoking', 'revocation-overdue', 'revoked', 'reviewing'];
const STEPS = ['step.prove', 'step.agree', 'step.done'] as const;

/** The step that a status belongs to; 3 after all steps. What failed was never done. */
function stepOf({ status, failed }: NonNullable<Model['state']>): number {
  if (failed) return 2;
  if (status === 'opened' || status === 'proofing') return 0;
  if (status === 'approving' || status === 'approved') return 1;
  return status === 'executing' ? 2 : 3;
}

/** The title of the page and the requested action. */
export function heading(model: Model): readonly (Node | false)[] {
  const { state, say, language, outcome, desk } = model;
  const kicker = element('p', { class: 'kicker', id: 'whose' }, organised(say('title'), desk));
  if (state === null) return [kicker, element('h1', {}, say('title')), element('p', { class: 'lead' }, say('loading'))];
  if (outcome !== null || state.ended) return [kicker, element('h1', {}, say(titleOver(model)))];
  const at = state.openedAt === null ? '' : moment(state.openedAt, language);
  return [
    kicker,
    element('h1', {}, say(keyOr(`action.${state.action}`, 'title'))),
    element('p', { class: 'lead', id: 'asked' }, cameIn(state, say, at)),
    state.account !== null && element('p', { class: 'hint', id: 'account' }, accountIn(state.account, model)),
    steps(stepOf(state), say),
  ];
}

/** The title of a page on which nothing goes on. */
const titleOver = ({ outcome, state, wasLive }: Model): Key => {
  if (outcome !== null) return `${outcome}.title`;
  return state?.end != null || wasLive ? 'refused.title' : 'ended.title';
};

/** The account, masked, and where it is. */
const accountIn = (account: string, { state, say }: Model): string => {
  const directory = keyOr(`directory.${state?.directory}`, 'title');
  return directory === 'title'
    ? say('account', { account })
    : say('account.in', { account, directory: say(directory) });
};

/** What is still missing, and what else is possible: also where every way on this page is used or closed. */
function proofingText(model: Model): Key {
  const { state, openWays } = model;
  if (state?.missing === 'somebody-to-ask') return 'proofing.nobody';
  if (state?.missing === 'second-verifier') return 'proofing.second';
  const hasGiven = state?.proofs.some(({ outcome }) => outcome === 'verified') === true;
  if (state?.methods.length === 0 && !hasGiven) return 'proofing.none';
  if (openWays.every(({ throttled }) => throttled)) return hasGiven ? 'proofing.used' : 'proofing.closed';
  return hasGiven ? 'proofing.more' : 'proofing.text';
}

/** The sentence of a stage; nobody waits in vain without being told. */
function textOf(about: string, model: Model): Key {
  if (about === 'proofing') return proofingText(model);
  if (about === 'approving' && model.state?.missing === 'somebody-to-ask') return 'proofing.nobody';
  return keyOr(`${about}.${model.state?.gives}`, keyOr(`${about}.text`, 'closing.text'));
}

function steps(current: number, say: Model['say']): Node {
  const items = STEPS.map((key, index) => {
    const done = index < current;
    const marks = { class: done ? 'done' : '', ...(index === current ? { 'aria-current': 'step' } : {}) };
    const hidden = done && element('span', { class: 'unseen' }, ` (${say('step.finished')})`);
    return element(
      'li',
      marks,
      element('span', { class: 'dot', 'aria-hidden': 'true' }),
      element('span', {}, say(key), hidden),
    );
  });
  return element('ol', { class: 'steps', 'aria-label': say('steps') }, ...items);
}

/** The current stage, the next one, and the deadline. */
export function standing(model: Model): readonly Node[] {
  const { state, say, language, outcome } = model;
  if (state === null) return [];
  const over = ended(model);
  if (over !== undefined) return over;
  const isClosing = outcome === null && (state.failed || CLOSING.includes(state.status));
  const about = outcome ?? (isClosing ? 'closing' : state.status);
  const { head, text } = isClosing
    ? closingTexts(state)
    : {
        head: keyOr(`${about}.head`, 'closing.head'),
        text: textOf(about, model),
      };
  const until = outcome === null && state.deadline !== null ? UNTIL[state.status] : undefined;
  return [
    element(
      'section',
      {
        class: `card status ${TONES[outcome === null && state.failed ? 'failed' : about] ?? ''}`,
        'aria-labelledby': 'status-head',
      },
      element('h2', { id: 'status-head', tabindex: '-1' }, say(head)),
      element('p', {}, say(text)),
      ...(about === 'proofing' && !hasOpenWay(model) ? others(model, 'elsewhere.only') : []),
      until !== undefined &&
        element('p', { class: 'until' }, say(until, { at: momentInZone(state.deadline ?? '', language) })),
      ...lastsFor(model),
    ),
  ];
}

/** What the moment of a stage means. */
const UNTIL: Readonly<Record<string, Key>> = { proofing: 'until', approving: 'until', approved: 'not-before' };

const hasOpenWay = ({ openWays }: Model): boolean => openWays.some(({ throttled }) => !throttled);

/** What is possible besides this page. */
function others({ state, say }: Model, lead: Key): readonly Node[] {
  if (state === null || state.elsewhere.length === 0) return [];
  const items = state.elsewhere.map((method) => element('li', {}, say(keyOr(`elsewhere.${method}`, 'method.other'))));
  return [element('p', {}, say(lead)), element('ul', { id: 'elsewhere' }, ...items)];
}

/** The same after the ways on this page, as long as one of them is open. */
export function othersCard(model: Model): readonly Node[] {
  const { state, say, outcome } = model;
  if (state?.status !== 'proofing' || outcome !== null || !hasOpenWay(model)) return [];
  const ways = others(model, 'elsewhere');
  if (ways.length === 0) return [];
  const head = element('h2', { id: 'others-head' }, say('others.head'));
  return [element('section', { class: 'card', 'aria-labelledby': 'others-head' }, head, ...ways)];
}

const TONES: Readonly<Record<string, string>> = { granted: 'good', stopped: 'good', refused: 'bad', failed: 'bad' };

/** What each side says and types, so that each can tell the other from somebody who pretends: a word that is heard is never shown. */
export function words(model: Model): readonly Node[] {
  const { state, say, outcome, isHeld } = model;
  if (state === null || state.page === null || outcome !== null || CLOSING.includes(state.status)) return [];
  const [first = '', second = ''] = state.page;
  const field = element('input', { id: 'heard', type: 'text', autocomplete: 'off', maxlength: '64', required: true });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    void model.hear(field.value).then(() => document.getElementById('message-text')?.focus());
  };
  const asking = element(
    'form',
    { onsubmit },
    element('label', { for: 'heard' }, say('words.heard')),
    element('p', { class: 'row' }, field, element('button', { id: 'hear', disabled: isHeld }, say('words.check'))),
  );
  const pair = { class: 'pair', lang: 'en', id: 'page-words', translate: 'no' };
  return [
    element(
      'section',
      { class: 'card words', 'aria-labelledby': 'words-head' },
      element('h2', { id: 'words-head' }, say('words.head')),
      state.met ? element('p', { class: 'good', id: 'met' }, metWith(model)) : asking,
      element('p', {}, say('words.say')),
      element('p', pair, element('span', {}, first), ' ', element('span', {}, second)),
      element('p', { class: 'hint' }, say('words.text')),
    ),
  ];
}

/** Who has said the right words, as far as the registry knows their name. */
const metWith = ({ state, say }: Model): string =>
  state?.intake?.agent == null ? say('words.met') : say('words.met.agent', { agent: state.intake.agent });

/** What was made for the requester: shown once, and then gone. Where it is taken, the server says. */
export function claim(model: Model): readonly Node[] {
  const { state, say, credential, claimed, outcome } = model;
  const handover = outcome === null ? (state?.handover ?? null) : null;
  if (credential === null && !claimed && handover === null) return [];
  const head = element('h2', { id: 'claim-head', tabindex: '-1' }, say(headOf(model)));
  const tone = credential === null && !claimed && handover === 'never' ? 'status bad' : 'claim';
  return [element('section', { class: `card ${tone}`, 'aria-labelledby': 'claim-head' }, head, ...taking(model))];
}

function headOf({ state, credential, claimed }: Model): Key {
  if (credential !== null || (!claimed && state?.claimable === true)) return 'claim.head';
  return claimed ? 'claim.taken' : 'claim.where';
}

function taking(model: Model): readonly Node[] {
  const { state, say, credential, claimed } = model;
  if (credential !== null) return taken(model, credential);
  if (claimed) return [element('p', {}, say('claim.gone')), ...useOf(model)];
  if (state?.claimable === true) return [element('p', {}, say('claim.text')), reveal(model), ...useOf(model)];
  return [element('p', { id: 'handover' }, say(`claim.${state?.handover ?? 'elsewhere'}`))];
}

/** A key of a disk is typed by hand, at another screen; everything else is copied. */
function taken(model: Model, credential: string): readonly Node[] {
  const texts = { label: 'claim.label', text: 'claim.once' } as const;
  const key = model.state?.gives === 'disk-key' ? diskKeyIn(credential) : undefined;
  if (key === undefined) return [...revealed(model, credential, texts), ...useOf(model)];
  const { say } = model;
  return [
    ...keyToCompare(key, say),
    ...revealed(model, key.digits, { ...texts, drawn: digitsToType(key, say) }),
    ...useOf(model),
    element('p', { id: 'disk-key-after' }, say('disk-key.after')),
  ];
}

const reveal = (model: Model): Node => {
  const onclick = (): void => void model.claim().then((done) => done && document.getElementById('secret')?.focus());
  return element(
    'button',
    { type: 'button', class: 'main', id: 'reveal', disabled: model.isHeld, onclick },
    model.say('claim.do'),
  );
};
