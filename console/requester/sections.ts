import { element } from './dom.ts';
import type { Model } from './model.ts';
import { type Key, keyOr, moment } from './texts.ts';

/** The grant has been revoked, or is being revoked. */
export const CLOSING: readonly string[] = ['revoking', 'revocation-overdue', 'revoked', 'reviewing'];
const STEPS = ['step.prove', 'step.agree', 'step.done'] as const;

/** The step that a status belongs to; 3 after all steps. */
function stepOf(status: string): number {
  if (status === 'opened' || status === 'proofing') return 0;
  if (status === 'approving' || status === 'approved') return 1;
  return status === 'executing' ? 2 : 3;
}

/** The title of the page and the requested action. */
export function heading({ state, say, language, outcome }: Model): readonly Node[] {
  if (state === null) return [element('h1', {}, say('title')), element('p', { class: 'lead' }, say('loading'))];
  if (outcome !== null || state.ended)
    return [element('h1', {}, say(outcome === null ? 'ended.title' : `${outcome}.title`))];
  const at = state.openedAt === null ? '' : moment(state.openedAt, language);
  return [
    element('p', { class: 'kicker' }, say('title')),
    element('h1', {}, say(keyOr(`action.${state.action}`, 'title'))),
    element('p', { class: 'lead' }, say('asked', { at })),
    steps(stepOf(state.status), say),
  ];
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
export function standing({ state, say, language, outcome }: Model): readonly Node[] {
  if (state === null) return [];
  const about = outcome ?? (state.ended ? 'ended' : CLOSING.includes(state.status) ? 'closing' : state.status);
  const isStuck = about === 'proofing' && state.methods.length === 0;
  const isPartly = about === 'proofing' && !isStuck && state.proofs.some(({ outcome }) => outcome === 'verified');
  const isSeenOnce = about === 'proofing' && state.missing === 'second-verifier';
  const text: Key = isSeenOnce
    ? 'proofing.second'
    : isStuck
      ? 'proofing.none'
      : isPartly
        ? 'proofing.more'
        : keyOr(`${about}.text`, 'closing.text');
  const until = outcome === null && state.deadline !== null && !CLOSING.includes(state.status);
  return [
    element(
      'section',
      { class: `card status ${TONES[about] ?? ''}`, 'aria-labelledby': 'status-head' },
      element('h2', { id: 'status-head', tabindex: '-1' }, say(keyOr(`${about}.head`, 'closing.head'))),
      element('p', {}, say(text)),
      until &&
        element(
          'p',
          { class: 'until' },
          say(about === 'granted' ? 'until.granted' : 'until', { at: moment(state.deadline ?? '', language) }),
        ),
    ),
  ];
}

const TONES: Readonly<Record<string, string>> = { granted: 'good', stopped: 'good', refused: 'bad' };

export function words({ state, say, outcome }: Model): readonly Node[] {
  if (state === null || state.words === null || outcome !== null || CLOSING.includes(state.status)) return [];
  const [first = '', second = ''] = state.words;
  return [
    element(
      'section',
      { class: 'card words', 'aria-labelledby': 'words-head' },
      element('h2', { id: 'words-head' }, say('words.head')),
      element(
        'p',
        { class: 'pair', lang: 'en', id: 'two-words' },
        element('span', {}, first),
        ' ',
        element('span', {}, second),
      ),
      element('p', {}, say('words.text')),
    ),
  ];
}

/** Advice for a requester whom somebody vouches for, so that the statement counts for this page only. */
export function vouched({ state, say }: Model): readonly Node[] {
  if (state === null || state.page === null) return [];
  const name = element('strong', { lang: 'en', id: 'page-words', translate: 'no' }, state.page.join(' '));
  return [
    element('h3', {}, say('vouch.head')),
    element('p', {}, say('vouch.text')),
    element('p', { class: 'to' }, name),
  ];
}

/** The credential for the requester: shown once, then gone. */
export function claim(model: Model): readonly Node[] {
  const { state, say, credential, claimed, outcome } = model;
  const isReady = state?.claimable === true && outcome === null;
  if (credential === null && !claimed && !isReady) return [];
  const isHere = state?.proofs.some(({ here }) => here) ?? false;
  const body =
    credential !== null
      ? revealed(model, credential, { label: 'claim.label', text: 'claim.once' })
      : claimed
        ? [element('p', {}, say('claim.gone'))]
        : isHere
          ? [element('p', {}, say('claim.text')), reveal(model)]
          : [element('p', {}, say('claim.elsewhere'))];
  const head = element('h2', { id: 'claim-head', tabindex: '-1' }, say('claim.head'));
  return [element('section', { class: 'card claim', 'aria-labelledby': 'claim-head' }, head, ...body)];
}

const reveal = (model: Model): Node => {
  const onclick = (): void => void model.claim().then((done) => done && document.getElementById('secret')?.focus());
  return element(
    'button',
    { type: 'button', class: 'main', id: 'reveal', disabled: model.busy, onclick },
    model.say('claim.do'),
  );
};

/** A secret on the screen, with a button to copy it and one to hide it. */
export function revealed(
  model: Model,
  secret: string,
  { label, text }: { readonly label: Key; readonly text: Key },
): readonly Node[] {
  const { say } = model;
  const note = element('span', { role: 'status', class: 'note' });
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret);
    note.textContent = say('copied');
  };
  const hide = (): void => {
    model.forget();
    document.getElementById('status-head')?.focus();
  };
  return [
    element('p', { id: 'secret-about' }, say(text)),
    element(
      'output',
      { id: 'secret', class: 'secret', tabindex: '0', 'aria-label': say(label), translate: 'no' },
      secret,
    ),
    element(
      'p',
      { class: 'row' },
      element('button', { type: 'button', id: 'copy', onclick: () => void copy().catch(() => undefined) }, say('copy')),
      element('button', { type: 'button', id: 'hide', class: 'quiet', onclick: hide }, say('hide')),
      note,
    ),
  ];
}
