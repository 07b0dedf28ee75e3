import { z } from 'zod';
import type { PublishedApi } from './published.ts';

const text = z.string();
const word = text.optional();

/** https://adaptivecards.io/explorer/TextRun.html */
const textRun = z.strictObject({
  ...{ type: z.literal('TextRun'), text: text.min(1), isSubtle: z.boolean().optional() },
  size: z
    .enum(['default', 'small', 'medium', 'large', 'extraLarge', 'Default', 'Small', 'Medium', 'Large', 'ExtraLarge'])
    .optional(),
  weight: z.enum(['default', 'lighter', 'bolder', 'Default', 'Lighter', 'Bolder']).optional(),
});
/** https://adaptivecards.io/explorer/RichTextBlock.html : since version 1.2. */
const richText = z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(textRun).min(1), spacing: word });
/** https://adaptivecards.io/explorer/Action.OpenUrl.html */
const openUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: text.min(1),
  url: z.url({ protocol: /^https$/ }),
});

/** https://adaptivecards.io/explorer/AdaptiveCard.html ; Teams shows versions up to 1.5. */
const card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.2', '1.3', '1.4', '1.5']),
  body: z.array(richText).min(1),
  actions: z.array(openUrl).max(6).optional(),
});

const refusal = z.strictObject({ error: z.strictObject({ code: text.min(1), message: text.min(1) }) });

/**
 * A workflow of Power Automate with the trigger *When a Teams webhook request is received*. It accepts with 202 and no body, and posts
 * afterwards; a message above about 28 KB fails then. Its address contains a signature (`sig`), so no header is wanted.
 */
export const TEAMS: PublishedApi = {
  vendor: 'Teams',
  origin: /^https:\/\/[a-z0-9.]+\.environment\.api\.powerplatform\.com$/,
  authorization: null,
  calls: {
    'invoke a workflow': {
      page: 'https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook',
      method: 'POST',
      path: /^\/powerautomate\/automations\/direct\/workflows\/[^/]+\/triggers\/manual\/paths\/invoke$/,
      query: z.strictObject({ 'api-version': text, sp: text, sv: text, sig: text.min(1) }),
      body: {
        as: 'json',
        shape: z
          .strictObject({
            type: z.literal('message'),
            attachments: z
              .array(
                z.strictObject({
                  contentType: z.literal('application/vnd.microsoft.card.adaptive'),
                  contentUrl: z.null(),
                  content: card,
                }),
              )
              .length(1),
          })
          .refine((body) => Buffer.byteLength(JSON.stringify(body)) < 28_000, 'above 28 KB'),
      },
      answers: { 202: null, 400: refusal, 401: refusal, 403: refusal, 404: refusal, 429: refusal },
    },
  },
};
