import type { StaffOffers, StaffPlan, StaffRecovery } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { moment } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { type Key, keyOr, sayOr } from '../texts/texts.ts';
import { ticketName, tierMark } from '../texts/words.ts';
import { drawnStages } from './drawn.ts';
import { demandsInWords, ownersOf, scopeInWords } from './plan.ts';
import { executesAs, leftBy, releasedKeyOf, standsAs } from './standing.ts';
import { timed, timeOf } from './times.ts';

/** The head of a screen. It takes the focus when the screen is shown. */
export const headline = (text: string): Node => element('h1', { id: 'head', tabindex: '-1' }, text);

/** A recovery on the screen, with what this person may do about it. */
export interface Seen {
  readonly model: Model;
  readonly shown: StaffRecovery;
  readonly offers: StaffOffers;
}

type Telling = Pick<Model, 'say' | 'language'>;
export type Shown = Telling & { readonly shown: StaffRecovery };

/** What is asked, where it stands, and who can do what about it. */
export function heading({ say, shown, language }: Shown): readonly Node[] {
  const { recovery, account } = shown;
  return [
    element('p', { class: 'kicker' }, account, ' ', tierMark(recovery.plan?.tier ?? null, say)),
    headline(sayOr(say, 'action', recovery.action)),
    element('p', { class: 'lead', id: 'standing' }, sayOr(say, 'stands', standsAs(shown))),
    element(
      'p',
      { class: 'hint' },
      ...timed(
        say('recovery.opened', { at: moment(recovery.openedAt, language), id: recovery.id }),
        language,
        recovery.openedAt,
      ),
    ),
    ...ending(recovery, { say, language }),
    ...released(shown, say),
  ];
}

/** When what was executed ends by itself. */
function ending(
  { status, grant, action, stopped, plan }: StaffRecovery['recovery'],
  { say, language }: Telling,
): readonly Node[] {
  if (status !== 'granted' || grant === null || stopped) return [];
  const text = say(`grant.ends${leftBy(action, plan?.connector)}`, { at: moment(grant.expiresAt, language) });
  return [element('p', { id: 'ends' }, ...timed(text, language, grant.expiresAt))];
}

/** What whoever helps compares with the screen of the device, before 48 digits are typed. */
function released(shown: StaffRecovery, say: Telling['say']): readonly Node[] {
  const key = shown.recovery.status === 'granted' ? releasedKeyOf(shown) : undefined;
  return key === undefined ? [] : [element('p', { id: 'disk-key-id' }, say('grant.key', { key }))];
}

/** Statuses in which the requester may be on the telephone, or before a verifier who names their page again. */
export const CALLS: readonly string[] = ['opened', 'proofing', 'approving', 'granted'];

/** Whether the requester still has something to do: to prove, to wait, or to take what was made for them. */
const goesOn = ({ recovery: { status }, handover, end }: StaffRecovery): boolean =>
  end === null && CALLS.includes(status) && (status !== 'granted' || handover !== null);

/** The words for the telephone, in large letters. */
export function wordsCard({ say, shown }: Shown, ...more: readonly Node[]): readonly Node[] {
  if (shown.words === null || !goesOn(shown)) return [];
  return [
    card(
      'words',
      'words-head',
      say('words.head'),
      element('p', {}, say('words.say')),
      element('p', { class: 'pair', id: 'words' }, ...shown.words.flatMap((word) => [element('span', {}, word), ' '])),
      element('p', {}, say('words.hear')),
      ...more,
    ),
  ];
}

/** Where the requester goes on; nobody but they can prove anything there. They follow it; whoever helps them reads it out. */
export function pageCard({ model, shown }: { readonly model: Model; readonly shown: StaffRecovery }): readonly Node[] {
  const { say, overviews } = model;
  if (!goesOn(shown)) return [];
  const isProving = ['opened', 'proofing'].includes(shown.recovery.status);
  const address = `${location.origin}/r/${shown.recovery.id}`;
  if (overviews.parts?.person === shown.recovery.requester) {
    const link = element('a', { id: 'own-page', href: address }, say('page.own-do'));
    const text = element('p', {}, say(isProving ? 'page.own' : 'page.own-later'));
    return [card('status', 'page-head', say('page.own-head'), text, element('p', {}, link))];
  }
  if (!overviews.helps || shown.words === null) return [];
  const onclick = (): void => void model.act('done.copy', () => navigator.clipboard.writeText(address));
  return [
    card(
      '',
      'page-head',
      say('page.head'),
      element('p', {}, say(isProving ? 'page.text' : 'page.later')),
      element('p', { class: 'address', id: 'page-address' }, address),
      element('button', { type: 'button', id: 'copy', onclick }, say('page.copy')),
    ),
  ];
}

