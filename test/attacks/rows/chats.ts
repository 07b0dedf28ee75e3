import { createHmac } from 'node:crypto';
import type { Attack } from '../attack.ts';
import type { AttackWorld } from '../world.ts';

/** Whoever answers in a chat: a message is told and never listened to (ADR 52), whatever workspace an answer is from, and however it is signed. */

const KEY = '8f742231b10e8888abcd99yyyzzz85a5';
const TOKEN = Buffer.alloc(32, 7);

interface Answer {
  readonly source: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A click on a button, as Slack delivers it: https://docs.slack.dev/authentication/verifying-requests-from-slack */
function clicked(recovery: string, { team = 'T0HELPDESK', key = KEY } = {}): Answer {
  const seconds = String(Math.floor(Date.now() / 1000));
  const payload = {
    ...{ type: 'block_actions', team: { id: team, domain: 'acme' }, user: { id: 'U0IDA', team_id: team } },
    actions: [{ type: 'button', action_id: 'countersign', value: JSON.stringify({ recovery, decision: 'approve' }) }],
    response_url: 'http://169.254.169.254/latest/meta-data/',
  };
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const mac = createHmac('sha256', key).update(`v0:${seconds}:${body}`).digest('hex');
  const headers = {
    ...{ 'content-type': 'application/x-www-form-urlencoded', 'x-slack-request-timestamp': seconds },
    'x-slack-signature': `v0=${mac}`,
  };
  return { source: 'slack', headers, body };
}

/** A reply in a channel, as an outgoing webhook of Teams delivers it. */
function replied(recovery: string, { key = TOKEN } = {}): Answer {
  const body = JSON.stringify({
    ...{ type: 'message', id: '1485983408511', timestamp: new Date().toISOString(), channelId: 'msteams' },
    ...{ text: `<at>Countersign</at> approve ${recovery}`, serviceUrl: 'https://10.0.0.1/teams/' },
    ...{ from: { id: '29:1', name: 'Ida', aadObjectId: 'a' }, conversation: { id: '19:c', tenantId: 'another' } },
  });
  const mac = createHmac('sha256', key).update(body).digest('base64');
  return { source: 'teams', headers: { 'content-type': 'application/json', authorization: `HMAC ${mac}` }, body };
}

type Waiting = Awaited<ReturnType<AttackWorld['approving']>>;
const waiting = new WeakMap<AttackWorld, Promise<Waiting>>();

/** One plan that waits for all of them: each sighting counts for its verifier. */
function waitingIn(world: AttackWorld): Promise<Waiting> {
  const made =
    waiting.get(world) ?? world.account().then((account) => world.approving('jane', account, { seenBy: 'victor' }));
  waiting.set(world, made);
  return made;
}

/** The answer reaches nobody: it is recorded as a delivery from an unknown source, and the plan waits as before. */
const unheard = (tries: string, answerTo: (recovery: string) => Answer): Attack => ({
  ...{ tries, against: 'ADR 52', code: 'source-unknown', alerts: [], commits: { atMost: 1 } },
  stage: async (world) => {
    const { recovery, digest } = await waitingIn(world);
    const { source, headers, body } = answerTo(recovery);
    return async () => {
      const reply = await world.raw(`/webhooks/${source}`, { method: 'POST', headers, body });
      const now = await world.play.until(recovery, 'approving');
      if (now.digest !== digest) throw new Error('the plan is another one');
      return reply;
    };
  },
});

const post = (world: AttackWorld, path: string, { headers, body }: Answer) =>
  world.raw(path, { method: 'POST', headers, body });

export const CHATS: readonly Attack[] = [
  unheard('approve by a button in Slack, as Slack signs it', (recovery) => clicked(recovery)),
  unheard('approve by a button of another workspace', (recovery) => clicked(recovery, { team: 'T0EVIL' })),
  unheard('approve by a button with a wrong signature', (recovery) => clicked(recovery, { key: 'not-the-key' })),
  unheard('approve by an answer in Teams, as Teams signs it', (recovery) => replied(recovery)),
  unheard('approve by an answer in Teams with a wrong signature', (recovery) =>
    replied(recovery, { key: Buffer.alloc(32) }),
  ),
  {
    ...{ tries: 'send a chat’s answer to where other products listen', against: 'ADR 52', code: '404' },
    ...{ alerts: [], commits: 0 },
    stage: async (world) => async () => {
      const answer = clicked('rec-1');
      for (const path of ['/slack/interactions', '/slack/commands', '/api/messages']) await post(world, path, answer);
      return post(world, '/slack/events', answer);
    },
  },
];
