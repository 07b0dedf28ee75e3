import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { ROUTES } from '../../lambdas/contract/routes.ts';
import { makeApp, makeStackWithoutCode, synthesize } from '../../lib/app.ts';
import { type EdgeProps, VIEWER_CODE } from '../../lib/edge.ts';
import { arnOf } from '../../local/aws/arns.ts';
import { Judge } from '../../local/iam/judge.ts';
import type { Statement as JudgedStatement } from '../../local/iam/statement.ts';
import { Deployed } from '../support/deployed.ts';

const ROOT = 'arn:aws:iam::000000000000:root';
const acl = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/countersign/one';
const withEdge = (edge: Omit<EdgeProps, 'acl'> = {}) => ({
  domain: {
    ...{ name: 'recover.example.com', certificate: 'arn:aws:acm:us-east-1:111122223333:certificate/one' },
    ...{ hostedZone: 'Z0123456789', edge: { acl, ...edge } },
  },
  messages: { publicUrl: 'https://recover.example.com' },
});
const plain = new Deployed(synthesize(withEdge()));
const second = new Deployed(synthesize(withEdge({ secret: 2, countries: ['DE'], logBucket: 'logs' })));
const functions = Object.keys(FUNCTIONS) as FunctionName[];
const ofTheApi = [...new Set(ROUTES.map(({ function: name }) => name))];

interface Config {
  readonly Origins: readonly Readonly<Record<string, unknown>>[];
  readonly DefaultCacheBehavior: Readonly<Record<string, unknown>>;
}
const distributionIn = (of: Deployed) => {
  const [found] = of.resources.filter(([, { Type }]) => Type === 'AWS::CloudFront::Distribution');
  const [, resource] = found ?? [];
  const { DependsOn = [] } = resource as unknown as { readonly DependsOn?: readonly string[] };
  return { config: resource?.Properties?.['DistributionConfig'] as Config, before: DependsOn };
};
/** Logical ids of the secrets of the edge, newest first. */
const secretsIn = (of: Deployed) =>
  of.resources.flatMap(([id, { Type }]) =>
    Type === 'AWS::SecretsManager::Secret' && id.startsWith('ApiEdge') ? [id] : [],
  );

