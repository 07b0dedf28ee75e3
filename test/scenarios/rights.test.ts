import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { KEY_FAMILIES } from '../../lambdas/contract/functions.ts';
import { ROUTES } from '../../lambdas/contract/routes.ts';
import { digestOf, type Json } from '../../lambdas/core/values/hash.ts';
import { roleArn } from '../../local/iam/physical.ts';
import { asOperator, callingAs } from '../../local/iam/principal.ts';
import { ALERT_TOPIC, functionArn, NAMES, signingKeyOf } from '../../local/start/environment.ts';
import type { LocalSystem } from '../../local/start/system.ts';
import { eventually } from '../support/eventually.ts';
import { startScenario } from '../support/local-system.ts';
import { eventsOf, Play } from '../support/play.ts';

/** Rights that the other scenarios do not come by: every route, what an owner enrols, what is worked again, and what nobody may. */

let system: LocalSystem;
let stop: () => Promise<void>;
let play: Play;

beforeAll(async () => {
  ({ system, stop } = await startScenario());
  play = new Play(system);
}, 120_000);
afterAll(() => stop());

const NONE = { MaximumRetryAttempts: 0 };

const DENIED = { name: expect.stringMatching(/^(AccessDeniedException|AuthorizationErrorException)$/) };

describe('under the rights of the template', () => {
  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s answers', async (_, route) => {
    const path = route.path
      .replace('{account+}', 'cognito:jane')
      .replace('{source}', 'idv')
      .replace(/\{\w+\}/, 'none');
    const headers = { authorization: `Bearer ${system.tokens['otto'] ?? ''}`, 'content-type': 'application/json' };
    const body = route.method === 'POST' ? { body: '{}' } : {};
    const { status } = await fetch(`${system.url}${path}`, { method: route.method, headers, ...body });
    expect(status).toBeLessThan(500);
  });

  it('an owner enrols a code and an app, and reads what they have', async () => {
    const account = 'cognito:jane';
    expect(await play.does('jane', '/me/authenticators', { account, method: 'saved-code' })).toHaveProperty('code');
    const { secret } = await play.does('jane', '/me/authenticators/offers', { account, method: 'totp' });
    const password = new TOTP({ secret: Secret.fromBase32(String(secret)) }).generate();
    await play.does('jane', '/me/authenticators', { account, method: 'totp', secret, password });
    const shown = await play.call('jane', 'GET', `/me/authenticators?account=${account}`);
    expect(shown.status).toBe(200);
  });

  it('an agent finds who called, by name and by account', async () => {
    for (const words of ['Jane Doe', 'cognito:jane']) {
      const { status, body } = await play.call('amira', 'POST', '/accounts/searches', { words });
      expect({ status, body }).toMatchObject({ status: 200 });
      expect(body['items']).toContainEqual(expect.objectContaining({ account: 'cognito:jane', name: 'Jane Doe' }));
    }
  });

  it('records that share a name are found together, by an agent and for whoever proposes the next', async () => {
    const proposing = (number: number) => ({
      ...{ person: `person:double-${number}`, name: 'Sam Double', nature: 'human', parts: [], ticketUsers: [] },
      ...{ subjects: [`https://issuer.example.com|double-${number}`], addresses: [`double-${number}@example.com`] },
    });
    const found = async () => {
      const { body } = await play.call('amira', 'POST', '/accounts/searches', { words: 'Sam Double' });
      return (body['items'] as readonly { readonly person: string }[]).map(({ person }) => person);
    };
    for (const number of [1, 2]) {
      const person = proposing(number);
      const stream = person.person;
      const { digest, lookAlikes } = await play.does('adam', '/registry/proposals', { person });
      const seen = lookAlikes === undefined ? undefined : digestOf(lookAlikes as Json);
      await play.does('ada', '/registry/confirmations', { stream, digest, ...(seen === undefined ? {} : { seen }) });
      await eventually(async () => expect(await found()).toContain(stream));
    }
    expect(await found()).toEqual(expect.arrayContaining(['person:double-1', 'person:double-2']));
    const { lookAlikes } = await play.does('adam', '/registry/proposals', { person: proposing(3) });
    expect(lookAlikes).toHaveLength(2);
  });

  it('whoever is called names the number that called, and who then asks from it for another account is suspected', async () => {
    const caller = '+44 20 7946 0199';
    const report = { call: null, caller };
    expect(await play.does('ken', '/me/calls/reports', report)).toMatchObject({ reported: true });
    const wrong = await play.call('ken', 'POST', '/me/calls/reports', { ...report, caller: '0199' });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'caller-malformed' } });
    const asked = { account: 'cognito:lena-admin', requester: 'person:lena', action: 'reset-mfa', channel: 'phone' };
    await eventually(async () => {
      const { recovery } = await play.does('amira', '/recoveries', { ...asked, reason: 'a test', caller });
      await eventually(async () => expect(eventsOf(await play.shows(String(recovery)))).toContain('RecoveryAssessed'));
      const shown = await play.shows(String(recovery));
      if (shown.end === null)
        await play.does('amira', `/recoveries/${recovery}/stops`, { reason: 'the test is over', cause: 'withdrawn' });
      expect(JSON.stringify(shown)).toContain('suspected-elsewhere');
      expect(JSON.stringify(shown)).not.toContain('7946');
    });
  });

  it('lists are shown to an auditor', async () => {
    for (const path of ['/recoveries?status=open', '/tickets', '/threats', '/ledger', '/keys', '/ledger/cognito:jane'])
      expect((await play.call('otto', 'GET', path)).status).toBeLessThan(500);
  });

  it('a message that the mail service refuses is listed for people on duty', async () => {
    const { quota } = system.aws.ses;
    system.aws.ses.quota = 0;
    try {
      const recovery = await play.opens('ken', 'cognito:ken', 'unlock');
      await eventually(async () => {
        const { unsent } = (await play.call('dana', 'GET', '/put-aside')).body as {
          readonly unsent?: readonly object[];
        };
        expect(unsent).toContainEqual(expect.objectContaining({ stream: 'cognito:ken' }));
      });
      await play.does('ken', `/recoveries/${recovery}/stops`, { reason: 'the test is over', cause: 'withdrawn' });
    } finally {
      system.aws.ses.quota = quota;
    }
  });

  it('an administrator has the deployment examined, and every part of it can be read', async () => {
    const { body } = await play.call('ada', 'GET', '/doctor');
    expect(body).toMatchObject({ unread: [], subscribers: { confirmed: 1 }, mail: { verified: true }, overdue: 0 });
    const records = await play.call('dana', 'GET', '/doctor/records');
    expect(records.body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ of: 'account' })]) });
  });

  it('a schedule fires under the role that it was given', async () => {
    const about = { GroupName: NAMES.scheduleGroup, FlexibleTimeWindow: { Mode: 'OFF' } as const };
    const at = new Date(Date.now() + 1_500).toISOString().slice(0, 19);
    const Input = JSON.stringify({ account: 'cognito:jane', recovery: 'none', trigger: 'schedule' });
    const Target = { Arn: functionArn('revoke'), RoleArn: roleArn('scheduler'), Input };
    const asked = {
      ...about,
      Name: 'rights',
      ScheduleExpression: `at(${at})`,
      Target: { ...Target, RetryPolicy: NONE },
    };
    const arm = new CreateScheduleCommand({ ...asked, ActionAfterCompletion: 'DELETE' });
    await callingAs(roleArn('execute'), () => new SchedulerClient({}).send(arm));
    const { schedules } = system.aws.scheduler;
    await eventually(async () => expect(schedules.find(NAMES.scheduleGroup, 'rights')).toBeUndefined());
    const log = await readFile(join(system.folder.path, 'log.jsonl'), 'utf8');
    expect(log).not.toContain('IAM refused a call');
  });

  it('whoever is on duty raises the threat level', async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    expect(await play.does('dana', '/threats', { account: 'cognito:jane', until, reason: 'calls' })).toHaveProperty(
      'threat',
    );
  });

  it('effects are worked again, from one commit, from a time and from dead letters', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const asked = [
      { stream: 'cognito:jane', seq: 1 },
      { since, until: new Date().toISOString() },
      { deadLetters: true },
    ];
    const answers: number[] = [];
    for (const body of asked) answers.push((await play.call('dana', 'POST', '/ledger/redeliver', body)).status);
    expect(answers).toEqual([202, 202, 202]);
  }, 60_000);
});

