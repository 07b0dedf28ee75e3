import { byId, element, show } from '../shared/dom.ts';
import { helpDesk } from '../shared/help-desk.ts';
import { firstLanguage, keepLanguage } from '../shared/language.ts';
import { Api } from './api.ts';
import { deskCard } from './desk.ts';
import { ways } from './methods.ts';
import { Model } from './model.ts';
import { revealed } from './revealed.ts';
import { CLOSING, claim, heading, othersCard, standing, words } from './sections.ts';
import { isLanguage, keyOr, LANGUAGES, type Language, moment } from './texts.ts';

/** Milliseconds between two reads of the state, while the page is visible. */
const EVERY_MS = 3_000;

const model = new Model(
  new Api(location.pathname),
  { language: firstLanguage(), stopToken: takeToken(), desk: helpDesk() },
  render,
);

/** Takes the token of a notice out of the address, before anybody sees or copies it. */
function takeToken(): string | null {
  const token = /^#stop=([\w-]{1,128})$/.exec(location.hash)?.[1] ?? null;
  if (location.hash !== '') history.replaceState(null, '', location.pathname);
  return token;
}

function choose(language: Language): void {
  model.language = language;
  keepLanguage(language);
  render();
}

function render(): void {
  const { state, language, say, message, busy, isHeld, outcome, savedCode, credential, claimed, stopToken, proved } =
    model;
  document.documentElement.lang = language;
  document.title = `${say(state === null || state.ended ? 'title' : keyOr(`action.${state.action}`, 'title'))} · Countersign`;
  const skip = byId('skip');
  if (skip !== null) skip.textContent = say('skip');
  const foot = byId('foot');
  if (foot !== null) foot.textContent = say('foot');
  show('desk', language, () => deskCard(say, model.desk));
  byId('main')?.setAttribute('aria-busy', String(state === null || busy));
  byId('main')?.classList.toggle('stale', model.staleSince !== null);
  show('languages', language, switcher);
  show('message', [language, message], said);
  const stage = [language, outcome, state?.status, state?.ended, state?.deadline, state?.failed];
  show('heading', [stage, state?.action, state?.openedAt, state?.intake], () => heading(model));
  const waits = [state?.methods, state?.proofs.length, state?.missing, state?.elsewhere];
  show('status', [stage, waits, state?.lasts, state?.taken, state?.end], () => standing(model));
  // What can be done now comes first: on a telephone the rest is out of sight.
  const taking = [stage, credential, claimed, state?.claimable, state?.handover, state?.directory, isHeld];
  const isTaken = credential !== null || claimed || state?.claimable === true;
  show('take', [taking, isTaken], () => (isTaken ? claim(model) : []));
  show('claim', [taking, isTaken], () => (isTaken ? [] : claim(model)));
  const talk = [stage, state?.page, state?.met, state?.intake, isHeld];
  const isCalled = state?.intake?.onBehalf !== false;
  show('words', talk, () => (isCalled ? words(model) : []));
  show('words-later', talk, () => (isCalled ? [] : words(model)));
  show('others', [stage, waits], () => othersCard(model));
  show('prove', [stage, state?.methods, state?.proofs, state?.challenges, savedCode, isHeld], proving);
  const stop = [stage, stopToken, proved, isHeld];
  show('urgent', [stop], () => (stopToken === null ? [] : stopping()));
  show('stop', [stop, state?.toStop, state?.challenges], () => (stopToken === null ? stopping() : []));
}

function switcher(): readonly Node[] {
  byId('languages')?.setAttribute('aria-label', model.say('language'));
  return Object.entries(LANGUAGES).map(([language, name]) => {
    const onclick = (): void => {
      if (isLanguage(language)) choose(language);
    };
    const pressed = String(language === model.language);
    return element(
      'button',
      { type: 'button', id: `language-${language}`, lang: language, 'aria-pressed': pressed, onclick },
      name,
    );
  });
}

