import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GOVERNED_TAG, POSTGRES_ROLE_TAG } from '../../lambdas/contract/tags.ts';
import type { PostgresServer } from '../postgres/server.ts';
import { functionArn } from '../start/environment.ts';
import { clientOptions } from './aws-client.ts';
import { expectThat } from './expectation.ts';
import { opens, userOf } from './intake.ts';
import { isRegistered } from './registering.ts';
import { ROLE, type Servers } from './servers.ts';
import { reaches, type Stage } from './stage.ts';
import * as story from './story.ts';
import { jiraTicket } from './tickets.ts';

const TICKET = 'HELP-20004';
const SECRET = 'prod/orders/db';
const ACCOUNT = `secret:${SECRET}`;

/** The password of a role in a real PostgreSQL server is replaced, and once more when the grant ends. Nobody sees it. */
export async function playDatabaseAccount(
  stage: Stage,
  server: PostgresServer,
  { before }: Servers,
): Promise<story.Outcome> {
  const about = 'orders';
  await isStored(stage, server, before.orders);
  await isRegistered(stage, about, {
    ...{ account: ACCOUNT, target: SECRET, connector: 'secrets-manager', kind: 'service-account', tier: 'critical' },
    ...{ environment: 'production', owner: null, manager: null, contacts: [] },
    custodians: ['person:cora', 'person:carl'],
  });
  const ticket = {
    ...{ id: TICKET, account: ACCOUNT, action: 'rotate-secret', summary: 'Orders database password was in a chat' },
    ...{ requester: userOf('cora', 'jira'), opener: userOf('cora', 'jira') },
  };
  const delivery = jiraTicket(ticket, stage.webhookKeys.jira, new Date());
  const recovery = await opens(stage, delivery, { about, did: `${TICKET}: rotate-secret of ${SECRET}` });
  const scene = { stage, recovery, about };
  await reaches(stage, recovery, { statuses: ['proofing'] });
  await story.proves(scene, 'carl', 'custodian-attestation');
  await story.countersigns(scene, 'pia');
  await story.countersigns(scene, 'sara');
  const granted = await story.isExecuted(scene);
  const used = [before.orders];
  used.push(await isReplaced(scene, server, used));
  await story.isRevoked(scene, granted);
  await isReplaced(scene, server, used);
  return story.isReviewed(scene, TICKET);
}

/** The secret from which the service reads its password, as its owner keeps it: a tag says whose password it is. */
async function isStored(stage: Stage, { host, port, database }: PostgresServer, password: string): Promise<void> {
  const value = { engine: 'postgres', host, port, dbname: database, username: ROLE, password };
  const Tags = [
    { Key: GOVERNED_TAG.key, Value: GOVERNED_TAG.value },
    { Key: POSTGRES_ROLE_TAG, Value: ROLE },
  ];
  const rotation = { RotationLambdaARN: functionArn('rotateSecret'), RotateImmediately: false };
  await on(stage, async (client) => {
    await client.send(new CreateSecretCommand({ Name: SECRET, SecretString: JSON.stringify(value), Tags }));
    await client.send(new RotateSecretCommand({ SecretId: SECRET, ...rotation }));
    // Secrets Manager is eventually consistent: whoever asks by the name may not find it yet.
    for (const until = Date.now() + 10_000; !(await isShown(client)) && Date.now() < until; ) await pause(100);
  });
}

const isShown = (client: SecretsManagerClient): Promise<boolean> =>
  client.send(new DescribeSecretCommand({ SecretId: SECRET })).then(
    ({ RotationEnabled }) => RotationEnabled === true,
    () => false,
  );

/** The server lets the role in with what the secret holds now, and with nothing from before. Returns what the secret holds; it is printed nowhere. */
async function isReplaced(
  { stage, about }: story.Scene,
  server: PostgresServer,
  before: readonly string[],
): Promise<string> {
  const now = await on(stage, async (client) => {
    const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId: SECRET }));
    return String((JSON.parse(SecretString) as { readonly password?: string }).password);
  });
  const isIn = await server.signsIn(ROLE, now);
  const old = await Promise.all(before.map((password) => server.signsIn(ROLE, password)));
  const word = (is: boolean): string => (is ? 'let in' : 'turned away');
  const answer = `the secret's password: ${word(isIn)}; those from before: ${word(old.includes(true))}`;
  stage.timeline.tell({ about, who: 'postgresql', did: `asks ${ROLE} for a password`, answer });
  expectThat(isIn && !old.includes(true) && !before.includes(now), `the role was not rotated: ${answer}`);
  return now;
}

async function on<Result>(stage: Stage, work: (client: SecretsManagerClient) => Promise<Result>): Promise<Result> {
  const client = new SecretsManagerClient(clientOptions(stage));
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
