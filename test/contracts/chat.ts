import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat, ChatHealth, ChatMessage, ChatReader } from '../../lambdas/ports/chat.ts';
import type { Watch } from './vendors/published.ts';

export interface ChatFixture {
  readonly chat: Chat & ChatHealth;
  /** A reader that the chat knows. */
  readonly to: ChatReader;
  /** What people read there, oldest message first; the address of its link last. */
  readonly shown: () => readonly (readonly string[])[];
  /** How often the vendor was called. */
  readonly calls: () => number;
  /** Answers every call until it is set to null. */
  readonly answersWith: (answer: (() => Response) | null) => void;
  readonly advance: (seconds: number) => void;
  /** Makes the vendor refuse our credential. */
  readonly revoke: () => void;
  /** Stands between adapter and vendor. */
  readonly watch: Watch;
}

export const CHAT_CANARY = 'canary-7f3d-credential-of-a-chat-with-forty-signs';

export const A_MESSAGE: ChatMessage = {
  subject: 'A recovery waits for a countersignature',
  paragraphs: [
    'Account cognito:jane. Somebody asked to reset the password.',
    'There is time until 2026-11-20 10:00 UTC.',
  ],
  link: { label: 'Open it in the console', url: 'https://recover.example.com/console#/recoveries/rec-1' },
};

/** Text that would be markup, a mention, a link, another direction or another line if it were not shown as it is. */
const HOSTILE = [
  '<!channel> <@U0BOSS> <https://evil.example|Approve> &lt;',
  '[Approve](https://evil.example) **bold** <at>all</at> `code` _x_ ~y~ *z*',
  '\u202Egnp.exe\u2066\u200B\u0000\u2028second line\nthird line',
  'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
];

/** Every adapter of the port `Chat` keeps to this. */
export function chatContract(name: string, make: () => ChatFixture): void {
  describe(`chat: ${name}`, () => {
    let fixture: ChatFixture;
    beforeEach(() => {
      fixture = make();
    });
    afterEach(() => {
      expect(fixture.watch.flaws).toEqual([]);
    });
    const failure = async (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );
    const posted = () => fixture.chat.post(fixture.to, A_MESSAGE);

    it('shows subject, paragraphs and the link, once', async () => {
      await posted();
      expect(fixture.shown()).toEqual([[A_MESSAGE.subject, ...A_MESSAGE.paragraphs, A_MESSAGE.link?.url]]);
    });

    it.each(HOSTILE)('shows hostile text as text, in one line: %j', async (text) => {
      await fixture.chat.post(fixture.to, { subject: text, paragraphs: [text], link: null });
      const line = text
        .replace(/[\p{C}\p{Zl}]+/gu, ' ')
        .replace(/(\u0301{3})\u0301+/, '$1')
        .trim();
      expect(fixture.shown()).toEqual([[line, line]]);
    });

    it('cuts endless text, and takes a message of endless paragraphs', async () => {
      const text = '<&>'.repeat(50_000);
      await fixture.chat.post(fixture.to, {
        ...A_MESSAGE,
        subject: text,
        paragraphs: Array.from({ length: 500 }, () => text),
      });
      const [[subject = '', ...rest] = []] = fixture.shown();
      expect([subject.length <= 150, rest.length < 60, rest.at(-1)]).toEqual([true, true, A_MESSAGE.link?.url]);
    });

    it('leaves out empty paragraphs', async () => {
      await fixture.chat.post(fixture.to, { ...A_MESSAGE, paragraphs: ['', ' \u200B', 'one'], link: null });
      expect(fixture.shown()).toEqual([[A_MESSAGE.subject, 'one']]);
    });

    it('refuses an audience that has no channel, before any call', async () => {
      for (const audience of ['stranger', 'constructor', '__proto__'])
        expect(await failure(fixture.chat.post({ audience }, A_MESSAGE))).toMatchObject({
          name: expect.stringMatching(/AdapterError/),
        });
      expect(fixture.calls()).toBe(0);
    });

    it.each([
      [500, 'unavailable', true],
      [503, 'unavailable', true],
      [401, 'credentials', true],
      [302, 'unexpected', false],
    ] as const)(
      'says what a status %d means, follows no redirect, and posts again afterwards',
      async (status, code, retryable) => {
        fixture.answersWith(() => new Response(null, { status, headers: { location: 'http://169.254.169.254/' } }));
        expect(await failure(posted())).toMatchObject({ code, retryable });
        expect(fixture.calls()).toBe(1);
        fixture.answersWith(null);
        await posted();
        expect(fixture.shown()).toHaveLength(1);
      },
    );

    it('waits for a short `Retry-After`, and posts', async () => {
      let isFirst = true;
      fixture.answersWith(() => {
        const status = isFirst ? 429 : 503;
        isFirst = false;
        return new Response(null, { status, headers: { 'retry-after': '2' } });
      });
      expect(await failure(posted())).toMatchObject({ code: 'unavailable' });
      expect(fixture.calls()).toBe(2);
    });

    it('calls nobody until a long `Retry-After` has passed', async () => {
      fixture.answersWith(() => new Response(null, { status: 429, headers: { 'retry-after': '120' } }));
      expect(await failure(posted())).toMatchObject({ code: 'throttled', retryable: true });
      fixture.answersWith(null);
      fixture.advance(119 - 10);
      expect(await failure(posted())).toMatchObject({ code: 'throttled', retryable: true });
      expect(fixture.calls()).toBe(1);
      fixture.advance(11);
      await posted();
      expect(fixture.shown()).toHaveLength(1);
    });

    it('has nothing to say about a credential that works', async () => {
      expect(await fixture.chat.flaw()).toBeNull();
      expect(fixture.shown()).toEqual([]);
    });

    it('keeps what waits while the credential is refused, and quotes neither it nor the text', async () => {
      fixture.revoke();
      const error = await failure(posted());
      expect(error).toMatchObject({ code: 'credentials', retryable: true });
      const said = inspect(error, { depth: 9, showHidden: true });
      expect([said.includes(CHAT_CANARY), said.includes('cognito:jane')]).toEqual([false, false]);
    });

    it('quotes nothing when the connection breaks', async () => {
      fixture.answersWith(() => {
        throw new Error(`connect ${CHAT_CANARY}`);
      });
      const error = await failure(posted());
      expect(error).toMatchObject({ code: 'unavailable', retryable: true });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(CHAT_CANARY);
    });
  });
}
