import { beforeEach, describe, expect, it } from '@jest/globals';
import { AwsQuery, QueryRefusal } from '../../../lambdas/adapters/iam/query.ts';
import { elementAt, membersAt, textAt } from '../../../lambdas/adapters/iam/xml.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { LocalIam } from '../../../local/aws/iam.ts';
import { iamSend, OPERATOR } from '../../support/issuers.ts';

/** What IAM and STS publish of users and access keys (https://docs.aws.amazon.com/IAM/latest/APIReference/). */
describe('IAM: users and their access keys', () => {
  let at: number;
  let iam: LocalIam;
  let query: AwsQuery;

  const place = (service: 'iam' | 'sts', credentials = OPERATOR) =>
    new AwsQuery({
      ...{ endpoint: `https://${service}.amazonaws.com`, service, region: 'us-east-1', sha256: Sha256, now: () => at },
      version: service === 'iam' ? '2010-05-08' : '2011-06-15',
      credentials: async () => credentials,
      send: iamSend(iam),
    });
  const refusalOf = async (call: Promise<unknown>): Promise<string> => {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof QueryRefusal ? `${error.name} ${error.$metadata.httpStatusCode}` : 'none';
  };
  const bob = { UserName: 'Bob' };
  const made = async () => {
    const key = elementAt(await query.ask('CreateAccessKey', bob), 'AccessKey');
    if (key === undefined) throw new Error('no key was made');
    return { accessKeyId: textAt(key, 'AccessKeyId'), secretAccessKey: textAt(key, 'SecretAccessKey') };
  };

  beforeEach(async () => {
    at = Date.parse('2026-01-05T09:00:00Z');
    iam = new LocalIam({ now: () => at, lagMs: 5_000 });
    query = place('iam');
    await query.ask('CreateUser', { ...bob, 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'a & b' });
    at += 10_000;
  });

  it('are named and tagged, once', async () => {
    const tags = membersAt(await query.ask('ListUserTags', bob), 'Tags');
    expect(tags.map((one) => [textAt(one, 'Key'), textAt(one, 'Value')])).toEqual([['team', 'a & b']]);
    expect(await refusalOf(query.ask('CreateUser', bob))).toBe('EntityAlreadyExists 409');
    await query.ask('TagUser', { ...bob, 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'c' });
    expect(iam.peek('Bob')?.tags).toEqual([{ Key: 'team', Value: 'c' }]);
  });

  it('have two keys at most, which a list shows late and without their secrets', async () => {
    const first = await made();
    expect(membersAt(await query.ask('ListAccessKeys', bob), 'AccessKeyMetadata')).toEqual([]);
    at += 6_000;
    const [listed, ...others] = membersAt(await query.ask('ListAccessKeys', bob), 'AccessKeyMetadata');
    expect([listed && textAt(listed, 'AccessKeyId'), listed && textAt(listed, 'Status'), others]).toEqual([
      first.accessKeyId,
      'Active',
      [],
    ]);
    expect(listed && elementAt(listed, 'SecretAccessKey')).toBeUndefined();
    await made();
    expect(await refusalOf(query.ask('CreateAccessKey', bob))).toBe('LimitExceeded 409');
  });

  it('sign in with a key a little after it was made, and not with a wrong half, an inactive or a deleted one', async () => {
    const key = await made();
    const asks = (given = key) => refusalOf(place('sts', given).ask('GetCallerIdentity', {}));
    expect(await asks()).toBe('InvalidClientTokenId 403');
    at += 6_000;
    expect([await asks(), await asks({ ...key, secretAccessKey: 'wrong' })]).toEqual([
      'none',
      'SignatureDoesNotMatch 403',
    ]);
    const named = { ...bob, AccessKeyId: key.accessKeyId };
    await query.ask('UpdateAccessKey', { ...named, Status: 'Inactive' });
    expect(await asks()).toBe('none');
    at += 6_000;
    expect(await asks()).toBe('InvalidClientTokenId 403');
    await query.ask('DeleteAccessKey', named);
    expect(await refusalOf(query.ask('DeleteAccessKey', named))).toBe('NoSuchEntity 404');
    expect(await refusalOf(query.ask('UpdateAccessKey', { ...named, Status: 'Active' }))).toBe('NoSuchEntity 404');
  });

  it('know when a key was used last', async () => {
    const key = await made();
    const used = async () => {
      const answer = await query.ask('GetAccessKeyLastUsed', { AccessKeyId: key.accessKeyId });
      return ['LastUsedDate', 'ServiceName'].map((name) => elementAt(answer, 'AccessKeyLastUsed', name)?.text);
    };
    expect(await used()).toEqual([undefined, 'N/A']);
    at += 6_000;
    await place('sts', key).ask('GetCallerIdentity', {});
    expect(await used()).toEqual(['2026-01-05T09:00:16Z', 'sts']);
  });

  it('are refused where they are none, and with what is not emulated', async () => {
    expect(await refusalOf(query.ask('ListAccessKeys', { UserName: 'Eve' }))).toBe('NoSuchEntity 404');
    expect(await refusalOf(query.ask('CreateAccessKey', { UserName: 'no name' }))).toBe('ValidationError 400');
    expect(await refusalOf(query.ask('CreateAccessKey', { ...bob, Path: '/' }))).toBe('ValidationError 400');
    expect(await refusalOf(query.ask('CreateLoginProfile', bob))).toMatch(/ 400$/);
    await made();
    expect(await refusalOf(query.ask('DeleteUser', bob))).toBe('DeleteConflict 409');
  });
});
