import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  type GetRandomPasswordCommandInput,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Endpoint, fresh, refusal, ruleFor } from './rules.ts';

export type SecretsManagerDeviation =
  | 'versions without labels are shown'
  | 'AWSCURRENT does not follow its label'
  | 'AWSCURRENT can be taken away'
  | 'a deleted secret takes values';

/** How moto 5.2 is known to deviate. */
export const MOTO_SECRETS_MANAGER: readonly SecretsManagerDeviation[] = [
  'versions without labels are shown',
  'AWSCURRENT does not follow its label',
  'AWSCURRENT can be taken away',
  'a deleted secret takes values',
];

/** What a Secrets Manager does with versions and labels. Rotation calls a function, and is tested where there is one. */
export function secretsManagerContract(
  name: string,
  open: () => Promise<Endpoint>,
  deviations: readonly SecretsManagerDeviation[] = [],
): void {
  const rule = ruleFor(deviations);

  describe(`Secrets Manager: ${name}`, () => {
    let client: SecretsManagerClient;
    beforeAll(async () => {
      client = new SecretsManagerClient(await open());
    });
    afterAll(() => client.destroy());

    const create = async (value = 'first') => {
      const Name = fresh('secret');
      const token = randomUUID();
      const { ARN } = await client.send(
        new CreateSecretCommand({ Name, SecretString: value, ClientRequestToken: token }),
      );
      return { name: Name, arn: String(ARN), token };
    };
    const put = async (SecretId: string, value: string, VersionStages?: string[], token: string = randomUUID()) => {
      await client.send(
        new PutSecretValueCommand({ SecretId, SecretString: value, VersionStages, ClientRequestToken: token }),
      );
      return token;
    };
    const get = async (SecretId: string, which: { VersionId?: string; VersionStage?: string } = {}) =>
      (await client.send(new GetSecretValueCommand({ SecretId, ...which }))).SecretString;
    const stages = async (SecretId: string) =>
      (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;
    const move = (SecretId: string, VersionStage: string, ids: { to?: string; from?: string }) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage,
          MoveToVersionId: ids.to,
          RemoveFromVersionId: ids.from,
        }),
      );

    rule('gives the current value by name and by ARN', async () => {
      const secret = await create();
      expect(await get(secret.name)).toBe('first');
      expect(await get(secret.arn)).toBe('first');
      expect(await stages(secret.name)).toEqual({ [secret.token]: ['AWSCURRENT'] });
    });

    rule('refuses a second secret of the same name', async () => {
      const secret = await create();
      const again = client.send(new CreateSecretCommand({ Name: secret.name, SecretString: 'other' }));
      expect(await refusal(again)).toBe('ResourceExistsException');
      expect(await get(secret.name)).toBe('first');
    });

    rule('takes the same creation twice', async () => {
      const { name: Name, token, arn } = await create();
      const again = new CreateSecretCommand({ Name, SecretString: 'first', ClientRequestToken: token });
      expect(await client.send(again)).toMatchObject({ ARN: arn, VersionId: token });
    });

    rule('moves AWSCURRENT to a new value, and AWSPREVIOUS to the one before', async () => {
      const secret = await create();
      const second = await put(secret.name, 'second');
      expect(await get(secret.name)).toBe('second');
      expect(await get(secret.name, { VersionStage: 'AWSPREVIOUS' })).toBe('first');
      const third = await put(secret.name, 'third');
      expect(await stages(secret.name)).toMatchObject({ [third]: ['AWSCURRENT'], [second]: ['AWSPREVIOUS'] });
    });

    rule(
      'shows no version that has lost its labels, unless it is asked for',
      async () => {
        const secret = await create();
        await put(secret.name, 'second');
        await put(secret.name, 'third');
        expect(Object.keys((await stages(secret.name)) ?? {})).toHaveLength(2);
        const list = async (IncludeDeprecated: boolean) =>
          (await client.send(new ListSecretVersionIdsCommand({ SecretId: secret.name, IncludeDeprecated }))).Versions;
        expect(await list(false)).toHaveLength(2);
        expect(await list(true)).toHaveLength(3);
      },
      'versions without labels are shown',
    );

    rule('leaves AWSCURRENT alone while a value is pending', async () => {
      const secret = await create();
      const pending = await put(secret.name, 'next', ['AWSPENDING']);
      expect(await get(secret.name)).toBe('first');
      expect(await get(secret.name, { VersionStage: 'AWSPENDING' })).toBe('next');
      expect(await get(secret.name, { VersionId: pending, VersionStage: 'AWSPENDING' })).toBe('next');
    });

    rule('takes the same value under the same token twice', async () => {
      const secret = await create();
      const token = await put(secret.name, 'second');
      await put(secret.name, 'third');
      await put(secret.name, 'second', undefined, token);
      expect(await get(secret.name)).toBe('third');
    });

    rule('refuses another value under the same token', async () => {
      const secret = await create();
      const token = await put(secret.name, 'second');
      expect(await refusal(put(secret.name, 'changed', undefined, token))).toBe('ResourceExistsException');
      expect(await get(secret.name)).toBe('second');
    });

    rule(
      'moves AWSCURRENT by label, and AWSPREVIOUS behind it',
      async () => {
        const secret = await create();
        const pending = await put(secret.name, 'next', ['AWSPENDING']);
        await move(secret.name, 'AWSCURRENT', { to: pending, from: secret.token });
        expect(await get(secret.name)).toBe('next');
        expect(await get(secret.name, { VersionStage: 'AWSPREVIOUS' })).toBe('first');
        await move(secret.name, 'AWSCURRENT', { to: secret.token, from: pending });
        expect(await get(secret.name)).toBe('first');
        expect(await get(secret.name, { VersionStage: 'AWSPREVIOUS' })).toBe('next');
      },
      'AWSCURRENT does not follow its label',
    );

    rule('refuses to move a label unless its holder is named', async () => {
      const secret = await create();
      const pending = await put(secret.name, 'next', ['AWSPENDING']);
      expect(await refusal(move(secret.name, 'AWSCURRENT', { to: pending }))).toBe('InvalidParameterException');
      expect(await get(secret.name)).toBe('first');
    });

    rule('refuses to move a label from a version that does not have it', async () => {
      const secret = await create();
      const pending = await put(secret.name, 'next', ['AWSPENDING']);
      const wrong = move(secret.name, 'AWSCURRENT', { to: pending, from: pending });
      expect(await refusal(wrong)).toBe('InvalidParameterException');
    });

    rule('refuses to move a label to a version that is not there', async () => {
      const secret = await create();
      const nowhere = move(secret.name, 'AWSCURRENT', { to: randomUUID(), from: secret.token });
      expect(['ResourceNotFoundException', 'InvalidParameterException']).toContain(await refusal(nowhere));
    });

    rule('takes a pending label away', async () => {
      const secret = await create();
      const pending = await put(secret.name, 'next', ['AWSPENDING']);
      await move(secret.name, 'AWSPENDING', { from: pending });
      expect(await refusal(get(secret.name, { VersionStage: 'AWSPENDING' }))).toBe('ResourceNotFoundException');
    });

    rule(
      'refuses to take AWSCURRENT away',
      async () => {
        const secret = await create();
        const bare = move(secret.name, 'AWSCURRENT', { from: secret.token });
        expect(await refusal(bare)).toBe('InvalidParameterException');
        expect(await get(secret.name)).toBe('first');
      },
      'AWSCURRENT can be taken away',
    );

    rule('gives no value for a label that the version does not have', async () => {
      const secret = await create();
      const wrong = get(secret.name, { VersionId: secret.token, VersionStage: 'AWSPENDING' });
      expect(await refusal(wrong)).toBe('InvalidRequestException');
    });

    rule('knows no secret that was not made', async () => {
      const calls = [get(fresh('none')), stages(fresh('none')), put(fresh('none'), 'value')];
      expect(new Set(await Promise.all(calls.map(refusal)))).toEqual(new Set(['ResourceNotFoundException']));
    });

    rule(
      'gives no value of a deleted secret, and takes none',
      async () => {
        const secret = await create();
        await client.send(new DeleteSecretCommand({ SecretId: secret.name }));
        expect(await refusal(get(secret.name))).toBe('InvalidRequestException');
        expect(await refusal(put(secret.name, 'second'))).toBe('InvalidRequestException');
        const described = await client.send(new DescribeSecretCommand({ SecretId: secret.name }));
        expect(described.DeletedDate).toBeInstanceOf(Date);
      },
      'a deleted secret takes values',
    );

    rule('destroys a secret at once when it is forced, whether it is there or not', async () => {
      const secret = await create();
      const force = { SecretId: secret.name, ForceDeleteWithoutRecovery: true };
      await client.send(new DeleteSecretCommand(force));
      expect(await refusal(get(secret.name))).toBe('ResourceNotFoundException');
      await client.send(new DeleteSecretCommand(force));
      await client.send(new CreateSecretCommand({ Name: secret.name, SecretString: 'anew' }));
      expect(await get(secret.name)).toBe('anew');
    });

    rule('replaces a tag of the same key', async () => {
      const secret = await create();
      const tag = (Key: string, Value: string) =>
        client.send(new TagResourceCommand({ SecretId: secret.name, Tags: [{ Key, Value }] }));
      await tag('grant', 'g1');
      await tag('other', 'x');
      await tag('grant', 'g2');
      const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: secret.name }));
      const sorted = [...(Tags ?? [])].sort((a, b) => String(a.Key).localeCompare(String(b.Key)));
      expect(sorted).toEqual([
        { Key: 'grant', Value: 'g2' },
        { Key: 'other', Value: 'x' },
      ]);
    });

    rule('takes a tag away by its key, and knows nothing of one that was not there', async () => {
      const { name: SecretId } = await create();
      await client.send(
        new TagResourceCommand({
          SecretId,
          Tags: [
            { Key: 'one', Value: '1' },
            { Key: 'two', Value: '2' },
          ],
        }),
      );
      await client.send(new UntagResourceCommand({ SecretId, TagKeys: ['one', 'never'] }));
      const { Tags } = await client.send(new DescribeSecretCommand({ SecretId }));
      expect(Tags).toEqual([{ Key: 'two', Value: '2' }]);
    });

    rule('makes passwords by the rules that it is given', async () => {
      const password = async (rules: GetRandomPasswordCommandInput) =>
        String((await client.send(new GetRandomPasswordCommand(rules))).RandomPassword);
      expect(await password({})).toHaveLength(32);
      expect(await password({ PasswordLength: 40, ExcludePunctuation: true })).toMatch(/^[A-Za-z0-9]{40}$/);
      const digits = { ExcludePunctuation: true, ExcludeLowercase: true, ExcludeUppercase: true };
      expect(await password({ ...digits, PasswordLength: 12, ExcludeCharacters: '01' })).toMatch(/^[2-9]{12}$/);
      const each = await password({ PasswordLength: 4, RequireEachIncludedType: true });
      for (const sort of [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/]) expect(each).toMatch(sort);
      expect(await password({})).not.toBe(await password({}));
    });
  });
}
