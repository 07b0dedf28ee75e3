import type { StaffProposals } from '../../../lambdas/contract/overviews.ts';
import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { DRAFTING, hashOf, type Proposals, wayBack } from '../model/place.ts';
import { confirm, seenOfBatch } from '../model/statement.ts';
import { lines, sends } from '../parts/fields.ts';
import { card, headline } from '../parts/recovery.ts';
import { timeOf } from '../parts/times.ts';
import { type Key, sayOr } from '../texts/texts.ts';
import { differenceCards } from './difference.ts';
import { signedCard } from './signing.ts';

type Proposal = StaffProposals['proposals'][number];

/** Changes of the registry and the policy that wait for a second administrator, and accounts that are frozen. */
export function proposalsScreen(model: Model): readonly Node[] {
  const { say, place, overviews, message } = model;
  if (place.at !== 'proposals') return [];
  if (place.stream !== '') return oneStream(model, place);
  const head = [headline(say('proposals.head')), element('p', { class: 'lead' }, say('proposals.text'))];
  const { proposals, freezes } = overviews;
  if (proposals === null) return message === null ? [...head, element('p', {}, say('loading'))] : head;
  const rows = proposals.flatMap(({ stream, proposals: some }) =>
    some.map(({ of, by, at }) =>
      element(
        'li',
        {},
        element('a', { href: hashOf({ at: 'proposals', stream }), id: `to-${of}-${stream}` }, stream),
        element('span', {}, sayOr(say, 'proposal', of)),
        element('span', { class: 'hint' }, say('proposals.by', { who: by })),
        timeOf(at, model.language),
      ),
    ),
  );
  return [
    ...head,
    ...(overviews.has('admin')
      ? [element('p', {}, element('a', { href: DRAFTING, id: 'to-draft' }, say('draft.link')))]
      : []),
    rows.length === 0
      ? element('p', { id: 'none-proposed' }, say('proposals.none'))
      : element('ul', { class: 'entries', id: 'proposals' }, ...rows),
    ...(overviews.isCut ? [element('p', { class: 'hint' }, say('waiting.more'))] : []),
    ...freezes.map(({ stream, proposals: some }) =>
      lifting(
        model,
        stream,
        some.some(({ of }) => of === 'lift'),
      ),
    ),
  ];
}

/** Asks for the end of a freeze; another administrator confirms it. */
function lifting(model: Model, stream: string, isAsked: boolean): Node {
  const { say, busy, api } = model;
  const id = `lift-${stream}`;
  const onsubmit = sends(model, (values) =>
    model.act('done.propose', () => api.proposeLift(stream, values.get(`${id}-reason`) ?? '')),
  );
  const form = element(
    'form',
    { id, onsubmit },
    lines({ id: `${id}-reason`, label: say('field.reason') }),
    element('button', { id: `${id}-do`, disabled: busy }, say('freeze.propose')),
  );
  const text = element('p', {}, say(isAsked ? 'freeze.waits' : 'freeze.frozen', { account: stream }));
  return card('status bad', `${id}-head`, say('freeze.head', { account: stream }), text, !isAsked && form);
}

function oneStream(model: Model, { asking }: Proposals): readonly Node[] {
  const { say, overviews, message } = model;
  const { proposed, confirmed } = overviews;
  if (asking !== undefined && confirmed === asking.digest) return [signedCard(say, asking)];
  const back = element('p', {}, element('a', { href: '#/proposals', id: 'back' }, say('proposals.head')));
  if (proposed === null)
    return [headline(say('proposals.head')), ...(message === null ? [element('p', {}, say('loading'))] : [])];
  const wanted = proposed.proposals.filter(({ digest }) => asking === undefined || asking.digest === digest);
  const cards = wanted.map((one) => proposalCard(model, proposed.stream, one));
  const none = cards.length === 0 ? [element('p', { id: 'none-proposed' }, say('proposals.none'))] : [];
  const head = headline(proposed.stream);
  if (asking === undefined) return [back, head, ...none, ...cards];
  const text = element('p', {}, say('signing.text'));
  const leave = element('a', { href: wayBack(asking, 'cancelled'), id: 'signing-cancel' }, say('signing.cancel'));
  return [head, card('', 'signing-head', say('signing.head'), text), ...none, ...cards, element('p', {}, leave)];
}

