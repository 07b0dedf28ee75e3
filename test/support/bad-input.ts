import type { HttpEvent } from '../../lambdas/http/event.ts';
import { CANARY } from './tickets.ts';

/** A request that must be refused, with the expected answer. */
export type BadInput = readonly [what: string, over: Partial<HttpEvent>, status: number, code: string];

const json = (body: string, over: Partial<HttpEvent> = {}): Partial<HttpEvent> => ({ body, ...over });

/** Bodies that every route with a body must refuse; each contains canaries, which must appear nowhere. */
export const BAD_BODIES: readonly BadInput[] = [
  ['no body', { body: undefined }, 400, 'body-missing'],
  ['an oversized body', json(JSON.stringify({ reason: CANARY.phone.repeat(5000) })), 413, 'body-too-large'],
  [
    'an oversized body in base64',
    json(Buffer.alloc(70_000).toString('base64'), { isBase64Encoded: true }),
    ...([413, 'body-too-large'] as const),
  ],
  [
    'a form',
    json(`secret=${CANARY.secret}`, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    ...([415, 'content-type-unsupported'] as const),
  ],
  ['no content type', json('{}', { headers: { 'content-type': undefined } }), 415, 'content-type-unsupported'],
  ['malformed JSON', json(`{"reason": ${CANARY.secret}}`), 400, 'json-malformed'],
  ['bytes that are no text', json('/w==', { isBase64Encoded: true }), 400, 'body-malformed'],
  ['duplicate keys', json(`{"reason":"${CANARY.secret}","reason":"x"}`), 400, 'json-duplicate-key'],
  ['a key of prototypes', json(`{"__proto__":{"reason":"${CANARY.secret}"}}`), 400, 'json-forbidden-key'],
  ['deep nesting', json(`${'['.repeat(9000)}${']'.repeat(9000)}`), 400, 'json-too-deep'],
  ['a number that must be rounded', json('{"requestedSeconds":9007199254740993}'), 400, 'json-unsafe-number'],
  ['a list', json(`["${CANARY.secret}"]`), 422, 'fields-invalid'],
  ['an unknown field', json(`{"sekret":"${CANARY.secret}"}`), 422, 'fields-unknown'],
];
