import { SlackChat } from '../../adapters/chat/slack.ts';
import { TeamsChat } from '../../adapters/chat/teams.ts';
import { RememberedKey } from '../../adapters/keyed/remembered-key.ts';
import type { SlackSettings, TeamsSettings } from '../../contract/chats.ts';
import type { Chat, ChatHealth } from '../../ports/chat.ts';
import type { Secret } from '../../ports/secret.ts';
import { deploymentKeyOf } from '../clients/secrets-manager.ts';

// Calls Slack and workflows of Power Automate. `chats.ts` loads this file with the first message.

export const slackChat = ({ secret, workspace, channels }: SlackSettings): Chat & ChatHealth =>
  new SlackChat({ token: valueIn(secret), workspace, channels });

export const teamsChat = ({ secret, audiences }: TeamsSettings): Chat & ChatHealth =>
  new TeamsChat({ webhooks: valueIn(secret), audiences });

/** The value of a secret: read at most once in five minutes, so a new one is used before a message that waited comes again. */
function valueIn(secret: string): () => Promise<Secret> {
  const key = new RememberedKey(deploymentKeyOf(secret), Date.now);
  return async () => (await key.versions())[0];
}
