import { ENV } from '../../contract/environment.ts';
import type { ContactKind } from '../../core/proofing/contact.ts';
import { optionalEnvironment } from './environment.ts';
import { once } from './once.ts';

/** Kinds of contacts that this deployment brings messages to. Mail and calls need a sender; a text does not. */
export const ways = once((): readonly ContactKind[] => [
  ...(optionalEnvironment(ENV.mailFrom) === undefined ? [] : (['email'] as const)),
  'sms',
  ...(optionalEnvironment(ENV.voiceFrom) === undefined ? [] : (['voice'] as const)),
]);
