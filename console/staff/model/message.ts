import { type Key, keyOr, type Say } from '../texts/texts.ts';
import { Refused } from './refused.ts';

export interface Message {
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

/** What was under way when it went wrong: something that somebody did, something that they looked up once, or a read. `shown`: when what is still on the screen was read; null for nothing. */
export type UnderWay = 'deed' | 'look' | { readonly shown: string | null };

/** Faults in which nothing was answered about the matter itself: nobody knows whether a deed was done. */
const FAULTS: Readonly<Record<string, 'offline' | 'busy' | 'down'>> = {
  ...{ offline: 'offline', 'too-many-requests': 'busy' },
  ...{ internal: 'down', unavailable: 'down', 'keys-unusable': 'down' },
};

/** What went wrong, and what to do about it where something is known. */
export function problemOf(error: unknown, say: Say, underWay: UnderWay = 'deed'): Message {
  if (!(error instanceof Refused)) return { text: say('error.other'), tone: 'bad' };
  const fault = FAULTS[error.code];
  if (fault !== undefined) return { text: faultOf(fault, say, underWay), tone: 'bad' };
  const own = keyOr(`error.${error.code}`, 'error.other');
  const says = own !== 'error.other' || error.message === '' ? say(own) : `${error.message}.`;
  const next = own === 'error.other' && error.next !== '' ? ` ${say('error.next', { next: error.next })}` : '';
  return { text: `${says}${next}`, tone: 'bad' };
}

/** A fault, what it means for the screen or for what was done, and what happens next. */
function faultOf(fault: 'offline' | 'busy' | 'down', say: Say, underWay: UnderWay): string {
  const is = say(`fault.${fault}`);
  // The gateway turns away what it does not take: nothing was done then.
  if (underWay === 'deed') return `${is} ${say(fault === 'busy' ? 'fault.not-done' : 'fault.unknown')}`;
  if (underWay === 'look') return `${is} ${say('fault.look')}`;
  const rest: Key = underWay.shown === null ? 'fault.nothing' : 'fault.old';
  return `${is} ${say(rest, { at: underWay.shown ?? '' })}`;
}
