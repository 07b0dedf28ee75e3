import type { StaffPutAside } from '../../../lambdas/contract/overviews.ts';
import { element } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';
import { card } from '../parts/recovery.ts';
import { timeOf } from '../parts/times.ts';
import { type Say, sayOr } from '../texts/texts.ts';

/** What the deployment could not do by itself, each with what to do about it. Nothing where there is nothing. */
export function putAsideCard(model: Model, { stopped, unsent, more }: StaffPutAside): readonly Node[] {
  const { say } = model;
  if (stopped.length + unsent.length === 0) return [];
  return [
    card(
      'status bad',
      'aside-head',
      say('aside.head'),
      ...stoppedPart(model, stopped),
      ...unsentPart(model, unsent),
      more && element('p', { class: 'hint' }, say('waiting.more')),
    ),
  ];
}

/** Streams that a forged commit stops: nothing is done there until it is voided. */
function stoppedPart({ say, language }: Model, stopped: StaffPutAside['stopped']): readonly Node[] {
  if (stopped.length === 0) return [];
  const rows = stopped.map(({ stream, seq, why, at }) =>
    element(
      'li',
      {},
      element('strong', {}, stream),
      element('span', {}, say('aside.stopped', { seq, why })),
      timeOf(at, language),
      element('code', { class: 'line' }, `npx countersign ledger void ${stream} ${seq}`),
    ),
  );
  return [
    element('h3', {}, say('aside.stopped-head')),
    element('p', {}, say('aside.stopped-do')),
    element('ul', { class: 'entries', id: 'stopped' }, ...rows),
  ];
}

/** Messages and notes for tickets that did not arrive, and a button that sends again what was given up. */
function unsentPart(model: Model, unsent: StaffPutAside['unsent']): readonly Node[] {
  const { say, language, busy, api } = model;
  if (unsent.length === 0) return [];
  const rows = unsent.map(({ stream, seq, audience, why, at, again }) =>
    element(
      'li',
      {},
      element('strong', {}, say('aside.unsent', { stream, seq, whom: whomOf(audience, say) })),
      element('span', {}, sayOr(say, 'unsent', why)),
      timeOf(at, language),
      element('span', { class: 'hint' }, say(doingOf(audience, again))),
    ),
  );
  const onclick = (): void => void model.act('done.redeliver', () => api.redeliver());
  const button = element(
    'button',
    { type: 'button', id: 'redeliver', disabled: busy, onclick },
    say('aside.redeliver'),
  );
  return [
    element('h3', {}, say('aside.unsent-head')),
    element('ul', { class: 'entries', id: 'unsent' }, ...rows),
    element('p', {}, say('aside.redeliver-text')),
    element('p', { class: 'buttons' }, button),
  ];
}

/** What becomes of it by itself, or what somebody must do first. */
function doingOf(audience: string, again: boolean) {
  if (again) return 'aside.again';
  if (audience === 'ticket') return 'aside.ticket-do';
  return audience.startsWith('chat:') ? 'aside.chat-do' : 'aside.contact-do';
}

/** Whom a message is for, by what the ledger calls them: no address is known here. */
export function whomOf(audience: string, say: Say): string {
  const [kind = '', ...rest] = audience.split(':');
  return audience === 'ticket' ? say('whom.ticket') : `${sayOr(say, 'whom', kind)} ${rest.join(':')}`;
}
