import { beforeEach, describe, expect, it } from '@jest/globals';
import { IdentityCenterConnector } from '../../../../lambdas/adapters/connectors/identity-center/connector.ts';
import { CONNECTORS } from '../../../../lambdas/contract/connectors.ts';
import { BY_PEOPLE } from '../../../../lambdas/core/recovery/state/work.ts';
import { flawOfScope } from '../../../../lambdas/core/registry/scope.ts';
import type { ConnectorRequest } from '../../../../lambdas/ports/connector.ts';
import type { CenterUser } from '../../../../local/aws/identity-center/state.ts';
import { CenterStore } from '../../../../local/aws/identity-center.ts';
import { connectorContract } from '../../../contracts/connector.ts';
import { centerConnectorFixture, centerOver, doneAt } from '../../../contracts/endpoints/identity-center.ts';

connectorContract('identity-center', centerConnectorFixture);

describe('users of IAM Identity Center', () => {
  let store: CenterStore;
  let jane: CenterUser;
  let connector: IdentityCenterConnector;
  beforeEach(() => {
    store = new CenterStore();
    jane = store.addUser('jane');
    connector = new IdentityCenterConnector(centerOver(store).directory);
  });

  const asked = (over: Partial<ConnectorRequest> = {}): ConnectorRequest => ({
    ...{ action: 'reset-password', target: 'jane', directoryId: jane.id, grant: 'grant-1', issued: false },
    expiresAt: '2098-01-01T00:00:00.000Z',
    ...over,
  });

  it('are worked on by people, as directories without an API are', () => {
    expect(BY_PEOPLE).toContain(connector.name);
    expect(Object.keys(CONNECTORS['identity-center'].gives)).toEqual([]);
    const { service: _, ...rights } = CONNECTORS['identity-center'].rights;
    for (const verb of Object.values(rights).flat()) expect(verb).toMatch(/^(sso:)?(Get|Describe|List)/);
  });

  it('are recovered when two people say so, with what was read, and not before', async () => {
    expect(await connector.perform(asked())).toEqual({ state: 'pending' });
    expect(await connector.perform(asked({ work: doneAt('revoke') }))).toEqual({ state: 'pending' });
    const { stage: _, ...work } = doneAt('perform');
    expect(await connector.perform(asked({ work: doneAt('perform') }))).toEqual({
      ...{ state: 'done', reference: 'change/CHG-4711', evidence: { ...work, user: 'enabled' } },
    });
  });

  it('are gone when two people say so of the end, whatever is read, or with the user', async () => {
    expect(await connector.verifyGone(asked())).toEqual({ gone: false, evidence: { user: 'enabled' } });
    expect((await connector.verifyGone(asked({ work: doneAt('perform') }))).gone).toBe(false);
    jane.status = 'DISABLED';
    expect(await connector.verifyGone(asked({ work: doneAt('revoke') }))).toMatchObject({
      ...{ gone: true, evidence: { operator: 'olga', confirmer: 'otto', user: 'disabled' } },
    });
    store.users.delete(jane.id);
    expect(await connector.verifyGone(asked())).toEqual({ gone: true, evidence: { user: 'absent' } });
  });

  it.each<[string, Partial<CenterUser>]>([
    ['user-not-recoverable', { status: 'DISABLED' }],
    ['user-elsewhere', { external: 'scim-1' }],
    ['mail-missing', { mails: [] }],
  ])('are denied before anybody is asked, and again when the work is said to be done: %s', async (code, over) => {
    Object.assign(jane, over);
    for (const action of connector.actions) {
      expect(await connector.examine(asked({ action }))).toEqual({ code, mayPass: false });
      const done = asked({ action, work: doneAt('perform') });
      await expect(connector.perform(done)).rejects.toMatchObject({ code, retryable: false });
    }
  });

  it('do not lose all devices at once where they administer', async () => {
    store.assign(jane.id, store.addPermissionSet('Read'), store.owner);
    const held = { code: 'administrator-factors', mayPass: false };
    expect(await connector.examine(asked({ action: 'reset-mfa' }))).toEqual(held);
    expect(await connector.examine(asked())).toBeNull();
  });

  it('are recovered only by what the deployment lists', async () => {
    const listed = new IdentityCenterConnector(centerOver(store).directory, ['reset-mfa']);
    expect(await listed.examine(asked({ action: 'reset-mfa' }))).toBeNull();
    expect(await listed.examine(asked())).toEqual({ code: 'action-not-by-hand', mayPass: false });
    await expect(listed.perform(asked())).rejects.toMatchObject({ code: 'action-not-by-hand', retryable: false });
  });

  it('are the same under another name, and whoever has the name now is somebody else', async () => {
    jane.name = 'jane.smith';
    const other = store.addUser('jane', { status: 'DISABLED' });
    expect(await connector.identityOf('jane')).toBe(other.id);
    expect(await connector.identityOf('jane.smith')).toBe(jane.id);
    expect(await connector.examine(asked())).toBeNull();
    expect(await connector.perform(asked({ work: doneAt('perform') }))).toMatchObject({ state: 'done' });
  });

  it('open more with another group, permission set, account or address of their mail', async () => {
    const read = store.addPermissionSet('Read');
    store.assign(jane.id, read, '222222222222');
    const before = await connector.scopeOf('jane');
    if (before === undefined) throw new Error('nothing is read');
    const changes: readonly (() => void)[] = [
      () => store.assign(jane.id, read, '333333333333'),
      () => store.assign(jane.id, store.addPermissionSet('Read'), '222222222222'),
      () => {
        jane.groups = [store.addGroup('finance')];
      },
      () => {
        jane.mails = ['attacker@example.com'];
      },
    ];
    for (const change of changes) {
      const [assignments, { groups, mails }] = [store.assignments, jane];
      change();
      expect(flawOfScope(await connector.scopeOf('jane'), before)).toBe('scope-wider');
      store.assignments = assignments;
      Object.assign(jane, { groups, mails });
    }
    expect(flawOfScope(await connector.scopeOf('jane'), before)).toBeUndefined();
    expect(before.limits?.shown).toEqual(['mail to …@example.com']);
    expect(JSON.stringify(before)).not.toContain('jane@');
  });

  it('are not recovered while AWS does not say who they are', async () => {
    const silent = new IdentityCenterConnector(
      centerOver(store, async () => Response.json({ __type: 'AccessDeniedException' }, { status: 400 })).directory,
    );
    for (const work of [
      () => silent.examine(asked()),
      () => silent.perform(asked({ work: doneAt('perform') })),
      () => silent.verifyGone(asked()),
      () => silent.scopeOf('jane'),
      () => silent.tierOf('jane'),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'access-denied' });
  });
});
