import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ENV } from '../../../lambdas/contract/environment.ts';
import { enterEnvironment, functionVariables } from '../../../local/start/environment.ts';

describe('the environment of the functions', () => {
  const before = { ...process.env };
  beforeEach(() => {
    Object.assign(process.env, {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'theirs',
      AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.eu-west-1.amazonaws.com',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it('has every variable of the contract but the optional ones and those that follow from the running system', () => {
    const names = Object.keys(functionVariables('policy.json'));
    expect(Object.values(ENV).filter((name) => !names.includes(name))).toEqual([
      ...[
        ENV.shippedPoliciesFile,
        ENV.signingFamily,
        ENV.caps,
        ENV.entraTenant,
        ENV.entraClient,
        ENV.entraSecret,
        ENV.entraDiskKeys,
        ENV.oktaOrg,
        ENV.oktaClient,
        ENV.oktaSecret,
        ...[ENV.googleDomain, ENV.googleSubject, ENV.googleSecret, ENV.identityCenter, ENV.byHand],
        ENV.groupTiers,
        ENV.activeDirectory,
        ENV.openldap,
        ENV.population,
        ...[ENV.entraLog, ENV.oktaLog, ENV.oktaHook, ENV.rightsAtIam, ENV.iamTrail],
        ...[ENV.rotationFunctions, ENV.rotationFunction, ENV.postgres, ENV.keyApis, ENV.iamUsers, ENV.probes],
        ENV.scheduleDeadLettersArn,
        ENV.edgeSecrets,
        ENV.issuer,
        ENV.audience,
        ENV.issuerAssurance,
        ENV.signInClient,
        ENV.signInScopes,
      ],
      ...[ENV.signInOrigins, ENV.sourcesFile, ENV.publicUrl, ENV.chats, ENV.tickets, ENV.quietHours],
      ...[ENV.noticeQueueUrl, ENV.relayQueueUrl, ENV.relayDeadLettersUrl, ENV.noticeDeadLettersUrl],
      ...[ENV.vendorsFile, ENV.pageFolder, ENV.consoleFolder],
    ]);
  });

  it('leaves nothing of the person’s own AWS configuration', () => {
    enterEnvironment({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'us-east-1' }, '/data');
    const left = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
    expect(Object.fromEntries(left)).toEqual({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/data/no-aws-configuration',
      AWS_SHARED_CREDENTIALS_FILE: '/data/no-aws-configuration',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
});
