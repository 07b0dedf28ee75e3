import { z } from 'zod';
import type { PublishedApi, PublishedCall } from './published.ts';

const METHODS = 'https://docs.slack.dev/reference/methods';
const text = z.string();

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const plainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text.min(1).max(most), emoji: z.boolean().optional() });
const mrkdwn = z.strictObject({
  type: z.literal('mrkdwn'),
  text: text.min(1).max(3000),
  verbatim: z.boolean().optional(),
});

/** https://docs.slack.dev/reference/block-kit/blocks/header-block and …/section-block */
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(150), block_id: text.max(255).optional() }),
  z.strictObject({
    ...{ type: z.literal('section'), text: z.union([plainText(3000), mrkdwn]), block_id: text.max(255).optional() },
    expand: z.boolean().optional(),
  }),
]);
/** https://docs.slack.dev/reference/block-kit/blocks : at most 50 in a message. */
const content = {
  text: text.max(40_000).optional(),
  blocks: z.array(block).max(50).optional(),
  link_names: z.boolean().optional(),
  parse: z.enum(['none', 'full']).optional(),
};
const timestamp = text.regex(/^\d{10}\.\d{6}$/);
const channel = text.regex(/^[CGDU][A-Z0-9]+$/);

/** The errors that the pages of the methods list, and those of every method. */
const ERRORS = [
  ...['channel_not_found', 'not_in_channel', 'is_archived', 'msg_too_long', 'no_text', 'invalid_blocks'],
  ...['restricted_action', 'message_not_found', 'cant_update_message', 'edit_window_closed', 'users_not_found'],
  ...['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'no_permission'],
  ...['missing_scope', 'ekm_access_denied', 'not_allowed_token_type', 'access_denied', 'org_login_required'],
  ...['invalid_arguments', 'invalid_arg_name', 'invalid_json', 'json_not_object', 'invalid_form_data'],
  ...['unknown_method', 'invalid_http_method', 'message_limit_exceeded', 'ratelimited', 'rate_limited'],
  ...['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'],
] as const;
const refusal = z.strictObject({
  ok: z.literal(false),
  error: z.enum(ERRORS),
  needed: text.optional(),
  provided: text.optional(),
  warning: text.optional(),
  response_metadata: z.unknown().optional(),
});

/** A message as the answers of `chat.postMessage` and `chat.update` show it. */
const message = z.strictObject({
  ...{ type: z.literal('message').optional(), subtype: text.optional(), text, ts: timestamp.optional() },
  ...{ user: text.optional(), bot_id: text.optional(), app_id: text.optional(), team: text.optional() },
  ...{ username: text.optional(), thread_ts: timestamp.optional(), bot_profile: z.unknown().optional() },
  ...{
    blocks: z.array(z.unknown()).optional(),
    attachments: z.array(z.unknown()).optional(),
    edited: z.unknown().optional(),
  },
});

/** Nearly every answer has status 200, and `ok` says whether it is a refusal. https://docs.slack.dev/apis/web-api/rate-limits for 429. */
const method = (name: string, call: Pick<PublishedCall, 'body'>, success: z.ZodType): PublishedCall => ({
  page: `${METHODS}/${name}`,
  method: 'POST',
  path: new RegExp(`^/api/${name.replaceAll('.', '[.]')}$`),
  query: z.strictObject({}),
  ...call,
  answers: { 200: z.union([success, refusal]), 429: refusal },
});

const ok = { ok: z.literal(true), warning: text.optional(), response_metadata: z.unknown().optional() };

/** Slack's Web API with a bot token: https://docs.slack.dev/apis/web-api */
export const SLACK: PublishedApi = {
  vendor: 'Slack',
  origin: /^https:\/\/slack\.com$/,
  authorization: /^Bearer xoxb-\S+$/,
  calls: {
    'chat.postMessage': method(
      'chat.postMessage',
      {
        body: {
          as: 'json',
          shape: z.strictObject({
            ...{ ...content, channel, thread_ts: timestamp.optional(), reply_broadcast: z.boolean().optional() },
            ...{ unfurl_links: z.boolean().optional(), unfurl_media: z.boolean().optional() },
            mrkdwn: z.boolean().optional(),
          }),
        },
      },
      z.strictObject({ ...ok, channel, ts: timestamp, message }),
    ),
    'chat.update': method(
      'chat.update',
      {
        body: {
          as: 'json',
          shape: z.strictObject({ ...content, channel, ts: timestamp, reply_broadcast: z.boolean().optional() }),
        },
      },
      z.strictObject({ ...ok, channel, ts: timestamp, text, message }),
    ),
    'users.lookupByEmail': method(
      'users.lookupByEmail',
      { body: { as: 'form', shape: z.strictObject({ email: z.email() }) } },
      z.strictObject({
        ...ok,
        user: z.object({ id: text.regex(/^[UW]/), team_id: text, deleted: z.boolean(), is_bot: z.boolean() }),
      }),
    ),
    'auth.test': method(
      'auth.test',
      { body: { as: 'form', shape: z.strictObject({}) } },
      z.strictObject({
        ...{ ...ok, url: z.url(), team: text, user: text, team_id: text, user_id: text },
        ...{ bot_id: text.optional(), is_enterprise_install: z.boolean().optional() },
      }),
    ),
  },
};
