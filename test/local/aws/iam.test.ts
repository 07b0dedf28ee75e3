import { beforeEach, describe, expect, it } from '@jest/globals';
import { AwsQuery, QueryRefusal } from '../../../lambdas/adapters/iam/query.ts';
import { elementAt, membersAt, textAt } from '../../../lambdas/adapters/iam/xml.ts';
import { Sha256 } from '../../../lambdas/compose/clients/checksum.ts';
import { LocalIam } from '../../../local/aws/iam.ts';
import { iamSend, OPERATOR } from '../../support/issuers/iam.ts';

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
    expect(await refusalOf(query.ask('CreateVirtualMFADevice', bob))).toMatch(/ 400$/);
    await made();
    expect(await refusalOf(query.ask('DeleteUser', bob))).toBe('DeleteConflict 409');
  });

  describe('in the console', () => {
    const OWN = { ...bob, Password: 'canary-Password-1' };
    const profile = async () => {
      const login = elementAt(await query.ask('GetLoginProfile', bob), 'LoginProfile');
      return ['UserName', 'CreateDate', 'PasswordResetRequired'].map((name) => login && elementAt(login, name)?.text);
    };

    it('have one password, of some strength, which nobody reads, and which shows late that it must be replaced', async () => {
      expect(await refusalOf(query.ask('GetLoginProfile', bob))).toBe('NoSuchEntity 404');
      expect(await refusalOf(query.ask('UpdateLoginProfile', OWN))).toBe('NoSuchEntity 404');
      for (const Password of ['Short-1', 'no-classes-here', 'Bob'])
        expect(await refusalOf(query.ask('CreateLoginProfile', { ...bob, Password }))).toBe(
          'PasswordPolicyViolation 400',
        );
      const created = await query.ask('CreateLoginProfile', OWN);
      expect(JSON.stringify([...created.children])).not.toContain('canary');
      expect(await refusalOf(query.ask('CreateLoginProfile', OWN))).toBe('EntityAlreadyExists 409');
      at += 6_000;
      await query.ask('UpdateLoginProfile', { ...bob, PasswordResetRequired: 'true' });
      expect(await profile()).toEqual(['Bob', '2026-01-05T09:00:10Z', 'false']);
      at += 6_000;
      expect(await profile()).toEqual(['Bob', '2026-01-05T09:00:10Z', 'true']);
      expect(iam.signIn('Bob', OWN.Password)).toEqual({ name: 'Bob', at, mayOnlyChangePassword: true });
      expect(await refusalOf(query.ask('DeleteUser', bob))).toBe('DeleteConflict 409');
      await query.ask('DeleteLoginProfile', bob);
      expect([iam.signIn('Bob', OWN.Password), await refusalOf(query.ask('DeleteLoginProfile', bob))]).toEqual([
        undefined,
        'NoSuchEntity 404',
      ]);
    });

    it('have devices, of which a virtual one is deleted only after it was taken from its user', async () => {
      const SerialNumber = 'arn:aws:iam::000000000000:mfa/Bob';
      const user = iam.peek('Bob');
      if (user !== undefined) user.devices = [SerialNumber];
      at += 6_000;
      const [listed] = membersAt(await query.ask('ListMFADevices', bob), 'MFADevices');
      expect(listed && textAt(listed, 'SerialNumber')).toBe(SerialNumber);
      const remove = () => refusalOf(query.ask('DeleteVirtualMFADevice', { SerialNumber }));
      const deactivate = () => refusalOf(query.ask('DeactivateMFADevice', { ...bob, SerialNumber }));
      expect([await remove(), await deactivate(), await remove()]).toEqual(['DeleteConflict 409', 'none', 'none']);
      expect([await remove(), await deactivate()]).toEqual(['NoSuchEntity 404', 'NoSuchEntity 404']);
    });
  });

  describe('and roles', () => {
    const policy = (before: string) =>
      `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],"Condition":{"DateLessThan":{"aws:TokenIssueTime":"${before}"}}}]}`;
    const role = { RoleName: 'deployer', AssumeRolePolicyDocument: '{}' };

    it('have inline policies, escaped, small enough, and none that is no policy', async () => {
      await query.ask('CreateRole', role);
      const named = { RoleName: 'deployer', PolicyName: 'cut' };
      expect(await refusalOf(query.ask('GetRolePolicy', named))).toBe('NoSuchEntity 404');
      await query.ask('PutRolePolicy', { ...named, PolicyDocument: policy('2026-01-05T09:00:20Z') });
      at += 6_000;
      const text = textAt(await query.ask('GetRolePolicy', named), 'PolicyDocument');
      expect([text.startsWith('%7B%22Version%22'), decodeURIComponent(text)]).toEqual([
        true,
        policy('2026-01-05T09:00:20Z'),
      ]);
      expect([iam.isRoleCutOff('deployer', at), iam.isRoleCutOff('deployer', at + 10_000)]).toEqual([true, false]);
      for (const PolicyDocument of ['no json', '{}', '{"Statement":[{"Effect":"Perhaps"}]}'])
        expect(await refusalOf(query.ask('PutUserPolicy', { ...bob, PolicyName: 'x', PolicyDocument }))).toBe(
          'MalformedPolicyDocument 400',
        );
      const large = policy('x'.repeat(2_048));
      expect(await refusalOf(query.ask('PutUserPolicy', { ...bob, PolicyName: 'x', PolicyDocument: large }))).toBe(
        'LimitExceeded 409',
      );
      await query.ask('DeleteRolePolicy', named);
      expect(iam.isRoleCutOff('deployer', at)).toBe(false);
    });

    it('of AWS’s own services can be changed by nobody', async () => {
      await query.ask('CreateRole', { ...role, Path: '/aws-service-role/ecs.amazonaws.com/' });
      const put = { RoleName: 'deployer', PolicyName: 'cut', PolicyDocument: policy('2026-01-05T09:00:20Z') };
      expect(await refusalOf(query.ask('PutRolePolicy', put))).toBe('UnmodifiableEntity 400');
    });

    it('are listed page by page, and a user keeps the id under another name', async () => {
      for (let index = 0; index < 3; index += 1) await query.ask('CreateUser', { UserName: `u${index}` });
      const id = iam.peek('u1')?.id;
      expect(await refusalOf(query.ask('CreateUser', { UserName: 'U1' }))).toBe('EntityAlreadyExists 409');
      await query.ask('UpdateUser', { UserName: 'u1', NewUserName: 'other' });
      at += 6_000;
      const [first, second] = [
        await query.ask('ListUsers', { MaxItems: '3' }),
        await query.ask('ListUsers', { MaxItems: '3', Marker: '3' }),
      ];
      const names = [first, second].flatMap((page) => membersAt(page, 'Users').map((one) => textAt(one, 'UserName')));
      expect(names.sort()).toEqual(['Bob', 'other', 'u0', 'u2']);
      expect([textAt(first, 'IsTruncated'), textAt(first, 'Marker'), textAt(second, 'IsTruncated')]).toEqual([
        ...['true', '3', 'false'],
      ]);
      expect(textAt(await query.ask('GetUser', { UserName: 'other' }), 'User', 'UserId')).toBe(id);
      expect(await refusalOf(query.ask('GetUser', { UserName: 'u1' }))).toBe('NoSuchEntity 404');
    });
  });
});
