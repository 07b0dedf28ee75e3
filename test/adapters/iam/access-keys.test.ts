import { beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../lambdas/ports/secret.ts';
import type { Issuer } from '../../support/issuers/issuer.ts';
import { issuerOf } from '../../support/issuers.ts';

const SECRET = 'prod/ci/deployer';

describe('the access keys of an IAM user', () => {
  let issuer: Issuer;
  beforeEach(async () => {
    issuer = await issuerOf('IAM', SECRET);
  });

  it('are listed as the secret’s own, made, known to STS, and deleted after they were made inactive', async () => {
    const { api, first, asked } = issuer;
    expect(await api.list()).toEqual([{ id: first.id, name: SECRET }]);
    const made = await api.create('a name that is not kept');
    expect([made.id, await api.accepts(made), await api.accepts(first)]).toEqual([
      expect.stringMatching(/^AKIA\w{16}$/),
      true,
      true,
    ]);
    await api.revoke(first.id);
    expect(asked.slice(-2)).toEqual(['UpdateAccessKey', 'DeleteAccessKey']);
    expect((await api.list()).map(({ id }) => id)).toEqual([made.id]);
    await api.revoke(first.id);
    await expect(api.accepts(first)).rejects.toMatchObject({ code: 'key-not-yet-valid', retryable: true });
  });

  it('are two at most', async () => {
    await issuer.api.create('second');
    await expect(issuer.api.create('third')).rejects.toMatchObject({ code: 'limit-exceeded', retryable: true });
    expect(issuer.count()).toBe(2);
  });

  it('end with the first of the two calls, also where the deletion fails', async () => {
    const { api, first } = issuer;
    issuer.instead = (call) =>
      call === 'DeleteAccessKey'
        ? new Response('<ErrorResponse><Error><Code>ServiceFailure</Code></Error></ErrorResponse>', { status: 500 })
        : undefined;
    await expect(api.revoke(first.id)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect([issuer.valid(), issuer.count()]).toEqual([[], 1]);
  });

  it('say when they were used last', async () => {
    const { api, first } = issuer;
    expect(await api.lastUse?.(first.id)).toEqual({});
    await api.accepts(first);
    expect(await api.lastUse?.(first.id)).toEqual({ at: '2026-01-05T09:00:00Z', service: 'sts', region: 'us-east-1' });
    expect(await api.lastUse?.('AKIANOBODY0000000000')).toEqual({});
  });

  it('are not taken where the secret half is wrong, where the id is none, and where they are somebody else’s', async () => {
    const { api, first } = issuer;
    expect(await api.accepts({ id: first.id, key: new Secret('wrong') })).toBe(false);
    expect(await api.accepts({ id: 'no id', key: first.key })).toBe(false);
    issuer.instead = (call) =>
      call === 'GetCallerIdentity'
        ? new Response(
            '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/services/other</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
          )
        : undefined;
    expect(await api.accepts(first)).toBe(false);
  });

  it('are waited for where STS does not know them yet', async () => {
    const late = await issuerOf('IAM', SECRET, 7_000);
    const made = await late.api.create('second');
    expect(await late.api.accepts(made)).toBe(true);
    expect(late.asked.filter((call) => call === 'GetCallerIdentity').length).toBeGreaterThan(2);
  });

  it.each(['list', 'create'] as const)(
    'are left alone where no tag of the user gives them to the secret (%s)',
    async (what) => {
      issuer.isBound(false);
      const work = what === 'list' ? issuer.api.list() : issuer.api.create('second');
      await expect(work).rejects.toMatchObject({ code: 'key-foreign', retryable: false });
      expect(issuer.asked).toEqual(['ListUserTags']);
    },
  );

  it('of a user whom nobody knows are refused for good', async () => {
    issuer.instead = () =>
      new Response('<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>', { status: 404 });
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'not-found', retryable: false });
  });

  it('are read page by page, and not for ever', async () => {
    const page = (more: string) =>
      new Response(
        `<ListUserTagsResponse><ListUserTagsResult><Tags/>${more}</ListUserTagsResult></ListUserTagsResponse>`,
      );
    issuer.instead = () => page('<IsTruncated>true</IsTruncated><Marker>m</Marker>');
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'answer-unreadable', retryable: true });
    expect(issuer.asked).toHaveLength(2);
  });
});