describe('an edge', () => {
  it('is not there unless it is set', () => {
    expect(new Deployed().all('AWS::CloudFront::Distribution')).toEqual([]);
    expect(functions.filter((name) => 'EDGE_SECRETS' in new Deployed().environmentOf(name))).toEqual([]);
  });

  it('is CloudFront with the ACL, under the domain, with TLS 1.2 on both sides', () => {
    const { config } = distributionIn(plain);
    expect(config).toMatchObject({
      ...{ Aliases: ['recover.example.com'], WebACLId: acl },
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      Origins: [{ CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] } }],
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'https-only' },
    });
    expect(plain.all('AWS::ApiGatewayV2::DomainName')).toEqual([]);
    expect(plain.all('AWS::Route53::RecordSet').map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
  });

  it('takes over the record of the domain: Route 53 would refuse a second one', () => {
    const idsIn = (props: Parameters<typeof synthesize>[0]): readonly string[] =>
      Object.entries(synthesize(props).template.Resources as Readonly<Record<string, { readonly Type: string }>>)
        .filter(([, { Type }]) => Type === 'AWS::Route53::RecordSet')
        .map(([id]) => id);
    const { domain, messages } = withEdge();
    const { edge: _edge, ...bare } = domain;
    const before = idsIn({ domain: bare, messages });
    expect(before).toHaveLength(1);
    expect(idsIn({ domain, messages })).toEqual(expect.arrayContaining([...before]));
  });

  it('keeps no answer, and hands on everything but the host', () => {
    // Ids of AWS's own policies: CachingDisabled, AllViewerExceptHostHeader.
    expect(distributionIn(plain).config.DefaultCacheBehavior).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    });
  });

  it('sends its secret, which is not in the template', () => {
    const [{ OriginCustomHeaders: headers } = {}] = distributionIn(plain).config.Origins;
    const [secret] = secretsIn(plain);
    expect(headers).toEqual([
      {
        HeaderName: 'x-countersign-edge',
        HeaderValue: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret }, ':SecretString:::}}']] },
      },
    ]);
  });

  it('is known to every function of the API, which may read its secret, and to no other', () => {
    for (const name of functions) {
      const isOfTheApi = ofTheApi.includes(name);
      expect([name, 'EDGE_SECRETS' in plain.environmentOf(name)]).toEqual([name, isOfTheApi]);
      const readers = plain.actionsOf(name, secretsIn(plain)[0]).includes('secretsmanager:GetSecretValue');
      expect([name, readers]).toEqual([name, isOfTheApi]);
    }
  });

  it('lets a function that has no other right read that secret, as IAM judges, and no other', async () => {
    const [id = ''] = secretsIn(plain);
    const [secret, key] = [arnOf('secretsmanager', 'secret:ApiEdgeSecret-AbCdEf'), arnOf('kms', 'key/custody')];
    const spelled = JSON.stringify(plain.statementsOf('openapi'))
      .replaceAll(`{"Ref":"${id}"}`, `"${secret}"`)
      .replaceAll(/\{"Fn::GetAtt":\["KeysCustody\w+","Arn"\]\}/g, `"${key}"`)
      .replaceAll('{"Ref":"AWS::Region"}', '"us-east-1"')
      .replaceAll(
        '{"Fn::Join":["",["secretsmanager.","us-east-1",".amazonaws.com"]]}',
        '"secretsmanager.us-east-1.amazonaws.com"',
      );
    const role = arnOf('iam', 'role/openapi');
    const own = (JSON.parse(spelled) as JudgedStatement[])
      .filter(({ Resource }) => [Resource].flat().every((one) => typeof one === 'string'))
      .map((statement, index) => ({ id: `own-${index}`, of: role, statement }));
    const root: JudgedStatement = { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: ROOT } };
    const resource = new Map([[key, [{ id: 'key-0', of: key, statement: root }]]]);
    const judge = new Judge({ identity: new Map([[role, own]]), resource });
    const asks = async (action: string, on: string, context = {}) =>
      (await judge.judge({ principal: role, action, resource: on, context })).allowed;
    const through = (arn: string) => ({
      'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com',
      'kms:EncryptionContext:SecretARN': arn,
    });
    expect(await asks('secretsmanager:GetSecretValue', secret)).toBe(true);
    expect(await asks('kms:Decrypt', key, through(secret))).toBe(true);
    const other = arnOf('secretsmanager', 'secret:Countersign-a/keys/codes-AbCdEf');
    expect(await asks('secretsmanager:GetSecretValue', other)).toBe(false);
    expect(await asks('kms:Decrypt', key, through(other))).toBe(false);
    expect(await asks('kms:Decrypt', key, { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' })).toBe(false);
  });

  it('changes its secret without a refused request: functions know the new one and the old one, and do so first', () => {
    const [newer, older] = secretsIn(second);
    expect(secretsIn(second)).toHaveLength(2);
    // The old one is the same resource as before, so its value is too.
    expect(older).toBe(secretsIn(plain)[0]);
    const { config, before } = distributionIn(second);
    expect(JSON.stringify(config.Origins)).toContain(`"Ref":"${newer}"`);
    for (const name of ofTheApi) {
      expect(second.environmentOf(name)['EDGE_SECRETS']).toEqual({
        'Fn::Join': ['', [{ Ref: newer }, ' ', { Ref: older }]],
      });
      const { 'Fn::GetAtt': [id] = [] } = second.stack.resolve(second.stack.functions.of(name).functionArn);
      expect(before).toContain(id);
    }
  });

  it('leaves the API its own address, which only the edge uses', () => {
    expect(plain.all('AWS::ApiGatewayV2::Api')[0]).not.toHaveProperty('DisableExecuteApiEndpoint');
    expect(JSON.stringify(distributionIn(plain).config.Origins)).toContain('.execute-api.');
  });

  it('takes requests from named countries only, and keeps logs in a bucket, where these are set', () => {
    expect(distributionIn(second).config).toMatchObject({
      Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Locations: ['DE'] } },
      Logging: { Bucket: expect.anything() },
    });
    expect(distributionIn(plain).config).not.toHaveProperty('Logging');
  });

  it('without these has two more findings of cdk-nag, each acknowledged there', () => {
    const app = makeApp();
    makeStackWithoutCode(app, withEdge());
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
  });
});

describe('the address of the caller', () => {
  const run = (headers: Record<string, unknown>, ip: string) =>
    runInNewContext(`${VIEWER_CODE}\nhandler(event)`, { event: { request: { uri: '/r/1', headers }, viewer: { ip } } });

  it('is the one that CloudFront sees, whatever was sent under the name', () => {
    const forged = {
      'x-countersign-viewer': { value: '192.0.2.1', multiValue: [{ value: '192.0.2.1' }, { value: 'x' }] },
    };
    for (const ip of ['198.51.100.7', '2001:db8::7'])
      expect(run({ host: { value: 'recover.example.com' }, ...forged }, ip)).toEqual({
        uri: '/r/1',
        headers: { host: { value: 'recover.example.com' }, 'x-countersign-viewer': { value: ip } },
      });
  });

  it('comes with no secret that a caller wrote', () => {
    expect(run({ 'x-countersign-edge': { value: 'guess' } }, '198.51.100.7').headers).toEqual({
      'x-countersign-viewer': { value: '198.51.100.7' },
    });
  });
});
