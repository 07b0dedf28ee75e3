import { describe, expect, it } from '@jest/globals';
import { CenterCalls } from '../../../../lambdas/adapters/connectors/identity-center/calls.ts';
import { CenterStore } from '../../../../local/aws/identity-center.ts';
import { centerOver, centerSend } from '../../../contracts/endpoints/identity-center.ts';

describe('what is asked of IAM Identity Center', () => {
  it('is read-only, of one instance and one identity store, and each question names what it is about', async () => {
    const store = new CenterStore();
    const asked: [string, Readonly<Record<string, unknown>>][] = [];
    const { calls } = centerOver(store, async (url, request) => {
      const target = new Headers(request.headers).get('x-amz-target') ?? '';
      asked.push([target, JSON.parse(String(request.body)) as Readonly<Record<string, unknown>>]);
      return centerSend(store)(url, request);
    });
    expect(calls).toBeInstanceOf(CenterCalls);
    const jane = store.addUser('jane', { groups: [store.addGroup('a'), store.addGroup('b'), store.addGroup('c')] });
    const set = store.addPermissionSet('Read', 'arn:1', 'arn:2', 'arn:3');
    expect(await calls.idOf('jane')).toBe(jane.id);
    await calls.user(jane.id);
    const groups = await calls.groupsOf(jane.id);
    expect(groups.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(await calls.assignmentsOf(jane.id, groups)).toEqual([]);
    expect([await calls.nameOf(set), await calls.policiesIn(set)]).toEqual(['Read', ['arn:1', 'arn:2', 'arn:3']]);
    for (const [target, body] of asked) {
      expect(target).toMatch(/^(AWSIdentityStore|SWBExternalService)\.(Get|Describe|List)/);
      const isStore = target.startsWith('AWSIdentityStore');
      expect(body[isStore ? 'IdentityStoreId' : 'InstanceArn']).toBe(
        isStore ? store.identityStoreId : store.instanceArn,
      );
    }
    expect(asked[0]?.[1]).toMatchObject({
      AlternateIdentifier: { UniqueAttribute: { AttributePath: 'userName', AttributeValue: 'jane' } },
    });
    // Two pages of memberships, and of policies; each group and the user for their assignments.
    const of = (operation: string) => asked.filter(([target]) => target.endsWith(`.${operation}`)).length;
    expect(of('ListGroupMembershipsForMember')).toBe(2);
    expect(of('ListAccountAssignmentsForPrincipal')).toBe(4);
    expect(of('ListManagedPoliciesInPermissionSet')).toBe(2);
  });

  it('takes the primary address, or the first one', async () => {
    const store = new CenterStore();
    const answers = (Emails: unknown) =>
      centerOver(store, async () => Response.json({ UserId: 'id', UserName: 'jane', Emails })).calls.user('id');
    const [first, second] = [{ Value: 'a@example.com' }, { Value: 'b@example.com', Primary: true }];
    expect((await answers([first, second]))?.mail).toBe('b@example.com');
    expect((await answers([first]))?.mail).toBe('a@example.com');
    for (const none of [[], null, undefined, [{ Primary: true }]]) expect((await answers(none))?.mail).toBeNull();
  });
});
