import { describe, expect, it } from '@jest/globals';
import { SlackChat } from '../../../lambdas/adapters/chat/slack.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { LocalSlack, type SlackBlock, type SlackWorkspace } from '../../../local/chat/slack.ts';
import { A_MESSAGE, CHAT_CANARY, chatContract } from '../../contracts/chat.ts';
import { Watch } from '../../contracts/vendors/published.ts';
import { SLACK } from '../../contracts/vendors/slack.ts';

const WORKSPACE: SlackWorkspace = {
  team: 'T0HELPDESK',
  token: `xoxb-${CHAT_CANARY}`,
  scopes: ['chat:write', 'users:read.email'],
  channels: { C0APPROVE: 'joined', C0ELSE: 'not-joined', C0OLD: 'archived' },
  users: { U0MARIA: 'maria@example.com' },
};
const AUDIENCES = { 'approver:identity': 'C0APPROVE', elsewhere: 'C0ELSE', old: 'C0OLD', wrong: 'C0WRONG' };

function world(workspace = WORKSPACE) {
  const clock = { ms: Date.parse('2026-11-20T08:00:00Z') };
  const slack = new LocalSlack(workspace, () => clock.ms);
  const watch = new Watch(SLACK, slack.handle, () => slack.outage === null);
  const chat = new SlackChat({
    ...{ token: async () => new Secret(WORKSPACE.token), workspace: WORKSPACE.team, channels: AUDIENCES },
    ...{ send: watch.send, now: () => clock.ms },
    sleep: async (milliseconds) => {
      clock.ms += milliseconds;
    },
  });
  return { clock, slack, chat, watch };
}

/** As a client shows it: entities are read back, and of a link its address. */
const read = ({ text: { type, text } }: SlackBlock): string =>
  type === 'mrkdwn'
    ? (/^<([^|]+)\|[^>]*>$/.exec(text)?.[1] ?? 'markup')
    : text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const to = { audience: 'approver:identity' };

chatContract('Slack', () => {
  const { clock, slack, chat, watch } = world();
  return {
    ...{ chat, to, watch },
    shown: () => slack.messages.map(({ blocks }) => blocks.map(read)),
    calls: () => slack.calls.length,
    answersWith: (answer) => {
      slack.outage = answer;
    },
    advance: (seconds) => {
      clock.ms += seconds * 1_000;
    },
    revoke: () => {
      slack.workspace = { ...slack.workspace, token: 'xoxb-another' };
    },
  };
});

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Slack', () => {
  it('has nothing in a message that a client reads as markup, but the link of its own', async () => {
    const { slack, chat } = world();
    await chat.post(to, { ...A_MESSAGE, subject: '<!here> & *x*', paragraphs: ['<@U0MARIA>'] });
    const [message] = slack.messages;
    expect(message?.text).toBe('&lt;!here&gt; &amp; *x*');
    expect(message?.blocks.filter(({ text }) => text.type === 'mrkdwn')).toEqual([
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `<${A_MESSAGE.link?.url}|Open it in the console>`, verbatim: true },
      },
    ]);
  });

  it('lets no address and no label end the link that they are in', async () => {
    const { slack, chat } = world();
    const url = 'https://recover.example.com/console#/recoveries/a>|<!channel>';
    await chat.post(to, { ...A_MESSAGE, link: { label: '> <!channel> | x', url } });
    const { text } = slack.messages[0]?.blocks.at(-1)?.text ?? {};
    expect(text).toMatch(/^<https:[^<>|]+\|[^<>|]+>$/);
  });

  it('replaces a message, and again without complaint', async () => {
    const { slack, chat } = world();
    const place = await chat.post(to, A_MESSAGE);
    for (const _ of [1, 2]) await chat.replace(place, { subject: 'Done', paragraphs: [], link: null });
    expect(slack.messages).toMatchObject([{ text: 'Done', edited: true, blocks: [{ type: 'header' }] }]);
  });

  it.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'leaves a message as it is after %s',
    async (error) => {
      const { slack, chat } = world();
      const place = await chat.post(to, A_MESSAGE);
      slack.outage = () => Response.json({ ok: false, error });
      await chat.replace(place, A_MESSAGE);
      expect(slack.messages[0]?.edited).toBe(false);
    },
  );

  it('answers an earlier message so that the channel sees it', async () => {
    const { slack, chat, clock } = world();
    const place = await chat.post(to, A_MESSAGE);
    clock.ms += 1_000;
    await chat.post(to, A_MESSAGE, place);
    expect(slack.messages.map(({ thread }) => thread)).toEqual([null, place.message]);
  });

  it('finds a person by a mailbox, and answers in their own conversation', async () => {
    const { slack, chat } = world();
    expect(await chat.post({ mailbox: 'maria@example.com' }, A_MESSAGE)).toMatchObject({ channel: 'DU0MARIA' });
    expect(await failure(chat.post({ mailbox: 'x@example.com' }, A_MESSAGE))).toMatchObject({
      ...{ code: 'recipient-refused', retryable: false },
    });
    expect(slack.messages).toHaveLength(1);
  });

  it('keeps to one message a second in a channel: the second waits and is posted', async () => {
    const { slack, chat } = world();
    await chat.post(to, A_MESSAGE);
    await chat.post(to, A_MESSAGE);
    expect(slack.messages).toHaveLength(2);
    expect(slack.calls).toHaveLength(3);
  });

  it.each([
    ['elsewhere', 'not_in_channel'],
    ['old', 'is_archived'],
    ['wrong', 'channel_not_found'],
  ])('gives up on a channel that Slack refuses (%s)', async (audience, error) => {
    const found = await failure(world().chat.post({ audience }, A_MESSAGE));
    expect(found).toMatchObject({ code: 'recipient-refused', retryable: false });
    expect(String(found)).toContain(error);
  });

  it.each([
    ['ratelimited', 'throttled', true],
    ['internal_error', 'unavailable', true],
    ['token_revoked', 'credentials', true],
    ['missing_scope', 'credentials', true],
    [`quoted ${CHAT_CANARY}`, 'recipient-refused', false],
    [17, 'recipient-refused', false],
  ])('reads `ok: false` of an answer with status 200: %s', async (said, code, retryable) => {
    const { slack, chat } = world();
    slack.outage = () => Response.json({ ok: false, error: said });
    const error = await failure(chat.post(to, A_MESSAGE));
    expect(error).toMatchObject({ code, retryable });
    expect(String(error)).not.toContain(CHAT_CANARY);
  });

  it.each([null, 'ok', [], { ok: 'true' }, { ok: true }])('takes no other answer for success: %j', async (answer) => {
    const { slack, chat } = world();
    slack.outage = () => Response.json(answer);
    expect(await failure(chat.post(to, A_MESSAGE))).toMatchObject({ name: expect.stringMatching(/AdapterError/) });
  });

  it('says when the token is refused, or belongs to another workspace', async () => {
    const refused = world({ ...WORKSPACE, token: 'xoxb-another' });
    expect(await refused.chat.flaw()).toBe('credentials');
    expect(await world({ ...WORKSPACE, team: 'T0OTHER' }).chat.flaw()).toBe('other-workspace');
    const out = world();
    out.slack.outage = () => new Response(null, { status: 503 });
    expect(await failure(out.chat.flaw())).toMatchObject({ code: 'unavailable' });
  });
});
