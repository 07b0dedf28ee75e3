import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Send } from '../../../lambdas/adapters/https/vendor-http.ts';
import { IamApi } from '../../../lambdas/adapters/iam/api.ts';
import { AwsQuery } from '../../../lambdas/adapters/iam/query.ts';
import { missingRights } from '../../../lambdas/adapters/iam/rights.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { CALLERS, IAM_CALLERS, type RightsAtIam } from '../../../lambdas/contract/callers.ts';
import { ENV } from '../../../lambdas/contract/environment.ts';
import { userArn } from '../../../local/aws/iam/user.ts';
import { LocalIam } from '../../../local/aws/iam.ts';
import { Judge, type Policies } from '../../../local/iam/judge.ts';
import { roleArn } from '../../../local/iam/physical.ts';
import { listOf, type Placed } from '../../../local/iam/statement.ts';
import { deployedParts, synthesizeLocal } from '../../../local/start/template.ts';
import { iamSend, OPERATOR } from '../../support/issuers/iam.ts';

const apiOver = (send: Send) =>
  new IamApi(
    new AwsQuery({
      ...{ endpoint: 'https://iam.amazonaws.com', service: 'iam', version: '2010-05-08', region: 'us-east-1', send },
      ...{ sha256: Sha256, credentials: async () => OPERATOR },
    }),
  );

const PEOPLE = userArn('*', '/people/');
const SERVICES = userArn('*', '/services/');
const REVOKE = { revoke: roleArn('revoke') };

describe('the rights of the template, by the simulation of IAM', () => {
  let policies: Policies;
  let told: RightsAtIam;

  beforeAll(() => {
    const parts = deployedParts(synthesizeLocal(undefined, { iamIdentities: [PEOPLE], iamUsers: [SERVICES] }));
    policies = parts.policies;
    told = JSON.parse(parts.directories['doctor']?.[ENV.rightsAtIam] ?? '') as RightsAtIam;
  });

  /** What is missing where the roles have only the actions that this leaves. */
  function missingWith(isLeft: (placed: Placed, action: string) => boolean) {
    const cut = (all: readonly Placed[]) =>
      all.map((placed) => {
        const { Action, ...statement } = placed.statement;
        return { ...placed, statement: { ...statement, Action: listOf(Action).filter((one) => isLeft(placed, one)) } };
      });
    const identity = new Map([...policies.identity].map(([role, all]) => [role, cut(all)] as const));
    const local = new LocalIam({ now: Date.now });
    const judge = new Judge({ ...policies, identity });
    local.simulateBy((asked) => judge.judge(asked));
    return missingRights(apiOver(iamSend(local)), told);
  }

  it('are all that the connector needs, for every function that calls it', async () => {
    expect(Object.keys(told.holders)).toEqual([...Object.keys(IAM_CALLERS), 'rotateSecret']);
    expect(told).toMatchObject({ identities: [PEOPLE], keyUsers: [SERVICES], holders: REVOKE });
    expect(await missingWith(() => true)).toEqual([]);
  });

  it.each([
    ['execute', 'iam:UpdateLoginProfile'],
    ['execute', 'iam:DeleteVirtualMFADevice'],
    ['assess', 'iam:ListAttachedGroupPolicies'],
    ['sweeper', 'iam:ListUsers'],
    ['cloudTrail', 'iam:GetUser'],
    ['rotateSecret', 'iam:ListUserTags'],
    ['rotateSecret', 'iam:DeleteAccessKey'],
  ] as const)('are named by function and action where one is taken away: %s %s', async (holder, action) => {
    const missing = await missingWith(({ of }, one) => of !== roleArn(holder) || one !== action);
    expect(missing).toEqual([{ holder, action, by: 'role' }]);
  });
});

describe('the rights of the template in IAM Identity Center, by the simulation of IAM', () => {
  const identityCenter = {
    instanceArn: 'arn:aws:sso:::instance/ssoins-7223b1f2c3d4e5f6',
    identityStoreId: 'd-9067642ac7',
  };
  let policies: Policies;
  let told: RightsAtIam;

  beforeAll(() => {
    const parts = deployedParts(synthesizeLocal(undefined, { identityCenter }));
    policies = parts.policies;
    told = JSON.parse(parts.directories['doctor']?.[ENV.rightsAtIam] ?? '') as RightsAtIam;
  });

  /** What is wrong where one role has these actions instead of its own, and one more on everything. */
  function wrongWith(holder: string, change: (actions: readonly string[]) => readonly string[], more?: string) {
    const of = roleArn(holder);
    const placed = policies.identity.get(of) ?? [];
    const own = placed.map((one) => {
      const { Action, ...statement } = one.statement;
      return { ...one, statement: { ...statement, Action: [...change(listOf(Action))] } };
    });
    const wide = { Effect: 'Allow', Action: more ?? [], Resource: '*' } as const;
    const changed = [...own, ...placed.slice(0, 1).map((one) => ({ ...one, statement: wide }))];
    const local = new LocalIam({ now: Date.now });
    const judge = new Judge({ ...policies, identity: new Map(policies.identity).set(of, changed) });
    local.simulateBy((asked) => judge.judge(asked));
    return missingRights(apiOver(iamSend(local)), told);
  }

  it('are all that the connector needs, for every function that calls it, and none that changes anything', async () => {
    expect(Object.keys(told.holders)).toEqual(Object.keys(CALLERS));
    expect(told).toMatchObject({ identities: [], keyUsers: [], center: { instance: identityCenter.instanceArn } });
    expect(await wrongWith('execute', (actions) => actions)).toEqual([]);
  });

  it.each([
    ['execute', 'identitystore:DescribeGroup'],
    ['assess', 'sso:DescribePermissionSet'],
    ['registry', 'sso:ListAccountAssignmentsForPrincipal'],
    ['sweeper', 'identitystore:DescribeUser'],
  ] as const)('are named where one is taken away: %s %s', async (holder, action) => {
    const wrong = await wrongWith(holder, (actions) => actions.filter((one) => one !== action));
    expect(wrong).toEqual([{ holder, action, by: 'role' }]);
  });

  it.each([
    ['execute', 'sso:PutInlinePolicyToPermissionSet', 'sso:DescribeInstance'],
    ['assess', 'sso:CreateAccountAssignment', 'sso:DescribeInstance'],
    ['registry', 'identitystore:UpdateUser', 'identitystore:GetUserId'],
  ] as const)('are named where one is there that changes something: %s %s', async (holder, action, beside) => {
    const widened = (actions: readonly string[]) => (actions.includes(beside) ? [...actions, action] : actions);
    expect(await wrongWith(holder, widened)).toEqual([{ holder, action, by: 'nobody' }]);
  });

  it.each([
    ['sweeper', 'sso-directory:UpdatePassword'],
    ['execute', 'sso-directory:DeleteMfaDeviceForUser'],
  ] as const)(
    'are named where one does what AWS’s console does without a public operation: %s %s',
    async (holder, action) => {
      expect(await wrongWith(holder, (actions) => actions, action)).toEqual([{ holder, action, by: 'nobody' }]);
    },
  );
});