export function askedCard({ say, shown }: Shown): Node {
  const { requester, agent, channel, desk, ticket, reason } = shown.recovery;
  const rows: readonly (readonly [Key, string | null])[] = [
    ['fact.requester', requester],
    ['fact.reason', reason === '' ? null : `“${reason}”`],
    ['fact.agent', agent],
    ['fact.channel', sayOr(say, 'channel', channel)],
    ['fact.desk', desk],
    ['fact.ticket', ticketName(ticket)],
  ];
  return card('', 'asked-head', say('asked.head'), facts(rows, say));
}

/** The plan: the risk in sentences, what will be executed, and what is demanded. */
export function planCard(model: Shown): readonly Node[] {
  const { say, shown } = model;
  const { plan } = shown.recovery;
  if (plan === null)
    return [
      card('', 'plan-head', say('plan.head'), element('p', {}, say(shown.end === null ? 'plan.none' : 'plan.never'))),
    ];
  const { score, signals } = plan.risk;
  const said = model.language === 'en' ? undefined : shown.risks[model.language];
  const risks = signals.map(({ sentence, weight }, index) =>
    element('li', {}, `${said?.[index] ?? sentence} (+${weight})`),
  );
  return [
    card(
      score >= 40 ? 'status bad' : '',
      'risk-head',
      say('risk.head', { score }),
      risks.length === 0 ? element('p', {}, say('risk.none')) : element('ul', { id: 'risks' }, ...risks),
    ),
    card(
      '',
      'plan-head',
      say('plan.head'),
      element('p', { id: 'executes' }, executed(shown, plan, model)),
      element('h3', { id: 'scope-head' }, say('scope.head')),
      element(
        'ul',
        { id: 'scope', 'aria-labelledby': 'scope-head' },
        ...scopeInWords(plan, model).map((one) => element('li', {}, ...timed(one, model.language, ...usedIn(plan)))),
      ),
      element('h3', { id: 'demands-head' }, say('demands.head')),
      element(
        'ul',
        { id: 'demands', 'aria-labelledby': 'demands-head' },
        ...demandsInWords(shown.recovery.action, plan, model).map((one) => element('li', {}, one)),
      ),
      element('p', { class: 'hint' }, say('plan.owners', { owners: ownersOf(plan) })),
      element(
        'details',
        { id: 'rules-open' },
        element('summary', { id: 'rules' }, say('plan.rules')),
        element('ul', {}, ...plan.rules.map((one) => element('li', {}, say('plan.rule', { ...one })))),
      ),
    ),
  ];
}

const usedIn = ({ scope }: StaffPlan): readonly string[] => {
  const at = scope?.lastUsedAt ?? 'never';
  return at === 'never' ? [] : [at];
};

function executed(shown: StaffRecovery, { target, connector }: StaffPlan, { say, language }: Telling): string {
  const name = sayOr(say, 'action', shown.recovery.action);
  // German nouns begin with a capital wherever they stand.
  return say(keyOr(`plan.${executesAs(shown)}`, 'plan.executes'), {
    action: language === 'de' ? name : name.toLowerCase(),
    target,
    connector,
  });
}

/** Everything that has happened, oldest first. */
export function timelineCard({ say, shown, language }: Shown): Node {
  const { timeline, cut } = shown;
  const items = timeline.map(({ seq, at, actor, events }) =>
    element(
      'li',
      {},
      timeOf(at, language),
      element('strong', {}, actor.person ?? sayOr(say, 'actor', actor.by)),
      element('span', {}, events.map(({ type }) => sayOr(say, 'event', type)).join(', ')),
      element('span', { class: 'seq' }, `#${seq}`),
    ),
  );
  const gap =
    cut === null
      ? []
      : [element('p', { class: 'hint' }, say('timeline.cut', { after: cut.after, before: cut.before }))];
  return card(
    '',
    'timeline-head',
    say('timeline.head'),
    ...drawnStages({ say, language, shown }),
    element('ol', { class: 'timeline' }, ...items),
    ...gap,
  );
}

function facts(rows: readonly (readonly [Key, string | null])[], say: Model['say']): Node {
  const known = rows.filter(([, value]) => value !== null);
  return element(
    'dl',
    {},
    ...known.flatMap(([key, value]) => [element('dt', {}, say(key)), element('dd', {}, value ?? '')]),
  );
}

export const card = (tone: string, id: string, title: string, ...children: readonly (Node | false)[]): Node =>
  // Its head names it. A region with that name would be said twice, on screens of ten cards.
  element('section', { class: `card ${tone}`.trim() }, element('h2', { id, tabindex: '-1' }, title), ...children);