function proposalCard(model: Model, stream: string, proposal: Proposal): Node {
  const { say, language, busy, overviews } = model;
  const { of, by, at, digest, current, proposed, seen } = proposal;
  // Of a policy, what changes is compared below; the rest of a version is bookkeeping.
  const changes = changesIn(current ?? {}, proposed ?? {}).filter(
    ([name]) => of !== 'policy' || name === 'name' || name === 'digest',
  );
  const rows = changes.map(([name, before, after]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, sayOr(say, 'member', name)),
      element('td', { 'data-label': say('change.before') }, before),
      element('td', { 'data-label': say('change.after') }, after),
    ),
  );
  const heads = (['change.member', 'change.before', 'change.after'] as const).map((key) =>
    element('th', { scope: 'col' }, say(key)),
  );
  const table = element(
    'table',
    { id: `change-${of}` },
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...rows),
  );
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    void confirming(model, stream, {
      digest,
      seen: async () => (of === 'batch' ? seenOfBatch(proposed ?? {}, proposal) : (seen ?? undefined)),
    });
  };
  const mine = overviews.parts;
  const isAsked = model.place.at === 'proposals' && model.place.asking !== undefined;
  const isAdministrator = mine?.roles.includes('admin') === true;
  const why = whyNotHere(proposal, { person: mine?.person, isAdministrator, isAsked });
  const form = element(
    'form',
    { id: `confirm-${of}`, onsubmit },
    element('p', {}, say(seen === null ? 'proposals.confirm-text' : 'proposals.confirm-alike')),
    element('p', { class: 'hint' }, say('proposals.passkey')),
    element('button', { class: 'main', id: `confirm-${of}-do`, disabled: busy }, say('proposals.confirm')),
  );
  return card(
    'status',
    `proposal-${of}`,
    sayOr(say, 'proposal', of),
    element('p', {}, say('proposals.by', { who: by }), ' ', timeOf(at, language)),
    element('div', { class: 'rows' }, table),
    ...alikeCards(model, proposal),
    element('p', { class: 'hint' }, say('proposals.digest', { digest: digest.slice(0, 12) })),
    ...(of === 'policy'
      ? adopting(model, stream, { proposal, why })
      : [why === undefined ? form : element('p', { id: 'why-not' }, say(why))]),
  );
}

interface Confirming {
  readonly digest: string;
  /** Digest of what was read; undefined where none is asked for. */
  readonly seen: () => Promise<string | undefined>;
}

/** Confirms what is on the screen, signed by whoever has a passkey. */
const confirming = (model: Model, stream: string, { digest, seen }: Confirming): Promise<boolean> =>
  model.act('done.confirm', async () => {
    await confirm(model.api, { stream, digest, seen: await seen() });
    model.overviews.confirmed = digest;
  });

/** Registered records that a reader could take for this one: what a forger would count on. */
function alikeCards({ say }: Model, { lookAlikes, of }: Proposal): readonly Node[] {
  if (lookAlikes.length === 0) return [];
  const items = lookAlikes.map(({ record, as }) =>
    element('li', {}, element('strong', {}, record), element('span', {}, sayOr(say, 'likeness', as))),
  );
  return [
    element('h3', { class: 'bad' }, say('alike.head')),
    element('p', {}, say('alike.text')),
    element('ul', { class: 'entries', id: `alike-${of}` }, ...items),
  ];
}

/** A policy is read before it is confirmed: the button comes with what it changes (ADR 31). */
function adopting(
  model: Model,
  stream: string,
  { proposal, why }: { readonly proposal: Proposal; readonly why: Key | undefined },
): readonly Node[] {
  const { say, busy, overviews } = model;
  const { digest, proposed } = proposal;
  const to = typeof proposed?.['digest'] === 'string' ? proposed['digest'] : '';
  const { difference } = overviews;
  if (difference?.to !== to) {
    const onclick = (): void => void model.act('', () => overviews.readDifference(to));
    return [
      element(
        'button',
        { type: 'button', class: 'main', id: 'difference-read', disabled: busy, onclick },
        say('difference.read'),
      ),
      element('p', { class: 'hint' }, say('difference.reading')),
    ];
  }
  const { seen } = difference;
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    if (seen !== null) void confirming(model, stream, { digest, seen: async () => seen });
  };
  const form = element(
    'form',
    { id: 'confirm-policy', onsubmit },
    element('p', {}, say('difference.confirm-text')),
    element('p', { class: 'hint' }, say('proposals.passkey')),
    element('button', { class: 'main', id: 'confirm-policy-do', disabled: busy }, say('difference.confirm')),
  );
  const no = why ?? (seen === null ? 'difference.otherwise' : undefined);
  return [
    element('h3', {}, say('difference.head')),
    ...differenceCards(model, difference),
    no === undefined ? form : element('p', { id: 'why-not' }, say(no)),
  ];
}

interface Reader {
  readonly person: string | undefined;
  readonly isAdministrator: boolean;
  /** Whether their command line, which has compared the files of a batch, asks them to sign. */
  readonly isAsked: boolean;
}

/** Why a proposal has no button here; undefined where it has one. What this page cannot show whole is confirmed from the command line. */
export function whyNotHere({ of, by }: Pick<Proposal, 'of' | 'by'>, { person, isAdministrator, isAsked }: Reader) {
  if (of === 'batch' && !isAsked) return 'proposals.batch';
  if (person === by) return 'proposals.own';
  return isAdministrator ? undefined : 'proposals.read-only';
}

/** The members that a proposal changes: what each is, and what it would be. */
export function changesIn(
  current: Readonly<Record<string, unknown>>,
  proposed: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, before: string, after: string])[] {
  return [...new Set([...Object.keys(current), ...Object.keys(proposed)])].flatMap((name) => {
    const [before, after] = [wordsOf(current[name]), wordsOf(proposed[name])];
    return before === after ? [] : [[name, before, after] as const];
  });
}

/** A value on one line; a list has its entries one after the other. */
function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(wordsOf).join('; ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${wordsOf(inner)}`)
    .join(', ');
}
