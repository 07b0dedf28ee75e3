import { Refused } from './api.ts';
import { keyOr, type Say } from './texts.ts';

export interface Message {
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

/** What went wrong, and what to do about it where something is known. */
export function problemOf(error: unknown, say: Say): Message {
  if (!(error instanceof Refused)) return { text: say('error.other'), tone: 'bad' };
  const own = keyOr(`error.${error.code}`, 'error.other');
  const says = own !== 'error.other' || error.message === '' ? say(own) : `${error.message}.`;
  const next = own === 'error.other' && error.next !== '' ? ` ${say('error.next', { next: error.next })}` : '';
  return { text: `${says}${next}`, tone: 'bad' };
}