function said(): readonly Node[] {
  const { message, say } = model;
  if (message === null) return [];
  return [
    element(
      'p',
      { id: 'message-text', class: `message ${message.tone}`, tabindex: '-1' },
      say(message.key, message.values),
    ),
  ];
}

function proving(): readonly Node[] {
  const { state, say, savedCode, outcome } = model;
  if (state === null || (savedCode === null && outcome !== null)) return [];
  const { proofs } = state;
  const open = model.openWays;
  const isOpen = state.status === 'proofing' && outcome === null && open.length > 0;
  const fresh =
    savedCode === null
      ? []
      : [
          element(
            'div',
            { class: 'fresh' },
            isOpen && element('h3', {}, say('new.head')),
            ...revealed(model, savedCode, { label: 'new.head', text: 'new.text' }),
          ),
        ];
  const isGiving = isOpen || fresh.length > 0;
  const given =
    proofs.length === 0
      ? []
      : [isGiving && element('h3', {}, say('prove.given')), element('ul', { class: 'given' }, ...proofs.map(proof))];
  if (!isOpen && fresh.length === 0 && given.length === 0) return [];
  const title = isOpen ? 'prove.head' : isGiving ? 'new.head' : 'prove.given';
  const head = element('h2', { id: 'prove-head', tabindex: '-1' }, say(title));
  const list = isOpen ? [ways(model, 'prove', open)] : [];
  return [element('section', { class: 'card', 'aria-labelledby': 'prove-head' }, head, ...fresh, ...list, ...given)];
}

function proof({ method, outcome, at, here }: NonNullable<Model['state']>['proofs'][number]): Node {
  const { say, language } = model;
  const verdict = say(outcome === 'verified' ? 'proof.verified' : 'proof.failed', { at: moment(at, language) });
  const name = element('strong', {}, say(keyOr(`method.${method}`, 'method.other')));
  return element(
    'li',
    { class: outcome === 'verified' ? 'good' : 'bad' },
    name,
    ` ${verdict}`,
    !here && ` (${say('proof.elsewhere')})`,
  );
}

function stopping(): readonly Node[] {
  const { state, say, outcome, stopToken, proved, isHeld } = model;
  if (state === null || state.ended || outcome !== null || CLOSING.includes(state.status)) return [];
  const head = element('h2', { id: 'stop-head', tabindex: '-1' }, say('stop.head'));
  const onclick = (): void =>
    void model.stop().then(() => byId(model.message === null ? 'status-head' : 'message-text')?.focus());
  const button = element(
    'button',
    { type: 'button', class: 'stop', id: 'stop-do', disabled: isHeld, onclick },
    say('stop.do'),
  );
  const text = (key: Parameters<typeof say>[0]): Node => element('p', {}, say(key));
  if (stopToken !== null) return [card('urgent', head, text('stop.now'), button)];
  if (proved !== null) return [card('', head, text('stop.proved'), button)];
  if (state.toStop.length === 0) return [card('', head, text('stop.none'))];
  return [
    card(
      '',
      head,
      text('stop.lead'),
      element(
        'details',
        { id: 'stop-open' },
        element('summary', { id: 'stop-summary' }, element('span', { class: 'name' }, say('stop.open'))),
        element('div', { class: 'way' }, text('stop.text'), ways(model, 'stop', state.toStop)),
      ),
    ),
  ];
}

const card = (tone: string, ...children: readonly Node[]): Node =>
  element('section', { class: `card stopping ${tone}`, 'aria-labelledby': 'stop-head' }, ...children);

const refresh = (): void => {
  if (document.visibilityState === 'visible' && !model.busy && model.state?.ended !== true) void model.read();
};

document.addEventListener('visibilitychange', refresh);
for (const change of ['online', 'offline']) window.addEventListener(change, refresh);
// The browser may keep this page for its back button; the copy must not contain secrets.
window.addEventListener('pagehide', () => model.forget());
window.addEventListener('hashchange', () => {
  model.stopToken = takeToken() ?? model.stopToken;
  render();
});
setInterval(refresh, EVERY_MS);
render();
void model.read();
