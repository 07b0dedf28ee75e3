import { describe, expect, it } from '@jest/globals';
import { FOREIGN, IamCalls } from '../../../lambdas/adapters/connectors/iam/calls.ts';
import { IamDirectory } from '../../../lambdas/adapters/connectors/iam/directory.ts';
import {
  identityIn,
  isGoverned,
  isOfAws,
  namedIn,
  targetIn,
  wordOf,
} from '../../../lambdas/adapters/connectors/iam/identity.ts';
import { IamApi } from '../../../lambdas/adapters/iam/api.ts';
import { AwsQuery } from '../../../lambdas/adapters/iam/query.ts';
import { elementIn } from '../../../lambdas/adapters/iam/xml.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { OPERATOR } from '../../support/issuers/iam.ts';

/** IAM, answering each call with this text as its result. */
function apiWith(results: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const query = new AwsQuery({
    ...{ endpoint: 'https://iam.amazonaws.com', service: 'iam', version: '2010-05-08', region: 'us-east-1' },
    ...{ sha256: Sha256, credentials: async () => OPERATOR },
    send: async (_, { body }) => {
      const action = new URLSearchParams(String(body)).get('Action') ?? '';
      asked.push(action);
      const result = results[action];
      if (result === undefined)
        return new Response('<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>', { status: 404 });
      return new Response(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
    },
  });
  return { api: new IamApi(query), asked };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
const USER = `<User><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Path>/division_abc/</Path><UserName>Bob</UserName>
  <Arn>arn:aws:iam::123456789012:user/division_abc/Bob</Arn><CreateDate>2013-10-02T17:01:44Z</CreateDate>
  <Tags><member><Key>countersign:governed</Key><Value>true</Value></member></Tags></User>`;
/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html: the policy comes with `%` escapes. */
const escaped = (policy: object): string =>
  `<PolicyName>AWSRevokeOlderSessions</PolicyName><PolicyDocument>${encodeURIComponent(JSON.stringify(policy))}</PolicyDocument>`;

describe('what IAM publishes', () => {
  const bob = identityIn('user', elementIn(USER.replace(/^<User>|<\/User>$/g, '')));

  it('of a user is its name, id, path and tags', async () => {
    expect(bob).toMatchObject({ kind: 'user', name: 'Bob', id: 'AIDACKCEVSQ6C2EXAMPLE', path: '/division_abc/' });
    expect([isGoverned(bob), isGoverned({ ...bob, tags: new Map() }), isOfAws(bob)]).toEqual([true, false, false]);
    const { api, asked } = apiWith({ GetUser: USER });
    expect(await new IamDirectory(api).identityOf('user/Bob')).toBe(bob.id);
    expect(await new IamDirectory(api).identityOf('Bob')).toBeUndefined();
    expect(asked).toEqual(['GetUser']);
  });

  it('is named by kind: users and roles have calls of their own', () => {
    expect(targetIn('role/deployer')).toEqual({ kind: 'role', name: 'deployer' });
    expect([wordOf(bob), namedIn(bob), namedIn({ kind: 'role', name: 'r' })]).toEqual([
      ...['User', { UserName: 'Bob' }, { RoleName: 'r' }],
    ]);
    expect(isOfAws({ ...bob, kind: 'role', path: '/aws-reserved/sso.amazonaws.com/eu-west-1/' })).toBe(true);
  });

  it('of a password is whether it must be replaced; of a policy with our name its time, or that it is somebody else’s', async () => {
    const login = (more: string) => `<LoginProfile><UserName>Bob</UserName>${more}</LoginProfile>`;
    const cut = (over: object = {}) => ({
      Version: '2012-10-17',
      Statement: {
        ...{ Effect: 'Deny', Action: '*', Resource: '*' },
        Condition: { DateLessThan: { 'aws:TokenIssueTime': '2014-05-07T23:47:00Z' } },
        ...over,
      },
    });
    const calls = (results: Readonly<Record<string, string>>) => new IamCalls(apiWith(results).api);
    expect(await calls({ GetLoginProfile: login('') }).loginOf(bob)).toEqual({ mustChange: false });
    const must = login('<PasswordResetRequired>true</PasswordResetRequired>');
    expect(await calls({ GetLoginProfile: must }).loginOf(bob)).toEqual({ mustChange: true });
    expect(await calls({}).loginOf(bob)).toBeUndefined();
    expect(await calls({}).cutOffOf(bob)).toBeNull();
    expect(await calls({ GetUserPolicy: escaped(cut()) }).cutOffOf(bob)).toBe('2014-05-07T23:47:00Z');
    expect(await calls({ GetUserPolicy: escaped(cut({ Effect: 'Allow' })) }).cutOffOf(bob)).toBe(FOREIGN);
    const broken = '<PolicyDocument>%E0%A4%A</PolicyDocument>';
    expect(await calls({ GetUserPolicy: broken }).cutOffOf(bob)).toBe(FOREIGN);
  });
});
