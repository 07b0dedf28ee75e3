import { ENV } from '../../contract/environment.ts';
import type { ContactKind } from '../../core/proofing/contact.ts';
import { optionalEnvironment } from './environment.ts';
import { once } from './once.ts';

const isSet = (name: Parameters<typeof optionalEnvironment>[0]): boolean => optionalEnvironment(name) !== undefined;

/** Kinds of contacts that this deployment brings messages to. Mail and calls need a sender, letters a mailroom; a text needs nothing. */
export const ways = once((): readonly ContactKind[] => [
  ...(isSet(ENV.mailFrom) ? (['email'] as const) : []),
  'sms',
  ...(isSet(ENV.voiceFrom) ? (['voice'] as const) : []),
  ...(isSet(ENV.mailFrom) && isSet(ENV.mailroom) ? (['postal'] as const) : []),
]);
