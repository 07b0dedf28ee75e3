import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import type { IssuedKey, KeyApi } from '../../../lambdas/ports/key-api.ts';

/** What the stand-in of an issuer knows of the keys of a secret. */
export interface IssuerSide {
  /** What the owner of the secret writes on it. */
  readonly tag: { readonly Key: string; readonly Value: string };
  /** Values of keys that open something now, the oldest first; and how many there are of any state. */
  readonly valid: () => readonly string[];
  readonly count: () => number;
  /** Whether the issuer's own side says whose keys these are. */
  readonly isBound: (isBound: boolean) => void;
  /** What is asked, and answers in place of the issuer. */
  readonly asked: readonly string[];
  readonly pause: () => Promise<void>;
  instead: (call: string) => Response | undefined;
  /** Hears of each call what is sent. */
  hears: (url: URL, request: RequestInit) => void;
}

/** An issuer that has one key of a secret. */
export interface Issuer extends IssuerSide {
  readonly api: KeyApi;
  readonly first: IssuedKey;
}

/** Time that passes with each pause, so that nobody waits. */
export class Clock {
  at = Date.parse('2026-01-05T09:00:00Z');
  readonly now = (): number => this.at;
  readonly pause = async (): Promise<void> => {
    this.at += 2_000;
  };
}

/** Sends to a stand-in, and notes what is asked. */
export function noting(handle: Send) {
  const notes = {
    asked: [] as string[],
    instead: (_: string): Response | undefined => undefined,
    hears: (_: URL, __: RequestInit): void => {},
  };
  const send: Send = async (url, request) => {
    const action = new URLSearchParams(typeof request.body === 'string' ? request.body : '').get('Action');
    const call = action ?? `${request.method} ${url.pathname}`;
    notes.asked.push(call);
    notes.hears(url, request);
    return notes.instead(call) ?? handle(url, request);
  };
  return { notes, send };
}
