import { describe, expect, it } from '@jest/globals';
import { ByHandConnector } from '../../../lambdas/adapters/connectors/by-hand/connector.ts';
import { HandDirectory } from '../../../lambdas/adapters/connectors/by-hand/directory.ts';
import { CONNECTORS } from '../../../lambdas/contract/connectors.ts';
import type { WorkDone } from '../../../lambdas/core/recovery/assess/work.ts';
import { BY_HAND } from '../../../lambdas/core/recovery/state/work.ts';
import type { ConnectorRequest } from '../../../lambdas/ports/connector.ts';
import { at } from '../../support/fixtures.ts';

const connector = new ByHandConnector({ pki: ['replace-certificate'], mainframe: ['rotate-secret'] });

const request: ConnectorRequest = {
  action: 'replace-certificate',
  ...{ target: 'pki/gateway', directoryId: 'pki/gateway', grant: 'grant-1' },
  ...{ expiresAt: at(3600), issued: false },
};

const done = (stage: WorkDone['stage']): WorkDone => ({
  ...{ stage, operator: 'person:nora', confirmer: 'person:nils', reference: 'change/CHG-1' },
  ...{ reportedAt: at(0), confirmedAt: at(60) },
});

describe('connector: by-hand', () => {
  it('has the name by which the core knows that people do the work', () => {
    expect(connector.name).toBe(BY_HAND);
    expect(Object.keys(CONNECTORS)).toContain(BY_HAND);
    expect(connector.actions).toEqual(CONNECTORS['by-hand'].actions);
  });

  it.each([
    ['pki/gateway', 'pki/gateway'],
    ['PKI/Gateway ', 'pki/gateway'],
    ['pki/a/b', 'pki/a/b'],
    ['pki/', undefined],
    ['pki', undefined],
    ['/gateway', undefined],
    ['vault/gateway', undefined],
    ['toString/gateway', undefined],
    ['', undefined],
  ])('names %j by one spelling, in directories that are listed alone', async (target, id) => {
    expect(await connector.identityOf(target)).toBe(id);
    expect(await connector.tierOf()).toBeNull();
    expect(await connector.scopeOf()).toBeUndefined();
    expect(await new HandDirectory({ pki: ['replace-certificate'] }).identityOf(target)).toBe(id);
  });

  it.each([
    ['pki/gateway', 'replace-certificate', null],
    ['pki/gateway', 'rotate-secret', 'action-not-by-hand'],
    ['mainframe/batch', 'rotate-secret', null],
    ['mainframe/batch', 'replace-certificate', 'action-not-by-hand'],
    ['vault/gateway', 'rotate-secret', 'not-found'],
  ] as const)('says before anybody is asked whether people do this there: %s, %s', async (target, action, code) => {
    const found = await connector.examine({ ...request, target, action });
    expect(found).toEqual(code === null ? null : { code, mayPass: false });
    const performed = connector.perform({ ...request, target, action, work: done('perform') });
    if (code === null) expect(await performed).toMatchObject({ state: 'done' });
    else await expect(performed).rejects.toMatchObject({ code, retryable: false });
  });

  it('refuses an action that nobody does by hand, at every call', async () => {
    const other = { ...request, action: 'reset-password' } as const;
    const refused = { code: 'action-not-supported', retryable: false };
    for (const call of [connector.examine(other), connector.perform(other), connector.revoke(other)])
      await expect(call).rejects.toMatchObject(refused);
    await expect(connector.verifyGone(other)).rejects.toMatchObject(refused);
  });

  it('has done nothing before two people say so, and says what they said, however often it is asked', async () => {
    expect(await connector.perform(request)).toEqual({ state: 'pending' });
    expect(await connector.perform({ ...request, work: done('revoke') })).toEqual({ state: 'pending' });
    const first = await connector.perform({ ...request, work: done('perform') });
    expect(first).toMatchObject({ state: 'done', reference: 'change/CHG-1', evidence: { confirmer: 'person:nils' } });
    expect(first).not.toHaveProperty('credential');
    expect(await connector.perform({ ...request, work: done('perform') })).toEqual(first);
  });

  it('finds nothing gone before two people say so: not by being told to, and not by what they said of the beginning', async () => {
    await connector.revoke(request);
    expect((await connector.verifyGone(request)).gone).toBe(false);
    expect((await connector.verifyGone({ ...request, work: done('perform') })).gone).toBe(false);
    const gone = await connector.verifyGone({ ...request, work: done('revoke') });
    expect(gone).toMatchObject({ gone: true, evidence: { operator: 'person:nora', reference: 'change/CHG-1' } });
    expect(await connector.verifyGone({ ...request, work: done('revoke') })).toEqual(gone);
  });
});
