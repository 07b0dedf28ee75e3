import { describe, expect, it } from '@jest/globals';
import { AclStack } from '../../lib/acl.ts';
import { makeApp, type Template } from '../../lib/app.ts';
import { soundStack } from '../support/own-stack.ts';

const make = () => {
  const app = makeApp({ analyticsReporting: false, builtinCloudFormationValidation: false });
  return { app, stack: new AclStack(app, 'Countersign-acl') };
};
const { app, stack } = make();
const template = app.synth().getStackByName(stack.stackName).template as Template;
const one = (type: string): Readonly<Record<string, unknown>> => {
  const [found] = Object.values(template.Resources).filter(({ Type }) => Type === type);
  return found?.Properties ?? {};
};

describe('the web ACL of the edge', () => {
  it('is in us-east-1, where CloudFront looks for it', () => {
    expect(stack.region).toBe('us-east-1');
    expect(one('AWS::WAFv2::WebACL')).toMatchObject({ Scope: 'CLOUDFRONT', DefaultAction: { Allow: {} } });
  });

  it('bounds what one address sends, more where nobody signs in, and blocks what AWS knows to be bad', () => {
    const rules = one('AWS::WAFv2::WebACL')['Rules'] as { Name: string; Statement: Record<string, unknown> }[];
    expect(rules.map(({ Name }) => Name)).toEqual([
      ...['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'],
      ...['PagesOfOneAddress', 'AllOfOneAddress'],
    ]);
    expect(rules[2]?.Statement['RateBasedStatement']).toMatchObject({ Limit: 1_000, AggregateKeyType: 'IP' });
    expect(rules[3]?.Statement['RateBasedStatement']).toMatchObject({ Limit: 10_000, EvaluationWindowSec: 300 });
  });

  it('reads no ticket: one may tell of an attack in the attack’s own words', () => {
    const rules = one('AWS::WAFv2::WebACL')['Rules'] as { Statement: Record<string, unknown> }[];
    const scope = JSON.stringify(rules[1]?.Statement);
    for (const path of ['/webhooks/', '/signals/', '/directory-hooks/', '/vendor/'])
      expect(scope).toContain(`"SearchString":"${path}"`);
    expect(scope).toContain('NotStatement');
  });

  it('logs what it blocked, without tokens, cookies, paths, queries and the secret of the edge, and samples nothing', () => {
    expect(one('AWS::WAFv2::LoggingConfiguration')).toMatchObject({
      RedactedFields: [
        ...['authorization', 'cookie', 'x-countersign-edge'].map((Name) => ({ SingleHeader: { Name } })),
        ...[{ QueryString: {} }, { UriPath: {} }],
      ],
      LoggingFilter: { DefaultBehavior: 'DROP' },
    });
    expect(JSON.stringify(template)).not.toContain('"SampledRequestsEnabled":true');
  });

  soundStack(template, () => make().app);
});
