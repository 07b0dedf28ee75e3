import type { MethodName } from '../../core/proofing/methods.ts';
import type { Language } from '../../core/registry/account.ts';
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

/** These send a code to where it may have to be spoken. */
const SPOKEN: readonly MethodName[] = ['issued-code-voice', 'call-back'];

/** A call has at least so many seconds: what `Spoken` takes. */
const LEAST_SECONDS = 5;

/** For whom it is, besides a page: nobody is told to pass on a code that only a page answers. */
const FOR: Readonly<Partial<Record<MethodName, keyof CodeTexts>>> = {
  'call-back': 'forCallBack',
  'recovery-contact': 'forContact',
};

/** The message that brings a code: nothing in it says whose account it is, or what for. */
export function codeMessage({ method, now, expiresAt, code, language }: CodeMessage): Message {
  const texts = CODE_TEXTS[language];
  const worthSeconds = secondsUntil(now, expiresAt, LEAST_SECONDS);
  const isForCallBack = method === 'call-back';
  const values = { code: code.reveal(), until: moment(expiresAt) };
  return {
    subject: texts.subject,
    text: new Secret(filled(texts[FOR[method] ?? 'forPage'], values)),
    spoken: SPOKEN.includes(method) ? spokenCode({ code, language, worthSeconds, isForCallBack }) : null,
  };
}
