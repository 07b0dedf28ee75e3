import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { RotationError } from '../../../lambdas/app/workflow/rotation-error.ts';
import { AT_ONCE } from '../../../lambdas/contract/tags.ts';
import { databaseWorld, FIRST, modelPlace, type Options, STEPS } from '../../support/database-rotation.ts';
import { TARGET } from '../../support/rotation-world.ts';

const SECOND = 'second-version-of-the-secret-00001';
const THIRD = 'third-version-of-the-secret-000001';

async function world(options: Options = {}) {
  const place = modelPlace();
  return { ...(await databaseWorld(place, options)), roles: place.model };
}

type World = Awaited<ReturnType<typeof world>>;

/** Changes a member of the value with this label, as somebody does who may write values. */
function edit({ model }: World, label: string, over: object | string): void {
  for (const version of model.secrets.get(TARGET)?.versions.values() ?? [])
    if (version.labels.has(label))
      version.value =
        typeof over === 'string' ? over : JSON.stringify({ ...JSON.parse(version.value ?? '{}'), ...over }, null, 2);
}

describe('a single role', () => {
  it('signs in with the new password alone, and nothing else in the value changed', async () => {
    const one = await world();
    const before = one.model.value(TARGET) ?? '';
    const old = one.login('AWSCURRENT');
    await one.rotateTo(SECOND);
    const now = one.login('AWSCURRENT');
    expect([await one.isValid(old), await one.isValid(now)]).toEqual([false, true]);
    expect(one.model.value(TARGET)).toBe(before.replace(FIRST, now.password));
  });

  it('loses the sessions that began with the old password', async () => {
    const one = await world();
    await one.rotateTo(SECOND);
    expect(one.roles.ended).toEqual(['app']);
  });

  it('keeps them during a grace: there is one password, so it is what the grace is for', async () => {
    const one = await world({ graceMinutes: '5' });
    await one.rotateTo(SECOND);
    expect(one.roles.ended).toEqual([]);
  });

  it('gets a password also when the old one works no more', async () => {
    const one = await world();
    one.roles.add('app', 'changed-by-hand');
    await one.rotateTo(SECOND);
    expect(await one.isValid(one.login('AWSCURRENT'))).toBe(true);
  });
});

describe('two roles', () => {
  it('take turns, and the one before ends at once', async () => {
    const one = await world({ alternates: true });
    const values = [one.login('AWSCURRENT')];
    for (const version of [SECOND, THIRD]) {
      await one.rotateTo(version);
      values.push(one.login('AWSCURRENT'));
      expect(await Promise.all(values.map(one.isValid))).toEqual(values.map((_, index) => index === values.length - 1));
    }
    expect(values.map(({ username }) => username)).toEqual(['app', 'app_clone', 'app']);
  });

  it('are both valid during the grace, and the one before ends with it', async () => {
    let now = Date.now();
    const place = modelPlace();
    const { model: roles } = place;
    const one = await databaseWorld(place, { alternates: true, graceMinutes: '5', now: () => now });
    const old = one.login('AWSCURRENT');
    await one.rotateTo(SECOND);
    expect([await one.isValid(old), await one.isValid(one.login('AWSCURRENT'))]).toEqual([true, true]);
    expect(roles.roles.get('app')?.endsAt).toBe(now + 300_000);
    now += 1;
    await one.step('finishSecret', SECOND);
    expect(roles.roles.get('app')?.endsAt).toBe(now - 1 + 300_000);
    expect(roles.roles.get('app_clone')?.endsAt).toBe(Number.POSITIVE_INFINITY);
  });

  it('end at once for a version that says so, whatever the grace is', async () => {
    const one = await world({ alternates: true, graceMinutes: '5' });
    const old = one.login('AWSCURRENT');
    await one.rotateTo(`${AT_ONCE}second-version-of-the-secret`);
    expect([await one.isValid(old), await one.isValid(one.login('AWSCURRENT'))]).toEqual([false, true]);
  });

  it('the replaced one has ended before consumers read the new one, and not before that works', async () => {
    const one = await world({ alternates: true });
    const old = one.login('AWSCURRENT');
    one.begin(SECOND);
    await one.step('createSecret', SECOND);
    expect(await one.isValid(old)).toBe(true);
    await one.step('setSecret', SECOND);
    expect([await one.isValid(old), await one.isValid(one.login('AWSPENDING'))]).toEqual([false, true]);
    expect(one.login('AWSCURRENT')).toEqual(old);
  });
});

