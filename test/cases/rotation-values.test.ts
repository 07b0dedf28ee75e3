import { beforeEach, describe, expect, it } from '@jest/globals';
import { aCall, rotationWorld, TARGET } from '../support/rotation-world.ts';

const PASSWORD = /^[A-Za-z0-9._~-]{40}$/;
const VERSION = 'second-version-of-the-secret-0001';

/** Values that are no password, by the code that refuses them. The first of each kind was met in the field. */
const REFUSED: readonly (readonly [kind: string, code: string, value: string])[] = [
  ['connection string', 'value-not-password', 'postgres://app:old@db.internal:5432/orders'],
  ['connection string of another scheme', 'value-not-password', 'mongodb+srv://app:old@cluster0.example.net/?w=1'],
  ['connection string of Go', 'value-not-password', 'app:old@tcp(db.internal:3306)/orders'],
  ['connection string of .NET', 'value-not-password', 'Server=db.internal;Database=orders;Password=old'],
  ['connection string of libpq', 'value-not-password', 'host=db.internal user=app password=old'],
  ['user and password', 'value-not-password', 'app:old@db.internal'],
  ['JDBC address', 'value-not-password', 'jdbc:mysql://db.internal:3306/orders?user=app&password=old'],
  ['JDBC address without slashes', 'value-not-password', 'jdbc:oracle:thin:app/old@db.internal:1521:orders'],
  ['PEM', 'value-not-password', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n'],
  ['certificate', 'value-not-password', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
  ['key as DER in base64', 'value-not-password', `${Buffer.from([0x30, 14, ...Array(14).keys()]).toString('base64')}`],
  ['SSH key', 'value-not-password', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 app'],
  ['JSON string', 'value-not-password', '"quoted"'],
  ['JSON list', 'value-not-password', '["old"]'],
  ['JSON number', 'value-not-password', '5432'],
  ['JSON literal', 'value-not-password', 'true'],
  ['JSON in base64', 'value-not-password', Buffer.from('{"password":"old-and-longer"}').toString('base64')],
  ['dotenv', 'value-not-password', 'DB_USER=app\nDB_PASSWORD=old\n'],
  ['dotenv of one line', 'value-not-password', 'DB_PASSWORD=old'],
  ['properties', 'value-not-password', 'db.user=app\r\ndb.password=old'],
  ['YAML', 'value-not-password', 'user: app\npassword: old\n'],
  ['XML', 'value-not-password', '<config><password>old</password></config>'],
  ['XML behind a space', 'value-not-password', ' <?xml version="1.0"?><p/>'],
  ['host name', 'value-not-password', 'db.internal.example.com'],
  ['path', 'value-not-password', '/run/secrets/db'],
  ['ARN', 'value-not-password', 'arn:aws:iam::123456789012:role/app'],
  ['token that an issuer knows', 'value-not-password', 'ghp_0123456789abcdefghijABCDEFGHIJ012345'],
  ['signed token', 'value-not-password', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhcHAifQ.AA'],
  ['words', 'value-not-password', 'four words and spaces'],
  ['text with a line end', 'value-not-password', 's3cr3t\n'],
  ['text with an invisible character', 'value-not-password', 's3cr3t\u200e'],
  [
    'database without engine',
    'place-named',
    '{"username":"app","password":"old","host":"db.internal","port":5432,"dbname":"orders"}',
  ],
  ['database with engine', 'engine-not-supported', '{"username":"app","password":"old","engine":"postgres"}'],
  ['address beside it', 'place-named', '{"username":"app","password":"old","see":"amqps://broker.internal"}'],
  ['place further down', 'place-named', '{"password":"old","primary":{"hostname":"db.internal"}}'],
  ['place in camel case', 'place-named', '{"password":"old","dbInstanceIdentifier":"orders"}'],
  ['member twice', 'member-twice', '{"password":"a","username":"u","password":"b"}'],
  ['member twice, spelled otherwise', 'member-twice', '{"password":"a","\\u0070assword":"b"}'],
  ['member twice, further down', 'member-twice', '{"password":"a","more":{"x":1,"x":2}}'],
];

const ROTATED: readonly (readonly [kind: string, value: string, around: readonly [string, string]])[] = [
  ['plain', 's3cr3t-api-key', ['', '']],
  ['password with signs', 'Tr0ub4dor.3~!#$%^*+', ['', '']],
  ['random bytes in base64', 'q0Zs7cG/1h9m+X0nYw3K5vUe8rTt2bLp6aQd4fJi9xE=', ['', '']],
  ['UUID', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', ['', '']],
  ['user and password in JSON', '{"username":"u","password":"a"}', ['{"username":"u","password":"', '"}']],
  [
    'number to the digit',
    '{"id":12345678901234567890,"rate":1.10,"password":"a"}',
    ['{"id":12345678901234567890,"rate":1.10,"password":"', '"}'],
  ],
];

describe('a rotation touches only what is a password', () => {
  let world: ReturnType<typeof rotationWorld>;

  const rotated = async (value: string, tags: readonly { Key: string; Value: string }[] = []): Promise<string> => {
    world = rotationWorld(value);
    const secret = world.model.secrets.get(TARGET);
    secret?.tags.push(...tags);
    secret?.versions.set(VERSION, { value: undefined, labels: new Set(['AWSPENDING']), createdAt: new Date() });
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
      await world.step(aCall(step, VERSION));
    return world.model.value(TARGET) ?? '';
  };

  beforeEach(() => {
    world = rotationWorld();
  });

  it.each(REFUSED)('refuses a %s (%s) and leaves the value as it was', async (_, code, value) => {
    await expect(rotated(value)).rejects.toMatchObject({ name: 'RotationError', code });
    expect(world.model.value(TARGET)).toBe(value);
    expect(world.model.value(TARGET, 'AWSPENDING')).toBeUndefined();
  });

  it.each(ROTATED)('rotates a %s and changes nothing around it', async (_, value, [before, after]) => {
    const next = await rotated(value);
    expect([next.startsWith(before), next.endsWith(after)]).toEqual([true, true]);
    expect(next.slice(before.length, next.length - after.length)).toMatch(PASSWORD);
  });

  it('rotates a value that names a place where a tag says that no other system has the password', async () => {
    const value = '{"password":"old","host":"db.internal","port":5432}';
    const next = await rotated(value, [{ Key: 'countersign:source-of-truth', Value: 'true' }]);
    expect(JSON.parse(next)).toMatchObject({
      host: 'db.internal',
      port: 5432,
      password: expect.stringMatching(PASSWORD),
    });
  });

  it('refuses two meanings and alternating users whatever the tag says', async () => {
    const tags = [{ Key: 'countersign:source-of-truth', Value: 'true' }];
    await expect(rotated('{"password":"a","password":"b"}', tags)).rejects.toMatchObject({ code: 'member-twice' });
    await expect(rotated('{"password":"a","masterarn":"m"}', tags)).rejects.toMatchObject({ code: 'users-alternate' });
  });
});
