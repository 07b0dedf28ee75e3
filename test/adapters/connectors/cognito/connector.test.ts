import { inspect } from 'node:util';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CognitoConnector } from '../../../../lambdas/adapters/connectors/cognito/connector.ts';
import { parseGroupTiers } from '../../../../lambdas/adapters/connectors/group-tiers.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import type { ConnectorRequest, Performed } from '../../../../lambdas/ports/connector.ts';
import { connectorContract } from '../../../contracts/connector.ts';
import { answering, faulty } from '../../../support/faulty-client.ts';
import { NOW } from '../../../support/fixtures.ts';
import { ModelCognito, type ModelUser, USER_POOL } from '../../../support/models/cognito.ts';

let grants = 0;
function request(action: Action, over: Partial<ConnectorRequest> = {}): ConnectorRequest {
  grants += 1;
  const issued = false;
  return { action, target: 'jane', directoryId: 'sub-jane', grant: `grant-${grants}`, expiresAt: NOW, issued, ...over };
}

/** An administrator made the user, who has never signed in. */
const INVITED: Partial<ModelUser> = {
  ...{ status: 'FORCE_CHANGE_PASSWORD', factors: [], hasSoftwareToken: false, sessions: 0 },
};

connectorContract('cognito', async () => {
  const model = new ModelCognito();
  const { client, failAt, hasFailed } = faulty(model.client);
  model.add('jane');
  model.add('locked-out', { enabled: false });
  model.add('new', INVITED);
  return {
    connector: new CognitoConnector(
      client,
      USER_POOL,
      parseGroupTiers('staff=standard,admin*=privileged,root=critical'),
    ),
    failAt,
    hasFailed,
    request: (action) =>
      request(action, {
        target: action === 'unlock' ? 'locked-out' : action === 'issue-first-credential' ? 'new' : 'jane',
      }),
    unknownTarget: 'nobody',
    settle: async () => {},
    remake: async ({ target }) => void model.add(target),
    rank: async ({ target }, tier) => {
      const groups = { standard: ['staff'], privileged: ['staff', 'Administrators'], critical: ['admins', 'root'] };
      const user = model.users.get(target);
      if (user !== undefined) user.groups = tier === null ? ['everybody'] : groups[tier];
    },
    snapshot: async ({ target }) => structuredClone(model.users.get(target)),
  };
});

const inUse = { code: 'credential-in-use', mayPass: false };

