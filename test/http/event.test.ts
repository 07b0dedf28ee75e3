import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../lambdas/contract/limits.ts';
import { assertJson, bodyBytesOf } from '../../lambdas/http/event.ts';
import { anEvent } from '../support/http.ts';

const event = (body: string, isBase64Encoded = false) => anEvent('POST /x', { body, isBase64Encoded });
const typed = (type: string | undefined) => anEvent('POST /x', { headers: { 'content-type': type } });

describe('body', () => {
  it('is the bytes that came over the wire, also where the gateway has encoded them', () => {
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0xbc]);
    expect(bodyBytesOf(event(bytes.toString('base64'), true))).toEqual(bytes);
    expect(bodyBytesOf(event('größe'))).toEqual(Buffer.from('größe', 'utf8'));
  });

  it.each([
    ['in ASCII', 'x'.repeat(LIMITS.bodyBytes + 1), false],
    ['in characters of several bytes', 'ü'.repeat(LIMITS.bodyBytes / 2 + 1), false],
    ['in base64', Buffer.alloc(LIMITS.bodyBytes + 1).toString('base64'), true],
    ['far beyond', 'x'.repeat(9 * 1024 * 1024), true],
  ])('refuses more bytes than the limit %s', (_, body, encoded) => {
    expect(() => bodyBytesOf(event(body, encoded))).toThrow(expect.objectContaining({ code: 'body-too-large' }));
  });

  it.each([
    ['in ASCII', 'x'.repeat(LIMITS.bodyBytes), false],
    ['in base64', Buffer.alloc(LIMITS.bodyBytes).toString('base64'), true],
  ])('accepts as many bytes as the limit %s', (_, body, encoded) => {
    expect(bodyBytesOf(event(body, encoded))).toHaveLength(LIMITS.bodyBytes);
  });

  it('refuses an empty body', () => {
    expect(() => bodyBytesOf(event(''))).toThrow(expect.objectContaining({ code: 'body-missing' }));
    expect(() => bodyBytesOf(anEvent('POST /x'))).toThrow(expect.objectContaining({ code: 'body-missing' }));
  });

  it.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/json; profile=x',
  ])('accepts the content type %s', (type) => {
    expect(() => assertJson(typed(type))).not.toThrow();
  });

  it.each([
    undefined,
    '',
    'text/plain',
    'text/json',
    'application/json; charset=utf-16',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json, text/plain',
  ])('refuses the content type %j', (type) => {
    expect(() => assertJson(typed(type))).toThrow(expect.objectContaining({ code: 'content-type-unsupported' }));
  });
});