describe('a consumer that is not well with the new version', () => {
  const unwell = { isWell: async () => false };

  it.each([
    ['a single role', false],
    ['two roles', true],
  ])('has the one before again, current and valid: %s', async (_, alternates) => {
    const one = await world({ alternates, graceMinutes: '5', probe: unwell });
    const old = one.login('AWSCURRENT');
    await expect(one.rotateTo(SECOND)).rejects.toMatchObject({ code: 'rolled-back' });
    expect(one.login('AWSCURRENT')).toEqual(old);
    expect([await one.isValid(old), await one.isValid(one.login('AWSPREVIOUS'))]).toEqual([true, false]);
    expect(one.model.labels(TARGET)[SECOND]).toEqual(['AWSPREVIOUS', 'COUNTERSIGN_ROLLED_BACK']);
    // The service calls the step again; and another rotation may begin.
    await expect(one.step('finishSecret', SECOND)).rejects.toMatchObject({ code: 'rolled-back' });
    expect(await one.isValid(one.login('AWSCURRENT'))).toBe(true);
  });

  it('is not asked where the one before has ended: nothing brings back what was leaked', async () => {
    const one = await world({ alternates: true, probe: unwell });
    const old = one.login('AWSCURRENT');
    await one.rotateTo(SECOND);
    expect([await one.isValid(old), await one.isValid(one.login('AWSCURRENT'))]).toEqual([false, true]);
  });

  it('can be well with the next: the mark of the rollback moves on', async () => {
    let isWell = false;
    const one = await world({ alternates: true, graceMinutes: '5', probe: { isWell: async () => isWell } });
    for (const version of [SECOND, THIRD])
      await expect(one.rotateTo(version)).rejects.toMatchObject({ code: 'rolled-back' });
    expect(one.model.labels(TARGET)).toMatchObject({
      first: ['AWSCURRENT'],
      [THIRD]: ['AWSPREVIOUS', 'COUNTERSIGN_ROLLED_BACK'],
    });
    isWell = true;
    await one.rotateTo('fourth-version-of-the-secret-00001');
    expect(one.login('AWSCURRENT').username).toBe('app_clone');
    expect(await one.isValid(one.login('AWSCURRENT'))).toBe(true);
  });
});

