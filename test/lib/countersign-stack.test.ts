import { describe, expect, it } from '@jest/globals';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';

const synthesized = synthesize();
const deployed = new Deployed(synthesized);
const outputs = (from: unknown): string[] => Object.keys((from as { Outputs: object }).Outputs).sort();

describe('the stack', () => {
  it('says where everything is', () => {
    const common = [
      ...['AlertTopicArn', 'ApiUrl', 'BootstrapFunctionName', 'LedgerTableName', 'SignInClientId', 'StateMachineArn'],
      ...['ConsoleUrl', 'CustodyKeyArn', 'PageUrl', 'RotationFunctionArn', 'TokenIssuer'],
      ...['WebhookKeyPrefix', 'WorkspaceTableName'],
    ].sort();
    const issuer = { url: 'https://login.example.com', audience: ['a'] };
    expect(outputs(synthesized.template)).toEqual([...common, 'UserPoolClientId', 'UserPoolId'].sort());
    const rules = { policy: '{}', digest: 'd' };
    expect(outputs(synthesize({ rules, identity: { issuer, approverGroups: [], desks: [] } }).template)).toEqual(
      [...common, 'PolicyDigest'].sort(),
    );
  });

  it('lets its issuer send people back to the console at its own address, and nowhere else but to this machine', () => {
    const [client = {}] = deployed.all('AWS::Cognito::UserPoolClient');
    const { CallbackURLs, LogoutURLs } = client as { CallbackURLs: unknown[]; LogoutURLs: unknown[] };
    const own = (url: unknown) => JSON.stringify(url).includes('/console') && JSON.stringify(url).includes('ApiHttp');
    const here = CallbackURLs.filter((url) => String(url).startsWith('http://localhost:'));
    expect(here).toEqual([47311, 47312, 47313].map((port) => `http://localhost:${port}/signed-in`));
    expect(CallbackURLs.filter((url) => !String(url).startsWith('http://localhost:')).map(own)).toEqual([true]);
    expect(LogoutURLs.map(own)).toEqual([true]);
  });

  it('gives tokens that are good for a quarter of an hour, since they outlive a sign-out, and revocable refresh tokens', () => {
    const [client] = deployed.all('AWS::Cognito::UserPoolClient');
    expect(client).toMatchObject({
      ...{ AccessTokenValidity: 15, IdTokenValidity: 15, EnableTokenRevocation: true },
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
    });
  });

  it('has one custom resource, the guard of its own, and nothing that is downloaded while it is deployed', () => {
    const types = deployed.resources.map(([, { Type }]) => Type);
    const special = types.filter((type) => /^Custom::|CustomResource|^AWS::Serverless|::Macro$/.test(type));
    expect(special).toEqual(['Custom::CountersignGuard']);
    const [guard] = deployed.all('Custom::CountersignGuard');
    expect(JSON.stringify(guard?.['ServiceToken'])).toContain('FunctionsGuardFunction');
  });

  it('names no host, region or account', () => {
    const text = JSON.stringify(synthesized.template).replaceAll(/http:\/\/localhost:4731[123]\/signed-in/g, '');
    expect(text).not.toMatch(/us-east-1|\b\d{12}\b|localhost|127\.0\.0\.1/);
  });

  it('keeps what cannot be made again when the stack is deleted', () => {
    const kept = deployed.resources.filter(([, { Type }]) =>
      [
        'AWS::DynamoDB::Table',
        'AWS::KMS::Key',
        'AWS::Cognito::UserPool',
        'AWS::SQS::Queue',
        'AWS::Logs::LogGroup',
      ].includes(Type),
    );
    for (const [, resource] of kept)
      expect(resource).toMatchObject({ DeletionPolicy: expect.stringMatching(/^Retain(ExceptOnCreate)?$/) });
  });

  it('rotates its keys, but those that sign: KMS rotates none of them', () => {
    const keys = deployed.all('AWS::KMS::Key').filter(({ KeyUsage }) => KeyUsage !== 'SIGN_VERIFY');
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(key).toMatchObject({ EnableKeyRotation: true });
  });

  it('sweeps every minute, and tallies the month before every day', () => {
    const timed = deployed
      .all('AWS::Events::Rule')
      .filter(({ ScheduleExpression }) => ScheduleExpression !== undefined);
    expect(timed.map(({ ScheduleExpression }) => ScheduleExpression).sort()).toEqual([
      'cron(10 3 * * ? *)',
      'rate(1 minute)',
    ]);
  });

  it('runs the workflow as a standard one, encrypted, traced, and logged without execution data', () => {
    expect(deployed.all('AWS::StepFunctions::StateMachine')).toEqual([
      expect.objectContaining({
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: expect.objectContaining({ Level: 'ALL', IncludeExecutionData: false }),
        EncryptionConfiguration: expect.objectContaining({ Type: 'CUSTOMER_MANAGED_KMS_KEY' }),
      }),
    ]);
  });
});
