import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { TIER_TAG } from '../../../../lambdas/contract/tags.ts';
import type { Action, Tier } from '../../../../lambdas/core/registry/account.ts';
import type { ConnectorRequest } from '../../../../lambdas/ports/connector.ts';
import { connectorContract } from '../../../contracts/connector.ts';
import { ISSUERS, type IssuerName } from '../../../support/issued-systems.ts';
import { issuedWorld } from '../../../support/issued-world.ts';
import { TARGET } from '../../../support/rotation-world.ts';

/** What an issuer makes is issued again; what it is told of is replaced. */
const actionOf = (issuer: IssuerName): Action =>
  issuer === 'Entra certificate' ? 'replace-certificate' : 'reissue-token';

/** Both actions rotate the one secret, whose keys the issuer makes, or is told of, and ends. */
describe.each(ISSUERS)('with keys of %s', (issuer) => {
  const make = async () => {
    const { model, connector, failAt, hasFailed } = await issuedWorld(issuer);
    return {
      ...{ connector, failAt, hasFailed },
      request: (action: Action) => ({
        ...{ action, target: TARGET, directoryId: 'by-name', grant: randomUUID(), issued: false },
        expiresAt: '2098-01-01T00:00:00.000Z',
      }),
      unknownTarget: 'prod/nothing',
      settle: () => model.settle(),
      remake: async ({ target }: ConnectorRequest) => {
        const { tags } = model.secrets.get(target) ?? {};
        model.add(target, model.value(target) ?? '').tags = [...(tags ?? [])];
      },
      rank: async ({ target }: ConnectorRequest, tier: Tier | null) => {
        const secret = model.secrets.get(target);
        const others = secret?.tags.filter(({ Key }) => Key !== TIER_TAG) ?? [];
        if (secret !== undefined) secret.tags = [...others, ...(tier === null ? [] : [{ Key: TIER_TAG, Value: tier }])];
      },
      snapshot: async ({ target }: ConnectorRequest) => ({ labels: model.labels(target), value: model.value(target) }),
    };
  };
  connectorContract('secrets-manager', make, ['rotate-secret', actionOf(issuer)]);

  it('leaves one key that opens something, which nobody had during the grant', async () => {
    const { model, connector, issuer: at, first, labelled } = await issuedWorld(issuer);
    const request = { target: TARGET, directoryId: 'by-name', grant: randomUUID(), issued: false } as const;
    const asked = { ...request, action: actionOf(issuer), expiresAt: '2098-01-01T00:00:00.000Z' };
    await connector.perform(asked);
    await model.settle();
    expect((await connector.perform(asked)).state).toBe('done');
    const given = labelled().key;
    expect(at.valid()).toEqual([given]);
    await connector.revoke({ ...asked, issued: true });
    await model.settle();
    expect((await connector.verifyGone({ ...asked, issued: true })).gone).toBe(true);
    expect(at.valid()).toEqual([labelled().key]);
    expect(new Set([first.key, given, labelled().key]).size).toBe(3);
    expect(model.failures).toEqual([]);
  });
});