describe('Cognito', () => {
  let model: ModelCognito;
  let jane: ModelUser;
  let client: CognitoIdentityProviderClient;
  let connector: CognitoConnector;
  let calls: readonly string[];

  beforeEach(() => {
    model = new ModelCognito();
    jane = model.add('jane');
    const watched = faulty(model.client);
    calls = watched.calls;
    client = watched.client;
    connector = new CognitoConnector(client, USER_POOL);
  });

  const credentialOf = (performed: Performed): string =>
    performed.state === 'done' ? (performed.credential?.reveal() ?? 'none') : 'pending';

  it.each(['reset-password', 'reset-mfa'] as const)(
    '%s gives a password that stands until it is replaced',
    async (action) => {
      const performed = await connector.perform(request(action));
      expect(credentialOf(performed)).toBe(jane.password);
      expect(jane).toMatchObject({ status: 'FORCE_CHANGE_PASSWORD', sessions: 0 });
    },
  );

  it('reset-password leaves the second factor alone', async () => {
    await connector.perform(request('reset-password'));
    expect(jane).toMatchObject({ factors: ['SOFTWARE_TOKEN_MFA'], hasSoftwareToken: true });
  });

  it('reset-mfa turns off every factor and deletes the authenticator app', async () => {
    jane.factors = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];
    expect(await connector.perform(request('reset-mfa'))).toMatchObject({
      evidence: {
        status: 'FORCE_CHANGE_PASSWORD',
        factors: [],
        factorsRemoved: ['EMAIL_OTP', 'SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
        softwareToken: 'deleted',
        passkey: 'none',
      },
    });
    expect(jane.hasSoftwareToken).toBe(false);
  });

  it('reset-mfa replaces the password before it takes the factors: a crash leaves nobody with less', async () => {
    jane.factors = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'];
    await connector.perform(request('reset-mfa'));
    const order = [
      'AdminSetUserPassword',
      'AdminDeleteSoftwareToken',
      'AdminSetUserMFAPreference',
      'AdminUserGlobalSignOut',
    ];
    expect(calls.filter((call) => order.includes(call))).toEqual(order);
  });

  it('reset-mfa refuses by name a user with a passkey, which no administrator can remove, and leaves them as they are', async () => {
    jane.hasPasskey = true;
    const before = structuredClone(jane);
    const wanted = request('reset-mfa');
    expect(await connector.examine(wanted)).toEqual({ code: 'passkey-left', mayPass: false });
    await expect(connector.perform(wanted)).rejects.toMatchObject({ code: 'passkey-left', retryable: false });
    expect(jane).toEqual(before);
  });

  it.each(['UnknownOperationException', 'InvalidAction'])(
    'reset-mfa goes on where deleting a token is not known: %s',
    async (name) => {
      const unknown = Object.assign(new Error('unknown'), { name, $metadata: { httpStatusCode: 400 } });
      refuse('AdminDeleteSoftwareTokenCommand', unknown);
      refuse('AdminGetUserAuthFactorsCommand', unknown);
      expect(await connector.perform(request('reset-mfa'))).toMatchObject({
        state: 'done',
        evidence: { factors: [], softwareToken: 'not deleted: none, or not supported', passkey: 'unknown' },
      });
    },
  );

  it('reset-mfa takes an answer that cannot be read for no answer, unless there is no token to delete', async () => {
    const unreadable = Object.assign(new SyntaxError('unexpected token <'), { $metadata: { httpStatusCode: 500 } });
    refuse('AdminDeleteSoftwareTokenCommand', unreadable);
    for (const attempt of [request('reset-mfa'), request('reset-mfa')])
      await expect(connector.perform(attempt)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(jane.factors).toEqual(['SOFTWARE_TOKEN_MFA']);
    jane.factors = ['SMS_MFA'];
    expect(await connector.perform(request('reset-mfa'))).toMatchObject({ state: 'done', evidence: { factors: [] } });
  });

  it('reset-mfa does not go on when deleting the token is denied', async () => {
    const denied = Object.assign(new Error('denied'), {
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    });
    refuse('AdminDeleteSoftwareTokenCommand', denied);
    await expect(connector.perform(request('reset-mfa'))).rejects.toMatchObject({ code: 'access-denied' });
  });

  it('gives a fresh password at each attempt, and the last one counts', async () => {
    const wanted = request('reset-password');
    const first = credentialOf(await connector.perform(wanted));
    const second = credentialOf(await connector.perform(wanted));
    expect(second).not.toBe(first);
    expect(jane.password).toBe(second);
  });

  it.each([
    ['disabled', { enabled: false }],
    ['EXTERNAL_PROVIDER', { status: 'EXTERNAL_PROVIDER' }],
    ['UNCONFIRMED', { status: 'UNCONFIRMED' }],
  ])('gives no password to a user who is `%s`, and leaves them as they are', async (why, over) => {
    Object.assign(jane, over);
    const before = structuredClone(jane);
    const wanted = request('reset-password');
    await expect(connector.perform(wanted)).rejects.toMatchObject({
      code: 'user-not-recoverable',
      retryable: false,
      message: `user \`jane\` is \`${why}\``,
    });
    expect(jane).toEqual(before);
    await connector.revoke(wanted);
    expect((await connector.verifyGone(wanted)).gone).toBe(true);
    expect(jane).toEqual(before);
  });

  describe('a first credential', () => {
    it('lets somebody new in, once they choose a password of their own, and never again after that', async () => {
      Object.assign(jane, INVITED);
      const wanted = request('issue-first-credential');
      expect(credentialOf(await connector.perform(wanted))).toBe(jane.password);
      expect(jane).toMatchObject({ enabled: true, status: 'FORCE_CHANGE_PASSWORD' });
      model.replacePassword('jane');
      await connector.revoke({ ...wanted, issued: true });
      expect(await connector.verifyGone({ ...wanted, issued: true })).toMatchObject({ gone: true });
      expect(jane).toMatchObject({ enabled: true, status: 'CONFIRMED' });
      expect(await connector.examine(request('issue-first-credential'))).toEqual(inUse);
    });

    it('that nobody used leaves a disabled user, whom another one lets in later', async () => {
      Object.assign(jane, INVITED);
      const wanted = { ...request('issue-first-credential'), issued: true };
      await connector.perform(wanted);
      await connector.revoke(wanted);
      const { gone, evidence: left } = await connector.verifyGone(wanted);
      expect([gone, jane.enabled]).toEqual([true, false]);
      expect(await connector.examine(request('issue-first-credential'))).toMatchObject({
        code: 'user-not-recoverable',
      });
      expect(await connector.perform(request('issue-first-credential', { left }))).toMatchObject({ state: 'done' });
    });

    const USED: readonly (readonly [what: string, over: Partial<ModelUser>])[] = [
      ['has chosen a password', { ...INVITED, status: 'CONFIRMED' }],
      ['must change a password that an administrator set anew, and has an app', { status: 'FORCE_CHANGE_PASSWORD' }],
      ['waits for a code to reset a password', { ...INVITED, status: 'RESET_REQUIRED' }],
    ];
    it.each(USED)('replaces none: a user who %s keeps what they have', async (_, over) => {
      Object.assign(jane, over);
      const before = structuredClone(jane);
      expect(await connector.examine(request('issue-first-credential'))).toEqual(inUse);
      await expect(connector.perform(request('issue-first-credential'))).rejects.toMatchObject({
        ...{ code: 'credential-in-use', retryable: false },
      });
      expect(jane).toEqual(before);
    });

    it('is not for a user with a passkey', async () => {
      Object.assign(jane, INVITED, { hasPasskey: true });
      const before = structuredClone(jane);
      expect(await connector.examine(request('issue-first-credential'))).toMatchObject({ code: 'passkey-left' });
      await expect(connector.perform(request('issue-first-credential'))).rejects.toMatchObject({
        code: 'passkey-left',
      });
      expect(jane).toEqual(before);
    });
  });

  it('unlocks a user, and gives them nothing', async () => {
    jane.enabled = false;
    const performed = await connector.perform(request('unlock'));
    expect(jane).toMatchObject({ enabled: true, status: 'CONFIRMED', sessions: 1 });
    expect(performed).toEqual({
      state: 'done',
      reference: `${USER_POOL}/jane`,
      evidence: { enabled: true, status: 'CONFIRMED', factors: ['SOFTWARE_TOKEN_MFA'] },
    });
  });

  it('ends all sessions', async () => {
    await connector.perform(request('revoke-sessions'));
    expect(jane).toMatchObject({ enabled: true, status: 'CONFIRMED', sessions: 0 });
  });

  it.each([
    ['reset-password', 'AdminSetUserPassword'],
    ['reset-mfa', 'AdminSetUserMFAPreference'],
    ['unlock', 'AdminEnableUser'],
  ] as const)('does not believe that %s is done before it reads it back', async (action, call) => {
    Object.assign(jane, { factors: ['SMS_MFA'], enabled: action !== 'unlock' });
    const deaf = new CognitoConnector(
      answering(client, `${call}Command`, () => ({})),
      USER_POOL,
    );
    await expect(deaf.perform(request(action))).rejects.toMatchObject({ code: 'not-read-back', retryable: true });
    expect(await connector.perform(request(action))).toMatchObject({ state: 'done' });
  });

  describe('at the end of a grant', () => {
    it.each(['reset-password', 'reset-mfa'] as const)(
      'disables who has not used what %s gave, and signs them out',
      async (action) => {
        const wanted = request(action);
        await connector.perform(wanted);
        jane.sessions = 1;
        await connector.revoke(wanted);
        expect(jane).toMatchObject({ enabled: false, sessions: 0 });
      },
    );

    it.each(['before', 'after'] as const)(
      'ends the sessions too when it crashes %s it disables somebody',
      async (fault) => {
        const wanted = request('reset-password');
        await connector.perform(wanted);
        jane.sessions = 1;
        const broken = faulty(model.client);
        broken.failAt(3, fault);
        const crashing = new CognitoConnector(broken.client, USER_POOL);
        await expect(crashing.revoke(wanted)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
        expect(broken.calls).toEqual([...['AdminGetUser', 'AdminSetUserPassword', 'AdminDisableUser']]);
        await crashing.revoke(wanted);
        expect(jane).toMatchObject({ enabled: false, sessions: 0 });
      },
    );

    it('leaves alone who has replaced the password', async () => {
      const wanted = request('reset-password');
      await connector.perform(wanted);
      model.replacePassword('jane');
      await connector.revoke(wanted);
      expect(jane.enabled).toBe(true);
      expect(await connector.verifyGone(wanted)).toEqual({
        gone: true,
        evidence: { enabled: true, status: 'CONFIRMED', factors: ['SOFTWARE_TOKEN_MFA'] },
      });
    });

    it('after reset-mfa, disables who has replaced the password and enrolled no factor', async () => {
      const wanted = request('reset-mfa');
      await connector.perform(wanted);
      model.replacePassword('jane');
      expect((await connector.verifyGone(wanted)).gone).toBe(false);
      await connector.revoke(wanted);
      expect(jane.enabled).toBe(false);
    });

    it('after reset-mfa, leaves alone who has replaced the password and enrolled a factor', async () => {
      const wanted = request('reset-mfa');
      await connector.perform(wanted);
      model.replacePassword('jane');
      jane.factors = ['SMS_MFA'];
      await connector.revoke(wanted);
      expect(jane.enabled).toBe(true);
      expect((await connector.verifyGone(wanted)).gone).toBe(true);
    });

    it.each(['reset-password', 'reset-mfa'] as const)(
      'disables also who has replaced everything that %s gave, when the recovery was repudiated after the claim',
      async (action) => {
        const wanted = request(action, { repudiated: true });
        await connector.perform(wanted);
        model.replacePassword('jane');
        jane.factors = ['SOFTWARE_TOKEN_MFA'];
        expect((await connector.verifyGone(wanted)).gone).toBe(false);
        await connector.revoke(wanted);
        expect(jane).toMatchObject({ enabled: false, sessions: 0 });
        expect((await connector.verifyGone(wanted)).gone).toBe(true);
      },
    );

    it.each(['unlock', 'revoke-sessions'] as const)('takes nothing back after %s', async (action) => {
      const wanted = request(action);
      await connector.perform(wanted);
      await connector.revoke(wanted);
      expect(jane.enabled).toBe(true);
    });

    it('does not take a pool that is gone for a user who is gone', async () => {
      const wrong = new CognitoConnector(model.client, 'eu-west-1_Wrong');
      await expect(wrong.verifyGone(request('reset-password'))).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  it('shows no password when the pool refuses it', async () => {
    let sent = 'none';
    const refusing = answering(client, 'AdminSetUserPasswordCommand', (input) => {
      sent = (input as { Password: string }).Password;
      throw Object.assign(new Error(`password did not conform: ${sent}`), {
        name: 'InvalidPasswordException',
        $metadata: { httpStatusCode: 400 },
      });
    });
    const error: unknown = await new CognitoConnector(refusing, USER_POOL)
      .perform(request('reset-password'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-request', retryable: false });
    expect(sent).toHaveLength(24);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(sent);
  });

  /** From now on the pool refuses this command; several may be refused. */
  function refuse(command: string, error: Error): void {
    client = answering(client, command, () => {
      throw error;
    });
    connector = new CognitoConnector(client, USER_POOL);
  }
});
