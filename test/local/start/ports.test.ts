import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ENV } from '../../../lambdas/contract/environment.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { type LocalAws, startLocalAws } from '../../../local/aws/server.ts';
import { boxesContract, sweptBoxesContract } from '../../contracts/boxes.ts';
import { connectorContract } from '../../contracts/connector.ts';
import { deploymentKeyContract } from '../../contracts/deployment-key.ts';
import { boxesAt } from '../../contracts/endpoints/boxes.ts';
import { AWS_CONNECTORS, CONNECTORS_AT } from '../../contracts/endpoints/connectors.ts';
import { deploymentKeyAt } from '../../contracts/endpoints/deployment-key.ts';
import { type AwsEndpoint, clientOptions } from '../../contracts/endpoints/endpoint.ts';
import { timerAt } from '../../contracts/endpoints/timer.ts';
import { workflowAt, workflowOver } from '../../contracts/endpoints/workflow.ts';
import { timerContract } from '../../contracts/timer.ts';
import { workflowContract } from '../../contracts/workflow.ts';
import { answersFor } from '../../support/answers-for.ts';
import { entraTenant } from '../../support/entra-tenant.ts';
import { DESCRIPTION, MANAGER, ModelKeyApi } from '../../support/models/key-api.ts';

/** The suites break every call of every piece of work over real HTTP; another endpoint may be slow. */
/** A certificate is made for each call that breaks: a key pair of RSA takes its time. */
jest.setTimeout(120_000);

const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

/** One gate, and the tokens that it was called with. */
const tokens = new Map<string, string>();
const DEFINITION = {
  StartAt: 'Gate',
  States: {
    Gate: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: 'gate',
        Payload: { 'recovery.$': '$.recovery', 'taskToken.$': '$$.Task.Token' },
      },
      End: true,
    },
  },
};

describe('the adapters of AWS services, over HTTP against the local server', () => {
  let aws: LocalAws;
  let at: AwsEndpoint;
  let stopFetch: () => void;
  const logged: string[] = [];
  let settings: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    const gate = async (event: unknown): Promise<void> => {
      const { recovery, taskToken } = event as { recovery: string; taskToken: string };
      tokens.set(recovery, taskToken);
    };
    aws = await startLocalAws({
      functions: {
        gate,
        revoke: async () => {},
        'rotate-secret': async (event) => (await import('../../../lambdas/handlers/rotate-secret.ts')).handler(event),
      },
      stateMachine: { name: 'recovery', definition: DEFINITION },
    });
    Object.assign(process.env, aws.environment);
    const issuer = new ModelKeyApi();
    const entra = await entraTenant();
    stopFetch = answersFor({ [new URL(DESCRIPTION.url).host]: issuer.send, ...entra.hosts });
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      logged.push(String(text));
      return true;
    });
    at = {
      url: aws.endpoint,
      scheduleGroup: 'default',
      revokeFunctionArn: functionArn('revoke'),
      rotationFunctionArn: functionArn('rotate-secret'),
      // The API lists a hundred keys, and every fixture has one of its own.
      issuedValue: (name) => {
        issuer.keys.clear();
        return JSON.stringify({ keyId: issuer.add(name, `canary-${name}`), key: `canary-${name}` });
      },
      certificate: entra.certificate,
    };
    const manager = new SecretsManagerClient(clientOptions(at));
    const { ARN } = await manager.send(new CreateSecretCommand({ Name: 'maps/manager', SecretString: MANAGER }));
    const { ARN: rotator } = await manager.send(
      new CreateSecretCommand({ Name: 'entra/rotator', SecretString: entra.clientSecret }),
    );
    settings = {
      [ENV.keyApis]: JSON.stringify({ maps: { ...DESCRIPTION, secret: ARN } }),
      ...{ [ENV.entraTenant]: entra.tenant, [ENV.entraClient]: entra.clientId, [ENV.entraSecret]: rotator ?? '' },
    };
    Object.assign(process.env, settings);
    manager.destroy();
    await aws.resume();
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    stopFetch();
    for (const name of Object.keys(settings)) delete process.env[name];
    await aws.close();
  });

  boxesContract('local server', () => boxesAt(at));
  sweptBoxesContract('local server', () => boxesAt(at));
  deploymentKeyContract('local server', () => deploymentKeyAt(at));
  timerContract('local server', () => timerAt(at));
  for (const name of AWS_CONNECTORS) connectorContract(name, () => CONNECTORS_AT[name](at));

  it('the rotation function has logged what it did with certificates, and no key of one', () => {
    const all = logged.join('');
    expect(all).toContain('a certificate was removed');
    expect(all).not.toMatch(/PRIVATE KEY|MII[EB]v/);
  });

  workflowContract('local server', async () =>
    workflowOver(at, aws.engine?.arn ?? '', async (recovery) => {
      const token = tokens.get(recovery);
      return token === undefined ? undefined : new Secret(token);
    }),
  );
});

/**
 * The same against something else that speaks as AWS does. moto keeps no execution after the first, and lets a finished one be stopped:
 * `CONTRACT_ENDPOINT_IS=moto` leaves the workflow out. It rotates without a function.
 */
const { CONTRACT_ENDPOINT_URL: url, CONTRACT_ENDPOINT_IS: kind, CONTRACT_ROTATION_ARN: rotationArn } = process.env;
if (url !== undefined) {
  const at: AwsEndpoint = { url, ...(rotationArn === undefined ? {} : { rotationFunctionArn: rotationArn }) };
  describe('the adapters of AWS services, over HTTP against another endpoint', () => {
    boxesContract(url, () => boxesAt(at));
    sweptBoxesContract(url, () => boxesAt(at));
    deploymentKeyContract(url, () => deploymentKeyAt(at));
    timerContract(url, () => timerAt(at));
    for (const name of AWS_CONNECTORS) connectorContract(name, () => CONNECTORS_AT[name](at));
    if (kind !== 'moto') workflowContract(url, () => workflowAt(at));
  });
}
