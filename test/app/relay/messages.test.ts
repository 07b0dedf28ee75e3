import { describe, expect, it } from '@jest/globals';
import { MessageMalformed, parseAgain, parseNotice } from '../../../lambdas/app/relay/messages.ts';

const PLACE = { stream: 'cognito:jane', seq: 3 };
const NOW = '2026-11-20T10:00:00.000Z';

describe('messages', () => {
  it.each([[{ ...PLACE, audience: 'everybody' }], [{ ...PLACE, audience: 'contact:work' }]])(
    'of the notice queue are places with an audience: %j',
    (notice) => {
      expect(parseNotice(JSON.stringify({ ...notice, more: 1 }))).toEqual(notice);
    },
  );

  it.each([[PLACE], [{ since: NOW, until: NOW, after: null }], [{ since: NOW, until: NOW, after: 'x' }]])(
    'of the relay are a place or a time: %j',
    (again) => {
      expect(parseAgain(JSON.stringify(again))).toEqual(again);
    },
  );

  const nothing = ['', 'x', 'null', '[]', '7', '{}', '{"stream":"","seq":1}', '{"stream":"a:b","seq":0}'];
  it.each([...nothing, '{"stream":"a:b","seq":"1"}', '{"since":"then","until":"now"}'])('are not %j', (body) => {
    expect(() => parseNotice(body)).toThrow(MessageMalformed);
    expect(() => parseAgain(body)).toThrow(MessageMalformed);
  });
});
