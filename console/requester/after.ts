import { element } from '../shared/dom.ts';
import { lasting, momentInZone } from '../shared/language.ts';
import type { Model } from './model.ts';
import { type Key, keyOr } from './texts.ts';

/** Statuses in which the plan is proved and nothing was handed over yet. */
const BEFORE: readonly string[] = ['approving', 'approved', 'executing'];

/** How long what is made for the requester lasts, and what happens when it is not used in time: before it is there, and after. */
export function lastsFor({ state, say, language, outcome }: Model): readonly Node[] {
  if (state === null || outcome !== null || state.failed) return [];
  const { status, gives, lasts, deadline, action, taken } = state;
  const text = (key: Key, values: Readonly<Record<string, string>>): Node =>
    element('p', { class: 'until', id: 'lasts' }, say(key, values));
  if (BEFORE.includes(status))
    return gives === null || lasts === null ? [] : [text(`lasts.${gives}`, { time: lasting(lasts, language) })];
  if (status !== 'granted' || deadline === null) return [];
  const at = momentInZone(deadline, language);
  if (gives === null) return [text(nothingTaken(state), { at })];
  const more = action === 'reset-mfa' ? [element('p', { class: 'until' }, say('factors.gone'))] : [];
  return [text(`${taken ? 'taken' : 'take'}.${gives}`, { at }), ...more];
}

/** Where what was handed over is used; empty for a directory that the page does not know. */
export function useOf({ state, say }: Pick<Model, 'state' | 'say'>): readonly Node[] {
  const place = state?.gives === 'disk-key' ? state.gives : state?.directory;
  const key = keyOr(`use.${place}`, 'title');
  return key === 'title' || state?.gives == null ? [] : [element('p', { id: 'use' }, say(key))];
}

/** The end that this page may be told of, or seen to have come; undefined while it goes on. */
function endOf({
  state,
  wasLive,
}: Model): { readonly head: Key; readonly text: Key; readonly next: Key | null } | undefined {
  if (state?.ended !== true) return undefined;
  if (state.end === null) {
    const family = wasLive ? 'over' : 'ended';
    return { head: `${family}.head`, text: `${family}.text`, next: null };
  }
  const { how, next } = state.end;
  const known = keyOr(`next.${next}`, 'title');
  return { head: `end.${how}.head`, text: `end.${how}.text`, next: known === 'title' ? null : known };
}

/** A recovery that has ended: how, what is true now, and what is next. */
export function ended(model: Model): readonly Node[] | undefined {
  const end = endOf(model);
  if (end === undefined || model.outcome !== null) return undefined;
  const { say } = model;
  return [
    element(
      'section',
      { class: 'card status', 'aria-labelledby': 'status-head' },
      element('h2', { id: 'status-head', tabindex: '-1' }, say(end.head)),
      element('p', { id: 'end' }, say(end.text)),
      end.next !== null && element('p', { id: 'next' }, say(end.next)),
    ),
  ];
}

/** What these put in place is replaced once more at the end. */
const REPLACED: readonly string[] = ['rotate-secret', 'reissue-token', 'replace-certificate'];

/**
 * Whether what was made for it ends. A certificate that people replaced stays: its end is that the one before it is revoked. What nobody used of a reset
 * in IAM Identity Center ends too.
 */
const isReplacedAgain = ({ action, directory }: NonNullable<Model['state']>): boolean =>
  directory === 'identity-center' ||
  (REPLACED.includes(action ?? '') && !(action === 'replace-certificate' && directory === 'by-hand'));

/** What whoever is handed nothing does, or needs not do. */
const nothingTaken = (state: NonNullable<Model['state']>): Key => {
  if (state.directory === 'identity-center') return keyOr(`none.identity-center.${state.action}`, 'none.text');
  return isReplacedAgain(state) ? keyOr(`none.${state.action}`, 'none.text') : 'none.text';
};

/** What is told of a recovery that is being ended, or whose execution failed. */
export function closingTexts(state: NonNullable<Model['state']>): { readonly head: Key; readonly text: Key } {
  const { status, failed, gives } = state;
  const isOver = status === 'revoked' || status === 'reviewing';
  const isOverdue = status === 'revocation-overdue';
  if (failed && gives === 'disk-key') return { head: 'failed.head', text: 'failed.disk-key' };
  if (failed)
    return { head: 'failed.head', text: isOver ? 'failed.over' : isOverdue ? 'failed.overdue' : 'failed.text' };
  if (gives === 'disk-key')
    return {
      head: isOver ? 'closed.over.head' : 'closing.head',
      text: isOver ? 'closing.over.disk-key' : isOverdue ? 'closing.overdue.disk-key' : 'closing.disk-key',
    };
  if (isOverdue) return { head: 'closing.head', text: 'closing.overdue' };
  const stays = gives === null && !isReplacedAgain(state);
  if (!isOver) return { head: 'closing.head', text: stays ? 'closing.none' : 'closing.text' };
  return { head: 'closed.over.head', text: stays ? 'closing.over.none' : 'closing.over' };
}