describe('what IAM says of a simulation', () => {
  const result = (action: string, more: string) => `<member><EvalActionName>${action}</EvalActionName>${more}</member>`;
  const decided = (decision: string, more = '') => `<EvalDecision>${decision}</EvalDecision>${more}`;

  /** IAM, answering every action of every simulation with this. */
  function saying(answer: (action: string) => string) {
    const asked: URLSearchParams[] = [];
    const send: Send = async (_, { body }) => {
      const form = new URLSearchParams(String(body));
      asked.push(form);
      const results = [...form].flatMap(([name, value]) => (name.startsWith('ActionNames.') ? [answer(value)] : []));
      const all = `<EvaluationResults>${results.join('')}</EvaluationResults><IsTruncated>false</IsTruncated>`;
      const text = `<SimulatePrincipalPolicyResult>${all}</SimulatePrincipalPolicyResult>`;
      return new Response(`<SimulatePrincipalPolicyResponse>${text}</SimulatePrincipalPolicyResponse>`);
    };
    const missing = (identities: readonly string[]) =>
      missingRights(apiOver(send), { identities, keyUsers: [], holders: REVOKE });
    return { asked, missing };
  }

  it.each([
    ['a policy of the organization', 'organization', 'OrganizationsDecisionDetail', 'AllowedByOrganizations'],
    ['the permissions boundary', 'boundary', 'PermissionsBoundaryDecisionDetail', 'AllowedByPermissionsBoundary'],
  ])('tells %s from the role’s own policies', async (_, by, detail, member) => {
    const denied = `<${detail}><${member}>false</${member}></${detail}>`;
    const allowed = denied.replace('false', 'true');
    const { missing } = saying((action) =>
      action === 'iam:PutUserPolicy'
        ? result(action, decided('explicitDeny', denied))
        : result(action, decided('allowed', allowed)),
    );
    expect(await missing([PEOPLE])).toEqual([{ holder: 'revoke', action: 'iam:PutUserPolicy', by }]);
  });

  it('counts the strictest, where one action has a result for each resource', async () => {
    const { missing } = saying(
      (action) => result(action, decided('allowed')) + result(action, decided('implicitDeny')),
    );
    const all = await missing([PEOPLE, userArn('*', '/guests/')]);
    expect(all).toContainEqual({ holder: 'revoke', action: 'iam:UpdateLoginProfile', by: 'role' });
  });

  it('is asked for what the settings name: roles are changed only where there are some, with the tag of governed ones', async () => {
    const { asked, missing } = saying((action) => result(action, decided('allowed')));
    await missing([PEOPLE]);
    const valuesOf = (part: string) =>
      asked.flatMap((form) => [...form].flatMap(([name, value]) => (name.includes(part) ? [value] : [])));
    expect(valuesOf('ActionNames')).toEqual(expect.arrayContaining(['iam:PutUserPolicy', 'iam:GetRole']));
    expect(valuesOf('ActionNames')).not.toContain('iam:PutRolePolicy');
    expect(valuesOf('ResourceArns')).toContain(PEOPLE.replace('*', 'countersign-doctor'));
    expect(new Set(valuesOf('ContextEntries'))).toEqual(
      new Set(['aws:ResourceTag/countersign:governed', 'true', 'string']),
    );
    await missing([roleArn('deploy/*')]);
    expect(valuesOf('ActionNames')).toContain('iam:PutRolePolicy');
    expect(valuesOf('ActionNames').filter((action) => action === 'iam:UpdateLoginProfile')).toHaveLength(1);
  });

  it('is no yes where it leaves an action out', async () => {
    const { missing } = saying((action) => (action === 'iam:ListUsers' ? '' : result(action, decided('allowed'))));
    await expect(missing([PEOPLE])).rejects.toMatchObject({ code: 'answer-unreadable' });
  });
});
