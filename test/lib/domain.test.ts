import { describe, expect, it } from '@jest/globals';
import { synthesize } from '../../lib/app.ts';
import { Deployed } from '../support/deployed.ts';

const certificate = 'arn:aws:acm:eu-central-1:111122223333:certificate/one';
const domain = { name: 'recover.example.com', certificate };
const messages = { publicUrl: 'https://recover.example.com' };
const bare = new Deployed();
const named = new Deployed(synthesize({ domain, messages }));
const outputs = (of: Deployed) => of.stack.resolve(of.stack.node.findAll().flatMap(outputIn).map(String).sort());
const outputIn = ({ node }: { readonly node: { readonly id: string } }) =>
  ['DomainTarget', 'ApiUrl', 'PageUrl', 'ConsoleUrl'].includes(node.id) ? [node.id] : [];

describe('a domain of one’s own', () => {
  it('is there when it is set', () => {
    for (const type of ['DomainName', 'ApiMapping']) expect(bare.all(`AWS::ApiGatewayV2::${type}`)).toEqual([]);
    expect(named.all('AWS::ApiGatewayV2::DomainName')).toEqual([
      expect.objectContaining({
        DomainName: 'recover.example.com',
        DomainNameConfigurations: [
          { CertificateArn: certificate, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
        ],
      }),
    ]);
    expect(named.all('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
  });

  it('is the only address: the one that AWS gives is closed', () => {
    expect(named.all('AWS::ApiGatewayV2::Api')).toEqual([expect.objectContaining({ DisableExecuteApiEndpoint: true })]);
    expect(bare.all('AWS::ApiGatewayV2::Api')[0]).not.toHaveProperty('DisableExecuteApiEndpoint');
  });

  it('is the address of every page, link and passkey, and what the guard keeps', () => {
    for (const name of ['requester', 'requesterChallenge', 'notices', 'enrolment'] as const)
      expect(named.environmentOf(name)).toMatchObject({ PUBLIC_URL: 'https://recover.example.com' });
    expect(named.all('Custom::CountersignGuard')).toEqual([
      expect.objectContaining({ origin: 'https://recover.example.com' }),
    ]);
    expect(JSON.stringify(named.all('AWS::Cognito::UserPoolClient'))).toContain('https://recover.example.com/console');
  });

  it('says where its record must point to', () => {
    expect(outputs(named)).toContain('DomainTarget');
    expect(outputs(bare)).not.toContain('DomainTarget');
  });

  it('gets its record in the hosted zone that is named, and none elsewhere', () => {
    expect(named.all('AWS::Route53::RecordSet')).toEqual([]);
    const zoned = new Deployed(synthesize({ domain: { ...domain, hostedZone: 'Z0123456789' }, messages }));
    expect(zoned.all('AWS::Route53::RecordSet')).toEqual([
      expect.objectContaining({ Name: 'recover.example.com', Type: 'A', HostedZoneId: 'Z0123456789' }),
    ]);
  });
});