describe('a rotation of a role is refused', () => {
  it.each<[string, string, (one: World) => void]>([
    [
      'whose value names another role than the tag',
      'role-not-tagged',
      (one) => edit(one, 'AWSCURRENT', { username: 'root' }),
    ],
    [
      'whose twin is named by a value of a single role',
      'role-not-tagged',
      (one) => edit(one, 'AWSCURRENT', { username: 'app_clone' }),
    ],
    ['whose value names another engine', 'engine-not-supported', (one) => edit(one, 'AWSCURRENT', { engine: 'mysql' })],
    ['whose value has no host', 'place-missing', (one) => edit(one, 'AWSCURRENT', { host: '' })],
    ['whose value has a host that is none', 'place-missing', (one) => edit(one, 'AWSCURRENT', { host: 'db/../x' })],
    ['whose value has a port that is none', 'place-missing', (one) => edit(one, 'AWSCURRENT', { port: 'canary' })],
    ['whose value has a database that is none', 'place-missing', (one) => edit(one, 'AWSCURRENT', { dbname: 7 })],
    ['whose value has no role', 'role-missing', (one) => edit(one, 'AWSCURRENT', { username: '' })],
    ['whose value has no password', 'password-missing', (one) => edit(one, 'AWSCURRENT', { password: '' })],
    ['whose password is elsewhere too', 'password-elsewhere', (one) => edit(one, 'AWSCURRENT', { copy: FIRST })],
    ['whose value is no JSON', 'value-malformed', (one) => edit(one, 'AWSCURRENT', 'canary')],
    ['whose value is a list', 'value-malformed', (one) => edit(one, 'AWSCURRENT', '["canary"]')],
    [
      'whose value has a member twice',
      'member-twice',
      (one) => edit(one, 'AWSCURRENT', '{"engine":"postgres","engine":"canary"}'),
    ],
  ])('%s', async (_, code, arrange) => {
    const one = await world();
    arrange(one);
    one.begin(SECOND);
    const error: unknown = await one.step('createSecret', SECOND).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RotationError);
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    expect(one.model.value(TARGET, 'AWSPENDING')).toBeUndefined();
  });

  it.each<[string, string, Options, (one: World) => void]>([
    [
      'that administers the server',
      'role-too-powerful',
      {},
      ({ roles }) => roles.add('app', FIRST, { isPowerful: true }),
    ],
    ['that is not there', 'role-missing', {}, ({ roles }) => void roles.roles.delete('app')],
    [
      'whose twin belongs to somebody else',
      'twin-foreign',
      { alternates: true },
      ({ roles }) => roles.add('app_clone', 'x'),
    ],
    [
      'whose twin administers the server',
      'role-too-powerful',
      { alternates: true },
      ({ roles }) => roles.add('app_clone', 'x', { isPowerful: true, memberOf: ['app'] }),
    ],
    [
      'whose pending value is of another host',
      'fields-changed',
      {},
      (one) => edit(one, 'AWSPENDING', { host: '127.0.0.2' }),
    ],
    [
      'whose pending value has the same password',
      'password-unchanged',
      {},
      (one) => edit(one, 'AWSPENDING', { password: FIRST }),
    ],
    [
      'whose pending value is of the role whose turn it is not',
      'fields-changed',
      { alternates: true },
      (one) => edit(one, 'AWSPENDING', { username: 'app' }),
    ],
  ])('%s, and nothing is changed', async (_, code, options, arrange) => {
    const one = await world(options);
    one.begin(SECOND);
    await one.step('createSecret', SECOND);
    arrange(one);
    const before = inspect([...one.roles.roles], { depth: 9 });
    await expect(one.step('setSecret', SECOND)).rejects.toMatchObject({ name: 'RotationError', code });
    expect(inspect([...one.roles.roles], { depth: 9 })).toBe(before);
  });

  it.each(['-1', '1.5', 'soon', '10081', ''])('whose grace is `%s`', async (graceMinutes) => {
    const one = await world({ graceMinutes });
    one.begin(SECOND);
    await expect(one.step('createSecret', SECOND)).rejects.toMatchObject({ code: 'tag-malformed' });
  });

  it('whose twin would have a name that PostgreSQL cuts off', async () => {
    const one = await world({ alternates: true, role: 'r'.repeat(58) });
    one.begin(SECOND);
    await expect(one.step('createSecret', SECOND)).rejects.toMatchObject({ code: 'role-too-long' });
  });

  it('that does not accept its new password: with a grace the old one is set again', async () => {
    for (const [graceMinutes, expected] of [
      ['5', true],
      ['0', false],
    ] as const) {
      const one = await world({ graceMinutes });
      const old = one.login('AWSCURRENT');
      one.begin(SECOND);
      for (const name of STEPS.slice(0, 2)) await one.step(name, SECOND);
      const role = one.roles.roles.get('app');
      if (role !== undefined) role.canSignIn = false;
      await expect(one.step('testSecret', SECOND)).rejects.toMatchObject({ code: 'pending-refused' });
      expect([one.login('AWSCURRENT'), await one.isValid(old)]).toEqual([old, expected]);
    }
  });
});
