import { describe, expect, it } from '@jest/globals';
import { TeamsChat } from '../../../lambdas/adapters/chat/teams.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { LocalTeams, type TeamsCard } from '../../../local/chat/teams.ts';
import { A_MESSAGE, CHAT_CANARY, chatContract } from '../../contracts/chat.ts';
import { Watch } from '../../contracts/vendors/published.ts';
import { TEAMS } from '../../contracts/vendors/teams.ts';

const to = { audience: 'verifier' };

function world(webhooksOf = (address: string): unknown => ({ verifier: address })) {
  const clock = { ms: Date.parse('2026-11-20T08:00:00Z') };
  const teams = new LocalTeams();
  const workflow = { channel: 'verifiers', signature: CHAT_CANARY, isOn: true };
  const held = { webhooks: JSON.stringify(webhooksOf(teams.add('w1', workflow))) };
  const watch = new Watch(TEAMS, teams.handle, () => teams.outage === null);
  const chat = new TeamsChat({
    ...{ webhooks: async () => new Secret(held.webhooks), audiences: ['verifier'] },
    ...{ send: watch.send, now: () => clock.ms },
    sleep: async (milliseconds) => {
      clock.ms += milliseconds;
    },
  });
  return { clock, teams, chat, workflow, held, watch };
}

const read = ({ body, actions = [] }: TeamsCard): readonly string[] => [
  ...body.flatMap(({ inlines }) => inlines.map(({ text }) => text)),
  ...actions.map(({ url }) => url),
];

chatContract('Teams', () => {
  const { clock, teams, chat, held, watch } = world();
  return {
    ...{ chat, to, watch },
    shown: () => teams.cardsIn('verifiers').map(read),
    calls: () => teams.calls,
    answersWith: (answer) => {
      teams.outage = answer;
    },
    advance: (seconds) => {
      clock.ms += seconds * 1_000;
    },
    revoke: () => {
      held.webhooks = held.webhooks.replace(CHAT_CANARY, `${CHAT_CANARY}-old`);
    },
  };
});

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Teams', () => {
  it('names no place: a workflow cannot change what it has posted', async () => {
    const { chat } = world();
    expect(await chat.post(to, A_MESSAGE)).toBeNull();
    expect(await failure(chat.replace())).toMatchObject({ code: 'channel-missing' });
  });

  it('has no run of a workflow fail for its size, however long a message is', async () => {
    const { chat, teams } = world();
    await chat.post(to, { ...A_MESSAGE, paragraphs: Array.from({ length: 30 }, () => '𝓐'.repeat(5_000)) });
    expect(teams.runs.map(({ failed }) => failed)).toEqual([null]);
  });

  it('has one action, which opens the link', async () => {
    const { chat, teams } = world();
    await chat.post(to, A_MESSAGE);
    expect(teams.cardsIn('verifiers')[0]?.actions).toEqual([
      { type: 'Action.OpenUrl', title: A_MESSAGE.link?.label, url: A_MESSAGE.link?.url },
    ]);
  });

  it('sends nothing to a person: only channels have workflows', async () => {
    const { chat, teams } = world();
    expect(await failure(chat.post({ mailbox: 'maria@example.com' }, A_MESSAGE))).toMatchObject({
      code: 'channel-missing',
    });
    expect(teams.calls).toBe(0);
  });

  const ELSEWHERE = [
    'http://default1.2.environment.api.powerplatform.com/workflows/w1?sig=x',
    'https://default1.2.environment.api.powerplatform.com:8443/workflows/w1?sig=x',
    'https://user:word@default1.2.environment.api.powerplatform.com/workflows/w1?sig=x',
    'https://environment.api.powerplatform.com.evil.example/workflows/w1?sig=x',
    'https://evil.example/default1.2.environment.api.powerplatform.com?sig=x',
    'https://evil-environment.api.powerplatform.com/?sig=x',
    'https://prod-23.westeurope.logic.azure.com/workflows/w1?sig=x',
    'https://contoso.webhook.office.com/webhookb2/w1',
    'https://169.254.169.254/latest/meta-data',
    'https://default1.2.environment.api.powerplatform.com.127.0.0.1.nip.io/workflows/w1?sig=x',
    'https://10.0.0.1/workflows/w1?sig=x',
    'https://metadata.google.internal/computeMetadata/v1/',
    'https://[::1]/',
    'https://localhost/',
    'not an address',
  ];
  it.each(ELSEWHERE)('calls no host but Power Automate’s: %s', async (address) => {
    const { chat, teams } = world(() => ({ verifier: address }));
    expect(await failure(chat.post(to, A_MESSAGE))).toMatchObject({ code: 'webhook-elsewhere', retryable: true });
    expect(await chat.flaw()).toBe('webhook-elsewhere');
    expect(teams.calls).toBe(0);
  });

  it.each([{}, [], null, { verifier: 7 }, 'text'])('says when the address is missing: %j', async (value) => {
    const { chat } = world(() => value);
    expect(await failure(chat.post(to, A_MESSAGE))).toMatchObject({ code: 'webhook-missing', retryable: true });
    expect(await chat.flaw()).toBe('webhook-missing');
  });

  it('waits for a workflow that was turned off', async () => {
    const { chat, workflow, teams } = world();
    workflow.isOn = false;
    expect(await failure(chat.post(to, A_MESSAGE))).toMatchObject({ code: 'webhook-gone', retryable: true });
    workflow.isOn = true;
    await chat.post(to, A_MESSAGE);
    expect(teams.cardsIn('verifiers')).toHaveLength(1);
  });

  it.each([
    [400, 'recipient-refused', false],
    [403, 'credentials', true],
    [410, 'webhook-gone', true],
    [413, 'recipient-refused', false],
  ])('says what a status %d means', async (status, code, retryable) => {
    const { chat, teams } = world();
    teams.outage = () => new Response('<html>', { status });
    expect(await failure(chat.post(to, A_MESSAGE))).toMatchObject({ code, retryable });
  });

  it('refuses a stored value that is no JSON', async () => {
    const { chat, held } = world();
    held.webhooks = `not json ${CHAT_CANARY}`;
    const error = await failure(chat.post(to, A_MESSAGE));
    expect(error).toMatchObject({ code: 'webhook-missing' });
    expect(String(error)).not.toContain(CHAT_CANARY);
  });
});

describe('the stand-in of a workflow', () => {
  it('accepts what its action cannot post, as Power Automate does, and fails where nobody sees it', async () => {
    const { teams } = world();
    const url = new URL(teams.add('w2', { channel: 'c', signature: 's', isOn: true }));
    const call = { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/json' } } as const;
    for (const body of ['{"@type":"MessageCard","text":"x"}', '{"text":"x"}'])
      expect((await teams.handle(url, { ...call, body })).status).toBe(202);
    expect(teams.runs.map(({ failed }) => failed)).toEqual(['BadRequest', 'BadRequest']);
    expect((await teams.handle(url, { ...call, body: '{' })).status).toBe(400);
  });
});
