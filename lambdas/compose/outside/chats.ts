import type { ChatWay } from '../../app/relay/notices/chats.ts';
import type { ChatSettings } from '../../contract/chats.ts';
import { ENV } from '../../contract/environment.ts';
import type { Hours } from '../../core/policy/hours.ts';
import type { Chat, ChatHealth, ChatName } from '../../ports/chat.ts';
import { later, once, optionalEnvironment } from '../clients/environment.ts';

/** The chats that the stack names; none without. */
const settings = /* @__PURE__ */ once((): ChatSettings => JSON.parse(optionalEnvironment(ENV.chats) ?? '{}'));

/** When staff are left alone with what can wait; undefined: never. */
export const quietHours = /* @__PURE__ */ once((): Hours | undefined => {
  const text = optionalEnvironment(ENV.quietHours);
  return text === undefined ? undefined : JSON.parse(text);
});

const adapters = () => import('./chat-adapters.ts');

const METHODS = { post: true, replace: true, flaw: true } as const;

/** For the notices function. */
export const chats = /* @__PURE__ */ once((): readonly ChatWay[] => {
  const { slack, teams } = settings();
  const found = chatsByName();
  return [
    ...(slack === undefined || found.slack === undefined
      ? []
      : [{ name: 'slack' as const, audiences: Object.keys(slack.channels), direct: slack.direct, chat: found.slack }]),
    ...(teams === undefined || found.teams === undefined
      ? []
      : [{ name: 'teams' as const, audiences: teams.audiences, direct: false, chat: found.teams }]),
  ];
});

/** Each chat that the deployment has, made with its first call. */
export const chatsByName = /* @__PURE__ */ once((): Readonly<Partial<Record<ChatName, Chat & ChatHealth>>> => {
  const { slack, teams } = settings();
  return {
    ...(slack !== undefined && { slack: later(async () => (await adapters()).slackChat(slack), METHODS) }),
    ...(teams !== undefined && { teams: later(async () => (await adapters()).teamsChat(teams), METHODS) }),
  };
});
