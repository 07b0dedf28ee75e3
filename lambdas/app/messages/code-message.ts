import { type Asks, asksOf, type MethodName } from '../../core/proofing/methods.ts';
import type { Language } from '../../core/registry/account.ts';
import { unanswered } from '../../core/values/family.ts';
import { type Instant, secondsUntil } from '../../core/values/instant.ts';
import type { Message } from '../../ports/delivery.ts';
import { Secret } from '../../ports/secret.ts';
import { CODE_TEXTS, type CodeTexts } from './code-texts.ts';
import { spokenCode } from './spoken.ts';
import { filled, moment } from './texts.ts';

export interface CodeMessage {
  readonly method: MethodName;
  readonly now: Instant;
  readonly expiresAt: Instant;
  readonly code: Secret;
  readonly language: Language;
}

/** A call has at least so many seconds: what `Spoken` takes. */
const LEAST_SECONDS = 5;

/** How a code is worded: nobody is told to pass on a code that only a page answers. Null: it brings no code. */
function wordingOf(asks: Asks): { readonly text: keyof CodeTexts; readonly isSpoken: boolean } | null {
  switch (asks.for) {
    case 'code':
      return { text: 'forPage', isSpoken: asks.to === 'voice' };
    case 'code-read-back':
      // To whichever contact the verifier chooses, so that it may have to be spoken.
      return { text: 'forCallBack', isSpoken: true };
    case 'code-passed-on':
      return { text: 'forContact', isSpoken: false };
    case 'passkey':
    case 'one-time-password':
    case 'saved-code':
    case 'vendor':
    case 'sighting':
    case 'word':
      return null;
    default:
      return unanswered(asks);
  }
}

/** The message that brings a code: nothing in it says whose account it is, or what for. Throws for a method that brings none. */
export function codeMessage({ method, now, expiresAt, code, language }: CodeMessage): Message {
  const texts = CODE_TEXTS[language];
  const worthSeconds = secondsUntil(now, expiresAt, LEAST_SECONDS);
  const wording = wordingOf(asksOf(method));
  if (wording === null) throw new TypeError(`method \`${method}\` brings no code`);
  const isForCallBack = wording.text === 'forCallBack';
  const values = { code: code.reveal(), until: moment(expiresAt) };
  return {
    subject: texts.subject,
    text: new Secret(filled(texts[wording.text], values)),
    spoken: wording.isSpoken ? spokenCode({ code, language, worthSeconds, isForCallBack }) : null,
  };
}
