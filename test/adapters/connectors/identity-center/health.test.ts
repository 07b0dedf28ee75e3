import { describe, expect, it } from '@jest/globals';
import { IdentityCenterHealth } from '../../../../lambdas/adapters/connectors/identity-center/health.ts';
import { CenterStore } from '../../../../local/aws/identity-center.ts';
import { centerOver } from '../../../contracts/endpoints/identity-center.ts';

const answering = (type: string) => async () => Response.json({ __type: type, message: 'canary' }, { status: 400 });

describe('the doctor looks at IAM Identity Center', () => {
  const store = new CenterStore();
  const flawOf = (calls = centerOver(store).calls, named = store.identityStoreId) =>
    new IdentityCenterHealth(calls, named).flaw();

  it('and finds nothing where the instance has the store that is named, and answers', async () => {
    expect(await flawOf()).toBeNull();
  });

  it('and says what is wrong', async () => {
    expect(await flawOf(undefined, 'd-0000000000')).toBe('store-foreign');
    expect(await flawOf(centerOver(store, answering('ResourceNotFoundException')).calls)).toBe('not-found');
    expect(await flawOf(centerOver(store, answering('AccessDeniedException')).calls)).toBe('access-denied');
  });

  it('and says later what nobody could tell', async () => {
    const broken = centerOver(store, answering('InternalServerException')).calls;
    await expect(flawOf(broken)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});
