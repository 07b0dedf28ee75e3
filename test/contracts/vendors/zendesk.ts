import { z } from 'zod';
import type { PublishedApi } from './published.ts';

const API = 'https://developer.zendesk.com/api-reference/ticketing';
const text = z.string();
const word = text.optional();
const id = z.int().min(1);
const time = text.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

/** https://developer.zendesk.com/api-reference/introduction/requests#400-range : `details` by field where something is invalid. */
const refusal = z.strictObject({
  error: z.union([text.min(1), z.strictObject({ title: text, message: text })]),
  description: word,
  details: z.record(text, z.unknown()).optional(),
});
/** 429 has `Retry-After`: https://developer.zendesk.com/api-reference/introduction/rate-limits/ */
const refusals = { 400: refusal, 401: refusal, 403: refusal, 404: refusal, 429: refusal };

const field = z.strictObject({ id, value: z.union([text, z.boolean(), z.null(), z.array(text)]) });
/** Of its many members, those that are made here are known by name. */
const ticket = z.strictObject({
  ...{ id, url: z.url(), external_id: text.nullish(), subject: word, raw_subject: word, description: word },
  ...{
    status: z.enum(['new', 'open', 'pending', 'hold', 'solved', 'closed']),
    priority: text.nullish(),
    type: text.nullish(),
  },
  ...{
    requester_id: id,
    submitter_id: id,
    assignee_id: id.nullish(),
    organization_id: id.nullish(),
    group_id: id.nullish(),
  },
  ...{ tags: z.array(text), custom_fields: z.array(field), created_at: time.optional(), updated_at: time.optional() },
  ...{
    via: z.unknown().optional(),
    brand_id: id.optional(),
    is_public: z.boolean().optional(),
    fields: z.array(field).optional(),
  },
});
const comment = z.strictObject({
  ...{ id, type: z.enum(['Comment', 'VoiceComment']), author_id: id, body: text, html_body: text, plain_body: text },
  ...{ public: z.boolean(), created_at: time, attachments: z.array(z.unknown()).optional(), audit_id: id.optional() },
  ...{ metadata: z.unknown().optional(), via: z.unknown().optional() },
});

/** Zendesk Support, Ticketing API, with `MAILBOX/token` and an API token. */
export const ZENDESK: PublishedApi = {
  vendor: 'Zendesk',
  origin: /^https:\/\/[a-z0-9-]+\.zendesk\.com$/,
  authorization: /^Basic [A-Za-z0-9+/]+=*$/,
  calls: {
    'show ticket': {
      page: `${API}/tickets/tickets/#show-ticket`,
      ...{ method: 'GET', path: /^\/api\/v2\/tickets\/\d+(\.json)?$/, query: z.strictObject({}), body: null },
      answers: { 200: z.strictObject({ ticket }), ...refusals },
    },
    'update ticket': {
      page: `${API}/tickets/tickets/#update-ticket`,
      ...{ method: 'PUT', path: /^\/api\/v2\/tickets\/\d+(\.json)?$/, query: z.strictObject({}) },
      body: {
        as: 'json',
        shape: z.strictObject({
          ticket: z.strictObject({
            comment: z.strictObject({ body: text.min(1).max(65_535), public: z.boolean().optional() }).optional(),
            custom_fields: z.array(field).optional(),
          }),
        }),
      },
      // 409: another update at the same time. 422: a value that is not valid, or a ticket that is closed.
      answers: {
        200: z.strictObject({ ticket, audit: z.looseObject({ id, events: z.array(z.unknown()) }) }),
        ...{ ...refusals, 409: refusal, 415: null, 422: refusal },
      },
    },
    'list comments': {
      page: `${API}/tickets/ticket_comments/#list-comments`,
      ...{ method: 'GET', path: /^\/api\/v2\/tickets\/\d+\/comments(\.json)?$/, body: null },
      query: z.strictObject({
        ...{ sort_order: z.enum(['asc', 'desc']).optional(), page: word, include: word },
        per_page: text.regex(/^([1-9]\d?|100)$/).optional(),
      }),
      answers: {
        200: z.strictObject({
          ...{ comments: z.array(comment), count: z.int().min(0) },
          ...{ next_page: text.nullable(), previous_page: text.nullish() },
        }),
        ...refusals,
      },
    },
    'show self': {
      page: `${API}/users/users/#show-self`,
      ...{ method: 'GET', path: /^\/api\/v2\/users\/me(\.json)?$/, query: z.strictObject({}), body: null },
      answers: {
        200: z.strictObject({
          user: z.looseObject({ id: id.nullable(), role: z.enum(['end-user', 'agent', 'admin']) }),
        }),
        ...refusals,
      },
    },
  },
};
