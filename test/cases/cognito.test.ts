import { beforeEach, describe, expect, it } from '@jest/globals';
import { CognitoConnector } from '../../lambdas/adapters/connectors/cognito/connector.ts';
import type { Action } from '../../lambdas/core/registry/account.ts';
import type { ConnectorRequest, Evidence } from '../../lambdas/ports/connector.ts';
import { answering, faulty } from '../support/faulty-client.ts';
import { NOW } from '../support/fixtures.ts';
import { ModelCognito, type ModelUser, USER_POOL } from '../support/models/cognito.ts';

const RESETS = ['reset-password', 'reset-mfa'] as const;
const THEIRS = 'canary-password-of-their-own';

describe('what was revoked is worthless for ever', () => {
  let model: ModelCognito;
  let jane: ModelUser;
  let connector: CognitoConnector;
  const request = (action: Action, over: Partial<ConnectorRequest> = {}): ConnectorRequest => ({
    ...{ action, target: 'jane', directoryId: 'sub-jane', grant: `grant-${action}`, expiresAt: NOW, issued: true },
    ...over,
  });

  beforeEach(() => {
    model = new ModelCognito();
    jane = model.add('jane');
    connector = new CognitoConnector(model.client, USER_POOL);
  });

  /** Granted, claimed by a stranger who puts a password and an app of their own, repudiated by the owner. What the read-back left. */
  async function stolenAndRevoked(action: Action): Promise<Evidence> {
    await connector.perform(request(action));
    model.replacePassword('jane');
    Object.assign(jane, { factors: ['SOFTWARE_TOKEN_MFA'], hasSoftwareToken: true, smsOption: true });
    const repudiated = request(action, { repudiated: true });
    await connector.revoke(repudiated);
    const { gone, evidence } = await connector.verifyGone(repudiated);
    expect(gone).toBe(true);
    return evidence;
  }

  it.each(RESETS)('unlock after a repudiated %s brings back neither the password nor a factor', async (action) => {
    await stolenAndRevoked(action);
    await connector.perform(request('unlock'));
    expect(jane).toMatchObject({ enabled: true, factors: [], hasSoftwareToken: false, smsOption: false, sessions: 0 });
    expect(jane.password).not.toBe(THEIRS);
    expect(jane.status).toBe('FORCE_CHANGE_PASSWORD');
  });

  it.each(RESETS)('unlock after an unused %s does not bring back what it gave', async (action) => {
    const given = await connector.perform(request(action));
    await connector.revoke(request(action));
    await connector.perform(request('unlock'));
    expect(given.state === 'done' && given.credential?.reveal()).not.toBe(jane.password);
  });

  it('whoever disables the user by hand first does not keep the password', async () => {
    const given = await connector.perform(request('reset-password'));
    model.touch('jane', { enabled: false });
    await connector.revoke(request('reset-password'));
    expect(given.state === 'done' && given.credential?.reveal()).not.toBe(jane.password);
  });

  it.each(RESETS)('%s works on a user whom our own revocation disabled', async (action) => {
    const left = await stolenAndRevoked('reset-password');
    expect(await connector.examine(request(action, { left }))).toBeNull();
    expect(await connector.perform(request(action, { left }))).toMatchObject({ state: 'done' });
    expect(jane).toMatchObject({ enabled: true, status: 'FORCE_CHANGE_PASSWORD' });
  });

  it('a reset goes on after a crash at any call, on a user whom our own revocation disabled', async () => {
    for (let nth = 1; ; nth += 1) {
      model = new ModelCognito();
      jane = model.add('jane');
      connector = new CognitoConnector(model.client, USER_POOL);
      const left = await stolenAndRevoked('reset-password');
      const broken = faulty(model.client);
      broken.failAt(nth, 'after');
      const crashing = new CognitoConnector(broken.client, USER_POOL);
      await crashing.perform(request('reset-mfa', { left })).catch(() => {});
      if (!broken.hasFailed()) break;
      expect(await crashing.perform(request('reset-mfa', { left }))).toMatchObject({ state: 'done' });
    }
  });

  it.each([
    ['nobody revoked anything', () => undefined],
    ['somebody has changed them since', (left: Evidence) => left],
    ['another revocation is remembered', (left: Evidence) => ({ ...left, changedAt: NOW })],
    ['they were enabled when it was confirmed', (left: Evidence) => ({ ...left, enabled: true })],
  ])('a reset is refused to a user whom somebody else disabled: %s', async (_, leftOf) => {
    const left = leftOf(await stolenAndRevoked('reset-password'));
    model.touch('jane', { enabled: false });
    const wanted = request('reset-password', left === undefined ? {} : { left });
    expect(await connector.examine(wanted)).toEqual({ code: 'user-not-recoverable', mayPass: false });
    await expect(connector.perform(wanted)).rejects.toMatchObject({ code: 'user-not-recoverable' });
    expect(jane.enabled).toBe(false);
  });

  it.each(['unlock', ...RESETS] as const)(
    '%s is refused while a passkey of the revoked time is left',
    async (action) => {
      jane.hasPasskey = true;
      const left = await stolenAndRevoked('reset-password');
      expect(left).toMatchObject({ passkey: 'left' });
      await expect(connector.perform(request(action, { left }))).rejects.toMatchObject({ code: 'passkey-left' });
      expect(jane.enabled).toBe(false);
      jane.hasPasskey = false;
      expect(await connector.perform(request(action, { left }))).toMatchObject({ state: 'done' });
    },
  );

  it('disables also when a factor cannot be removed, and says so', async () => {
    await connector.perform(request('reset-mfa'));
    jane.smsOption = true;
    const deaf = new CognitoConnector(
      answering(model.client, 'AdminSetUserSettingsCommand', () => ({})),
      USER_POOL,
    );
    await expect(deaf.revoke(request('reset-mfa'))).rejects.toMatchObject({ code: 'factor-left' });
    expect(jane.enabled).toBe(false);
  });
});

describe('a read-back sees every factor that there is', () => {
  it.each([
    ['SMS by the older setting alone', { factors: [], hasSoftwareToken: false }],
    ['SMS by both settings', { factors: ['SMS_MFA'], hasSoftwareToken: false }],
    ['SMS beside an app', { factors: ['SOFTWARE_TOKEN_MFA'], hasSoftwareToken: true }],
    ['SMS beside mail', { factors: ['EMAIL_OTP'], hasSoftwareToken: false }],
  ])('%s is turned off and read back, or fails by name', async (_, factors) => {
    const model = new ModelCognito();
    const jane = model.add('jane', { ...factors, smsOption: true });
    const wanted: ConnectorRequest = {
      ...{ action: 'reset-mfa', target: 'jane', directoryId: 'sub-jane', grant: 'g', expiresAt: NOW, issued: false },
    };
    const deaf = new CognitoConnector(
      answering(model.client, 'AdminSetUserSettingsCommand', () => ({})),
      USER_POOL,
    );
    await expect(deaf.perform(wanted)).rejects.toMatchObject({ code: 'factor-left', retryable: false });
    const done = await new CognitoConnector(model.client, USER_POOL).perform(wanted);
    expect(done).toMatchObject({ state: 'done', evidence: { factors: [] } });
    expect(jane).toMatchObject({ smsOption: false, factors: [] });
  });
});
