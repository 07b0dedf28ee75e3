import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ChatSettings } from '../lambdas/contract/chats.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import { allow } from './grants.ts';
import type { Workspace } from './workspace.ts';

const secretsOf = ({ slack, teams }: ChatSettings): string[] =>
  [slack?.secret, teams?.secret].filter((secret) => secret !== undefined);

/** Tells a function the chats, and lets it read the credential of each. What the bot and the workflows may do is set at the vendors. */
export function grantChats(fn: LambdaFunction, chats: ChatSettings): void {
  fn.addEnvironment(ENV.chats, JSON.stringify(chats));
  allow(fn, ['secretsmanager:GetSecretValue'], { on: secretsOf(chats) });
}

/** Also lets it remember what it has posted. */
export function grantPosts(fn: LambdaFunction, chats: ChatSettings, workspace: Workspace): void {
  grantChats(fn, chats);
  workspace.grantItems(fn, ['chat'], ['GetItem', 'PutItem']);
}
