import { z } from 'zod';
import type { PublishedApi } from './published.ts';

const REST = 'https://developer.atlassian.com/cloud/jira/platform/rest/v3';
const ISSUES = `${REST}/api-group-issues/`;
const COMMENTS = `${REST}/api-group-issue-comments/`;
const text = z.string();
const word = text.optional();
const count = z.int().min(0);
const digits = text.regex(/^\d+$/);
const time = text.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$/);

/** `ErrorCollection`, of every refusal. */
const errors = z.strictObject({
  errorMessages: z.array(text),
  errors: z.record(text, text),
  status: z.int().optional(),
});
const refusals = { 400: errors, 401: errors, 403: errors, 404: errors, 429: errors };

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ : the nodes that are used here. */
const textNode = z.strictObject({
  ...{ type: z.literal('text'), text: text.min(1) },
  marks: z
    .array(z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: z.url(), title: word }) }))
    .optional(),
});
const document = z.strictObject({
  ...{ type: z.literal('doc'), version: z.literal(1) },
  content: z.array(z.strictObject({ type: z.literal('paragraph'), content: z.array(textNode).optional() })),
});

/** `UserDetails`; an address only where its owner shows it. */
const user = z.strictObject({
  ...{
    self: word,
    accountId: text.max(128),
    accountType: z.enum(['atlassian', 'app', 'customer', 'unknown']).optional(),
  },
  ...{ displayName: word, active: z.boolean().optional(), timeZone: word, emailAddress: word },
  avatarUrls: z.record(text, text).optional(),
});
const comment = z.strictObject({
  ...{
    self: word,
    id: digits,
    author: user,
    body: document,
    updateAuthor: user.optional(),
    created: time,
    updated: time,
  },
  ...{ jsdPublic: z.boolean().optional(), visibility: z.unknown().optional(), properties: z.unknown().optional() },
});

const statusCategory = z.strictObject({ self: word, id: z.int(), key: text, colorName: word, name: text });
const fields = z.looseObject({
  status: z.strictObject({ self: word, description: word, iconUrl: word, name: text, id: word, statusCategory }),
  resolution: z.strictObject({ self: word, id: text, description: word, name: text }).nullable(),
  reporter: user.nullable(),
  labels: z.array(text),
});
/** `IssueBean`. */
const issue = z.strictObject({ expand: word, id: digits, self: z.url(), key: text, fields: fields.partial() });

/** `PageBeanChangelog`, of which a change names a field, and the field's values as they are shown. */
const changes = z.strictObject({
  ...{ self: word, nextPage: word, startAt: count, maxResults: count, total: count, isLast: z.boolean() },
  values: z.array(
    z.strictObject({
      ...{ id: digits, author: user.optional(), created: time, historyMetadata: z.unknown().optional() },
      items: z.array(
        z.strictObject({
          ...{ field: text, fieldtype: text, fieldId: word, tmpFromAccountId: z.null().optional() },
          ...{ from: text.nullish(), fromString: text.nullable(), to: text.nullish(), toString: text.nullable() },
        }),
      ),
    }),
  ),
});

const page = { startAt: digits.optional(), maxResults: digits.optional() };
const place = '\\/rest\\/api\\/3\\/issue\\/[A-Z][A-Z0-9_]+-\\d+';

/** Jira Cloud, REST API v3, with the mailbox and an API token of a user: https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/ */
export const JIRA: PublishedApi = {
  vendor: 'Jira',
  origin: /^https:\/\/[a-z0-9-]+\.atlassian\.net$/,
  authorization: /^Basic [A-Za-z0-9+/]+=*$/,
  calls: {
    'get issue': {
      page: `${ISSUES}#api-rest-api-3-issue-issueidorkey-get`,
      ...{ method: 'GET', path: new RegExp(`^${place}$`), body: null },
      query: z.strictObject({ fields: word, fieldsByKeys: word, expand: word, properties: word, updateHistory: word }),
      answers: { 200: issue, ...refusals },
    },
    'edit issue': {
      page: `${ISSUES}#api-rest-api-3-issue-issueidorkey-put`,
      ...{ method: 'PUT', path: new RegExp(`^${place}$`) },
      query: z.strictObject({ notifyUsers: word, returnIssue: word }),
      body: { as: 'json', shape: z.strictObject({ fields: z.record(text.regex(/^customfield_\d+$/), text.max(255)) }) },
      answers: { 204: null, 200: issue, ...refusals, 415: null },
    },
    'get comments': {
      page: `${COMMENTS}#api-rest-api-3-issue-issueidorkey-comment-get`,
      ...{ method: 'GET', path: new RegExp(`^${place}\\/comment$`), body: null },
      query: z.strictObject({ ...page, orderBy: z.enum(['created', '-created', '+created']).optional(), expand: word }),
      answers: {
        200: z.strictObject({
          self: word,
          startAt: count,
          maxResults: count,
          total: count,
          comments: z.array(comment),
        }),
        ...refusals,
      },
    },
    'add comment': {
      page: `${COMMENTS}#api-rest-api-3-issue-issueidorkey-comment-post`,
      ...{ method: 'POST', path: new RegExp(`^${place}\\/comment$`) },
      query: z.strictObject({ expand: word }),
      body: {
        as: 'json',
        shape: z.strictObject({
          body: document,
          properties: z.array(z.strictObject({ key: text, value: z.unknown() })).optional(),
          visibility: z.unknown().optional(),
        }),
      },
      answers: { 201: comment, ...refusals, 415: null },
    },
    'get changelogs': {
      page: `${ISSUES}#api-rest-api-3-issue-issueidorkey-changelog-get`,
      ...{ method: 'GET', path: new RegExp(`^${place}\\/changelog$`), body: null },
      query: z.strictObject(page),
      answers: { 200: changes, ...refusals },
    },
    'get current user': {
      page: `${REST}/api-group-myself/#api-rest-api-3-myself-get`,
      ...{ method: 'GET', path: /^\/rest\/api\/3\/myself$/, body: null },
      query: z.strictObject({ expand: word }),
      answers: { 200: user, ...refusals },
    },
  },
};
