import { arnOf } from '../../aws/arns.ts';
import type { StoredSecret } from '../../aws/secrets/secret.ts';
import type { Context } from '../encryption-context.ts';
import { type Input, type Need, type Needs, need, textIn, viaKms } from './need.ts';

/** Stands for the six characters that Secrets Manager appends to the name of a new secret. */
const SUFFIX = '-AbCdEf';

/**
 * Before Secrets Manager makes a secret under a key, it tries the key: nothing but this names the secret then
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html).
 */
const VALIDATION = { SecretARN: 'RequestToValidateKeyAccess', SecretVersionId: 'RequestToValidateKeyAccess' };

/** Operations on secrets. IAM decides before a secret is looked for: a missing one has its name and no tags. */
export function secretsNeeds(
  secretOf: (id: string) => StoredSecret | undefined,
  keyArn: (id: string) => string,
): Needs {
  const on = (action: string, more?: (secret: StoredSecret, input: Input) => readonly Need[]) => (input: Input) => {
    const id = textIn(input, 'SecretId');
    const secret = secretOf(id);
    const resource = secret?.arn ?? (id.startsWith('arn:') ? id : arnOf('secretsmanager', `secret:${id}`));
    const context = { ...(secret && contextOf(secret)), ...asked(action, input) };
    return [need(`secretsmanager:${action}`, resource, context), ...((secret && more?.(secret, input)) ?? [])];
  };
  // A secret without a key of its own is under the key that AWS manages, which everybody of the account may use through the service.
  const usesOf = (kmsKeyId: string | null, actions: readonly string[], context: Readonly<Record<string, string>>) =>
    kmsKeyId === null ? [] : viaKms('secretsmanager', { key: keyArn(kmsKeyId), actions, context });
  const underKey =
    (actions: readonly string[]) =>
    ({ arn, kmsKeyId }: Pick<StoredSecret, 'arn' | 'kmsKeyId'>) =>
      usesOf(kmsKeyId, actions, { SecretARN: arn });
  const storing = underKey(STORING);
  return {
    CreateSecret: (input) => {
      const arn = arnOf('secretsmanager', `secret:${textIn(input, 'Name')}`);
      const kmsKeyId = input['KmsKeyId'] === undefined ? null : textIn(input, 'KmsKeyId');
      const tagged = input['Tags'] === undefined ? [] : [need('secretsmanager:TagResource', arn)];
      const stored = [...usesOf(kmsKeyId, STORING, VALIDATION), ...storing({ arn: `${arn}${SUFFIX}`, kmsKeyId })];
      return [need('secretsmanager:CreateSecret', arn), ...tagged, ...stored];
    },
    PutSecretValue: on('PutSecretValue', storing),
    GetSecretValue: on('GetSecretValue', underKey(['Decrypt'])),
    DescribeSecret: on('DescribeSecret'),
    ListSecretVersionIds: on('ListSecretVersionIds'),
    UpdateSecretVersionStage: on('UpdateSecretVersionStage'),
    DeleteSecret: on('DeleteSecret'),
    TagResource: on('TagResource'),
    UntagResource: on('UntagResource'),
    // Whoever has a secret rotated has the rotation function called.
    RotateSecret: on('RotateSecret', ({ rotationFunction }, input) => {
      const called = input['RotationLambdaARN'] ?? rotationFunction;
      return called === null ? [] : [need('lambda:InvokeFunction', String(called))];
    }),
    ListSecrets: () => [need('secretsmanager:ListSecrets', '*')],
    GetRandomPassword: () => [need('secretsmanager:GetRandomPassword', '*')],
  };
}

const STORING = ['GenerateDataKey', 'Decrypt'] as const;

const contextOf = ({ tags, rotationFunction }: StoredSecret): Context => ({
  ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value])),
  ...(rotationFunction !== null && { 'secretsmanager:resource/AllowRotationLambdaArn': rotationFunction }),
});

const asked = (action: string, input: Input): Context =>
  action === 'RotateSecret' && input['RotationLambdaARN'] !== undefined
    ? { 'secretsmanager:RotationLambdaARN': textIn(input, 'RotationLambdaARN') }
    : {};