describe('nobody, not even whoever administers the account,', () => {
  it('changes or puts a commit', async () => {
    const client = new DynamoDBClient({});
    const Key = { account: { S: 'cognito:jane' }, seq: { N: '1' } };
    const change = new UpdateItemCommand({
      ...{ TableName: NAMES.ledger, Key, UpdateExpression: 'SET #b = :b' },
      ...{ ExpressionAttributeNames: { '#b': 'bytes' }, ExpressionAttributeValues: { ':b': { S: '' } } },
    });
    await expect(asOperator(() => client.send(change))).rejects.toMatchObject(DENIED);
    const put = new PutItemCommand({ TableName: NAMES.ledger, Item: { ...Key, seq: { N: '9999' } } });
    await expect(asOperator(() => client.send(put))).rejects.toMatchObject(DENIED);
  });

  it.each(KEY_FAMILIES)('signs as %s', async (family) => {
    const sign = new SignCommand({
      ...{ KeyId: signingKeyOf(family), Message: new Uint8Array(32) },
      ...{ MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' },
    });
    await expect(asOperator(() => new KMSClient({}).send(sign))).rejects.toMatchObject(DENIED);
  });
});

it.each(['notices', 'callBack', 'requesterChallenge'])(
  '%s texts telephones and publishes to no topic',
  async (name) => {
    const publish = (to: object) =>
      callingAs(roleArn(name), () => new SNSClient({}).send(new PublishCommand({ Message: 'x', ...to })));
    await expect(publish({ PhoneNumber: '+15551234567' })).resolves.toHaveProperty('MessageId');
    await expect(publish({ TopicArn: ALERT_TOPIC })).rejects.toMatchObject(DENIED);
  },
);
