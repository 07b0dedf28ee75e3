import { byId } from '../../shared/dom.ts';
import type { Model } from '../model/model.ts';

/** The control that was used when something began to be done; it is drawn anew, and is disabled meanwhile. */
let used = '';
let isBusy = false;
let told = 0;

/** Before the screen is drawn: notes what has the focus when something begins. */
export function noteFocus({ busy }: Model): void {
  if (busy && !isBusy) used = document.activeElement?.id ?? '';
}

/**
 * After the screen was drawn: when something that somebody did is over, the focus goes to what is said about it, else back to what they used,
 * else to the head of the screen. Whoever has gone on to another control meanwhile stays there.
 */
export function giveFocus({ busy, deeds, message }: Model): void {
  const [wasBusy, isOver] = [isBusy, (isBusy && !busy) || deeds !== told];
  isBusy = busy;
  if (!isOver || busy) return;
  told = deeds;
  const now = document.activeElement;
  if (wasBusy && now !== null && now !== document.body && now.id !== used) return;
  const again = byId(used);
  if (message !== null) byId('message-text')?.focus();
  else if (again instanceof HTMLElement && !again.matches(':disabled')) again.focus();
  else byId('head')?.focus();
}
