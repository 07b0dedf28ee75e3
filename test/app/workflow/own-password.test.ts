import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { OwnPasswordSystem } from '../../../lambdas/app/workflow/own-password.ts';
import { RotationError } from '../../../lambdas/app/workflow/rotation-error.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { ModelOwnPasswords } from '../../support/models/own-passwords.ts';
import { type AccountValue, brokenRotations, ownPasswordWorld } from '../../support/own-password-world.ts';
import { TARGET } from '../../support/rotation-world.ts';

const VERSION = 'second-version-of-the-secret-00001';
const FIRST: AccountValue = { username: 'reader@example.test', password: 'canary-first-password', ca: 'a certificate' };

function world(value: object = FIRST, graceMinutes?: string) {
  const directory = new ModelOwnPasswords();
  directory.accounts.set(FIRST.username, FIRST.password);
  return { directory, ...ownPasswordWorld(directory, value as AccountValue, graceMinutes) };
}

/** What a rotation ends with. */
async function failing(value: object, over?: object): Promise<unknown> {
  const one = world(value);
  one.begin(VERSION);
  try {
    await one.step('createSecret', VERSION);
    for (const version of one.model.secrets.get(TARGET)?.versions.values() ?? [])
      if (over !== undefined && version.labels.has('AWSPENDING'))
        version.value = JSON.stringify({ ...JSON.parse(version.value ?? '{}'), ...over }, null, 2);
    await one.step('setSecret', VERSION);
  } catch (error) {
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
    expect(one.directory.accounts.get(FIRST.username)).toBe(FIRST.password);
    return error instanceof RotationError ? error.code : error;
  }
  return 'nothing';
}

/** An account whose new password counts, in a domain that takes the one before for an hour more. */
async function changedInWindows() {
  const directory = new ModelOwnPasswords();
  directory.accounts.set(FIRST.username, FIRST.password);
  directory.takesReplaced = true;
  const system = new OwnPasswordSystem(directory, { randomPassword: async () => new Secret('canary-new') });
  const replaced = new Secret(JSON.stringify(FIRST));
  const change = { replaced, pending: await system.next(replaced) };
  await system.enable(change);
  return { directory, system, change };
}

describe('the credential of an account that changes its own password', () => {
  it('is another one afterwards, and nothing else in the value changed', async () => {
    const one = world();
    const before = one.model.value(TARGET) ?? '';
    await one.rotateTo(VERSION);
    const now = one.heldAs('AWSCURRENT');
    expect([await one.isValid(FIRST), await one.isValid(now)]).toEqual([false, true]);
    expect(one.model.value(TARGET)).toBe(before.replace(FIRST.password, now.password));
  });

  it('has ended at once also with a grace: there is one password', async () => {
    const one = world(FIRST, '5');
    await one.rotateTo(VERSION);
    expect([await one.isValid(FIRST), await one.isValid(one.heldAs('AWSCURRENT'))]).toEqual([false, true]);
  });

  it.each([
    ['role-missing', { password: FIRST.password }],
    ['password-missing', { username: FIRST.username }],
    ['password-missing', { ...FIRST, password: '' }],
    ['password-elsewhere', { ...FIRST, note: `was ${FIRST.password}` }],
  ] as const)('is left alone with a value that is none: %s', async (code, value) => {
    expect(await failing(value)).toBe(code);
  });

  it.each([
    ['fields-changed', { username: 'admin@example.test' }],
    ['fields-changed', { ca: 'another certificate' }],
    ['password-unchanged', { password: FIRST.password }],
  ] as const)('is left alone where the pending value was edited: %s', async (code, over) => {
    expect(await failing(FIRST, over)).toBe(code);
  });

  it('cannot be aimed at an account whose password nobody knows', async () => {
    expect(await failing({ ...FIRST, password: 'canary-a-guess' })).toBe('pending-refused');
  });

  it('stays as it was where the directory refuses the new password', async () => {
    const one = world();
    one.directory.refuses = () => true;
    await expect(one.rotateTo(VERSION)).rejects.toMatchObject({ code: 'password-refused', retryable: false });
    expect(await one.isValid(one.heldAs('AWSCURRENT'))).toBe(true);
  });

  it('is the one before where somebody set that again, and the rotation says that the new one does not get in', async () => {
    const one = world(FIRST, '5');
    one.begin(VERSION);
    for (const name of ['createSecret', 'setSecret']) await one.step(name, VERSION);
    const pending = one.heldAs('AWSPENDING');
    one.directory.accounts.set(FIRST.username, FIRST.password);
    await expect(one.step('testSecret', VERSION)).rejects.toMatchObject({ code: 'pending-refused' });
    expect([await one.isValid(FIRST), await one.isValid(pending)]).toEqual([true, false]);
  });

  it.each([
    ['at once', 0],
    ['after an attempt whose answer was lost', 1],
  ])('is the one before after a rollback, also where a replaced password gets in for an hour: %s', async (_, lost) => {
    const { directory, system, change } = await changedInWindows();
    for (let attempt = 0; attempt <= lost; attempt += 1) await system.restore(change);
    expect(directory.accounts.get(FIRST.username)).toBe(FIRST.password);
  });

  it('is not said to be the one before where a rule of the directory refuses that, whatever gets in for an hour', async () => {
    const { directory, system, change } = await changedInWindows();
    directory.refuses = (password) => password === FIRST.password;
    await expect(system.restore(change)).rejects.toMatchObject({ code: 'password-refused' });
  });

  it('is old and valid, or new and valid, whichever call breaks, and the rotation goes on from there', async () => {
    const rows = await brokenRotations(async () => {
      const directory = new ModelOwnPasswords();
      directory.accounts.set(FIRST.username, FIRST.password);
      return { directory, value: FIRST };
    });
    process.stderr.write(
      `${rows.map(({ step, call, how, after }) => `${step.padEnd(13)} ${call.padEnd(15)} ${how.padEnd(12)} ${after}`).join('\n')}\n`,
    );
    expect(rows.length).toBeGreaterThan(40);
    expect(new Set(rows.map(({ call }) => call))).toContain('change');
    // Between the change and the label consumers wait for the rest of the rotation, which holds the new one.
    for (const { call, after } of rows)
      if (after === 'old current, new valid')
        expect(['change', 'accepts', 'read', 'describe', 'promote']).toContain(call);
  });
});
