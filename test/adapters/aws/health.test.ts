import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsHealth, type HealthPlaces } from '../../../lambdas/adapters/aws/health.ts';
import { IamApi } from '../../../lambdas/adapters/iam/api.ts';
import { AwsQuery } from '../../../lambdas/adapters/iam/query.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { arnOf } from '../../../local/aws/arns.ts';
import { iamRoleArn, userArn } from '../../../local/aws/iam/user.ts';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { endpointOf } from '../../local/aws/endpoints.ts';
import { answering } from '../../support/faulty-client.ts';
import { iamSend, OPERATOR } from '../../support/issuers/iam.ts';

const TOPIC = arnOf('sns', 'alerts');
const NOW = Date.parse('2026-11-20T10:00:00.000Z');
const PLACES = {
  keys: { custody: 'custody', 'signing:people': arnOf('kms', 'key/people') },
  ...{ topicArn: TOPIC, mailFrom: 'help@example.com', webhookPrefix: 'Countersign/webhooks/' },
  rotation: arnOf('lambda', 'function:rotation'),
  rights: null,
};

const iamAt = ({ iam }: LocalAws): IamApi =>
  new IamApi(
    new AwsQuery({
      ...{ endpoint: 'https://iam.amazonaws.com', service: 'iam', version: '2010-05-08', region: 'us-east-1' },
      ...{ sha256: Sha256, credentials: async () => OPERATOR, send: iamSend(iam) },
    }),
  );

let aws: LocalAws;
let clients: ConstructorParameters<typeof AwsHealth>[0];

beforeAll(async () => {
  aws = await startLocalAws({ topics: [TOPIC], keys: ['custody'], signingKeys: ['people'], now: () => NOW });
  const at = endpointOf(aws);
  clients = {
    ...{ kms: new KMSClient(at), secretsManager: new SecretsManagerClient(at), lambda: new LambdaClient(at) },
    ...{ ses: new SESClient(at), sns: new SNSClient(at), waiting: new LambdaClient(at), iam: iamAt(aws) },
  };
});
afterAll(async () => {
  const { iam, ...others } = clients;
  for (const client of Object.values(others)) client.destroy();
  await aws.close();
});

const health = (places: Partial<HealthPlaces> = {}) => new AwsHealth(clients, { ...PLACES, ...places });

describe('the health of what AWS keeps', () => {
  it('is the state of every key, by its use', async () => {
    expect(await health().keys()).toEqual([
      { use: 'custody', state: 'Enabled' },
      { use: 'signing:people', state: 'Enabled' },
    ]);
    const kms = answering(clients.kms, 'DescribeKeyCommand', () => ({ KeyMetadata: { KeyState: 'PendingDeletion' } }));
    expect(await new AwsHealth({ ...clients, kms }, PLACES).keys()).toContainEqual({
      ...{ use: 'custody', state: 'PendingDeletion' },
    });
  });

  it('is the number of subscribers, and no address', async () => {
    expect(await health().subscribers()).toEqual({ confirmed: 1, pending: 0 });
    aws.sns.subscribers = 0;
    expect(await health().subscribers()).toEqual({ confirmed: 0, pending: 0 });
  });

  it('is whether mail reaches everybody: verified by address or by domain, out of the sandbox, and below its quota', async () => {
    const sound = { verified: true, sandbox: false, nearQuota: false };
    expect(await health().mail()).toEqual(sound);
    aws.ses.isVerified = (identity) => identity === 'example.com';
    expect(await health().mail()).toEqual(sound);
    aws.ses.isVerified = () => false;
    aws.ses.quota = 200;
    expect(await health().mail()).toEqual({ ...sound, verified: false, sandbox: true });
    aws.ses.quota = -1;
    expect(await health().mail()).toEqual({ ...sound, verified: false });
    expect(await health({ mailFrom: null }).mail()).toBeNull();
    const quota = { Max24HourSend: 1_000, SentLast24Hours: 799 };
    const ses = answering(clients.ses, 'GetSendQuotaCommand', () => ({ ...quota }));
    const near = () => new AwsHealth({ ...clients, ses }, PLACES).mail();
    expect(await near()).toMatchObject({ nearQuota: false });
    quota.SentLast24Hours = 800;
    expect(await near()).toMatchObject({ nearQuota: true });
  });

  it('is whether texts reach everybody', async () => {
    expect(await health().texts()).toEqual({ sandbox: false });
    aws.sns.sandbox = true;
    expect(await health().texts()).toEqual({ sandbox: true });
  });

  it('is how many functions the account may run at once', async () => {
    expect(await health().concurrency()).toEqual({ limit: 1_000 });
    aws.lambda.concurrency = 10;
    expect(await health().concurrency()).toEqual({ limit: 10 });
  });

  it('is which sources have a webhook key, and since when', async () => {
    const create = (name: string) =>
      clients.secretsManager.send(
        new CreateSecretCommand({ Name: `${PLACES.webhookPrefix}${name}`, SecretString: 'canary' }),
      );
    await create('jira');
    await create('zendesk');
    await clients.secretsManager.send(new DeleteSecretCommand({ SecretId: `${PLACES.webhookPrefix}zendesk` }));
    const changedAt = new Date(NOW).toISOString();
    const found = await health().webhookKeys(['jira', 'zendesk', 'servicenow']);
    expect(found).toMatchObject([
      { source: 'jira', key: 'there', changedAt },
      { source: 'zendesk', key: 'deleted', changedAt },
      { source: 'servicenow', key: 'missing', changedAt: null },
    ]);
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('is what the rotation function finds at the systems that it calls, and nothing where it calls none', async () => {
    const flaws = [{ kind: 'database', name: 'db:5432', flaw: 'tls-refused' }];
    const asked: unknown[] = [];
    const saying = (answer: object) =>
      new AwsHealth(
        {
          ...clients,
          waiting: answering(clients.waiting, 'InvokeCommand', (input) => {
            asked.push(input);
            return answer;
          }),
        },
        PLACES,
      );
    expect(await saying({ Payload: Buffer.from(JSON.stringify(flaws)) }).systems()).toEqual(flaws);
    expect(asked).toMatchObject([{ FunctionName: PLACES.rotation, Payload: Buffer.from('{"examine":"systems"}') }]);
    await expect(saying({ FunctionError: 'Unhandled', Payload: Buffer.from('{}') }).systems()).rejects.toMatchObject({
      ...{ code: 'function-failed', retryable: true },
    });
    expect(await health({ rotation: null }).systems()).toEqual([]);
  });

  it('is which rights functions lack at IAM, and nothing where IAM is not governed', async () => {
    expect(await health().rights()).toEqual([]);
    aws.iam.simulateBy(async ({ action }) => ({ allowed: action !== 'iam:GetRole', by: [] }));
    const rights = {
      identities: [userArn('jane', '/people/')],
      keyUsers: [],
      holders: { cloudTrail: iamRoleArn('trail') },
    };
    expect(await health({ rights }).rights()).toEqual([{ holder: 'cloudTrail', action: 'iam:GetRole', by: 'role' }]);
  });

  it('says which right is missing', async () => {
    const denied = () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    };
    const sns = answering(clients.sns, 'GetTopicAttributesCommand', denied);
    await expect(new AwsHealth({ ...clients, sns }, PLACES).subscribers()).rejects.toMatchObject({
      ...{ code: 'access-denied', retryable: false },
    });
  });
});
