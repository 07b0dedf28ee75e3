import type { StaffItem, StaffThreats } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { about, type Language, moment } from '../../shared/language.ts';
import { type Say, sayOr } from './texts.ts';

interface Telling {
  readonly say: Say;
  readonly language: Language;
}

/** Whether every typed word is in the row. */
export function hasWords(item: StaffItem, words: string): boolean {
  const row = `${item.id} ${item.account} ${item.action} ${item.status} ${item.tier} ${item.kind}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => row.includes(word));
}

/** What somebody on duty has raised, in a sentence. A drain is no threat, and is not lowered like one: it says how it is lifted. */
export function threatInWords(
  { desk, drain, until, reason }: Omit<StaffThreats['threats'][number], 'id' | 'loweredBy'>,
  { say, language }: Telling,
): string {
  const values = { until: moment(until, language), reason: `“${reason}”` };
  if (drain) return say('threat.drain', values);
  return desk === null ? say('threat.everybody', values) : say('threat.desk', { ...values, desk });
}

/** What is said of lowering it: a drain is lifted, and whoever asks second has done it. */
export function loweringOf({ drain, loweredBy }: Pick<StaffThreats['threats'][number], 'drain' | 'loweredBy'>) {
  const isSecond = loweredBy !== null;
  return drain
    ? ({ done: isSecond ? 'done.lifted' : 'done.lift', asked: 'drain.asked', lower: 'drain.lift' } as const)
    : ({ done: isSecond ? 'done.lowered' : 'done.lower', asked: 'threat.asked', lower: 'threat.lower' } as const);
}

/** About how much time is left until a moment; empty where there is none. */
export function timeLeft(until: string | null, { say, language }: Telling): string {
  if (until === null) return '';
  const seconds = Math.floor((Date.parse(until) - Date.now()) / 1000);
  return seconds <= 0 ? say('left.none') : say('left.time', { time: about(seconds, language) });
}

/** The mark of an account that is protected more than others. */
export const tierMark = (tier: string | null, say: Say): Node | false =>
  tier !== null && tier !== 'standard' && element('span', { class: 'tier' }, sayOr(say, 'tier', tier));

export const ticketName = (
  ticket: { readonly source: string; readonly id: string } | null | undefined,
): string | null => (ticket == null ? null : `${ticket.source}/${ticket.id}`);
