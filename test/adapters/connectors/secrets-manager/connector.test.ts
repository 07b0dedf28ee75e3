import {
  DescribeSecretCommand,
  InvalidRequestException,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { SecretsManagerConnector } from '../../../../lambdas/adapters/connectors/secrets-manager/connector.ts';
import { ENTRA_APP_CERTIFICATE_TAG, KEY_API_TAG, TIER_TAG } from '../../../../lambdas/contract/tags.ts';
import type { ConnectorRequest } from '../../../../lambdas/ports/connector.ts';
import { connectorContract } from '../../../contracts/connector.ts';
import {
  aRotation,
  CERTIFIED,
  ISSUED,
  rotationWorld,
  TARGET,
  VALUE,
  versionsOf,
} from '../../../support/rotation-world.ts';

connectorContract('secrets-manager', async () => {
  const { model, connector, failAt, hasFailed } = rotationWorld();
  return {
    connector,
    failAt,
    hasFailed,
    request: aRotation,
    unknownTarget: 'prod/nothing',
    settle: () => model.settle(),
    remake: async ({ target }) => {
      const { tags } = model.secrets.get(target) ?? {};
      model.add(target, model.value(target) ?? '').tags = [...(tags ?? [])];
    },
    rank: async ({ target }, tier) => {
      const secret = model.secrets.get(target);
      const others = secret?.tags.filter(({ Key }) => Key !== TIER_TAG) ?? [];
      if (secret !== undefined) secret.tags = [...others, ...(tier === null ? [] : [{ Key: TIER_TAG, Value: tier }])];
    },
    snapshot: async ({ target }) => ({ labels: model.labels(target), value: model.value(target) }),
  };
});

describe('rotating a secret', () => {
  let world: ReturnType<typeof rotationWorld>;
  let request: ConnectorRequest;
  let granted: string;
  let replacing: string;

  beforeEach(() => {
    world = rotationWorld();
    request = aRotation();
    ({ granted, replacing } = versionsOf(request));
  });

  /** As the workflow does it. */
  const granting = async (): Promise<void> => {
    await world.connector.perform(request);
    await world.model.settle();
  };
  const revoking = async (): Promise<void> => {
    await world.connector.revoke(request);
    await world.model.settle();
  };
  const gone = async (): Promise<boolean> => (await world.connector.verifyGone(request)).gone;

  it('is pending until the labels say that it is done', async () => {
    expect(await world.connector.perform(request)).toEqual({ state: 'pending' });
    expect(await world.connector.perform(request)).toEqual({ state: 'pending' });
    await world.model.settle();
    expect(await world.connector.perform(request)).toEqual({
      state: 'done',
      reference: granted,
      evidence: { granted, labels: [`AWSCURRENT ${granted}`, `AWSPENDING ${granted}`, 'AWSPREVIOUS first'] },
    });
  });

  it('never asks for a value', async () => {
    await granting();
    await world.connector.perform(request);
    await revoking();
    await gone();
    expect([...new Set(world.calls)].sort()).toEqual(['DescribeSecret', 'RotateSecret']);
  });

  it('rotates once for one grant, however often it is performed', async () => {
    await granting();
    await granting();
    expect(Object.keys(world.model.labels(TARGET)).sort()).toEqual([granted, 'first'].sort());
    expect(world.calls.filter((call) => call === 'RotateSecret')).toHaveLength(1);
  });

  it('lets the service try again a rotation that has failed', async () => {
    const { rotator } = world.model;
    world.model.rotator = async () => {
      throw new Error('the function has crashed');
    };
    await granting();
    world.model.rotator = rotator;
    await granting();
    expect(await world.connector.perform(request)).toMatchObject({ state: 'done' });
  });

  it.each([
    ['that lost the tag of governed ones', 'secret-not-governed', () => loseTag()],
    ['that is not set up to rotate', 'rotation-not-configured', () => turnOffRotation()],
    ['that is being deleted', 'secret-being-deleted', () => markForDeletion()],
  ])('refuses a secret %s', async (_, code, arrange) => {
    world.model.secrets
      .get(TARGET)
      ?.versions.set('other', { value: undefined, labels: new Set(), createdAt: new Date() });
    arrange();
    const labels = world.model.labels(TARGET);
    expect(await world.connector.examine(request)).toEqual({ code, mayPass: false });
    await expect(world.connector.perform(request)).rejects.toMatchObject({ code, retryable: false });
    expect(world.model.labels(TARGET)).toEqual(labels);
    await world.connector.revoke(request);
    expect(await gone()).toBe(true);
  });

  it.each([
    ['runs', 'x'],
    ['was left half-done, empty', undefined],
  ])('sees a foreign rotation that %s before anybody is asked, and waits for its end', async (_, value) => {
    world.model.secrets.get(TARGET)?.versions.set('other', { value, labels: new Set(), createdAt: new Date() });
    world.model.move(TARGET, 'AWSPENDING', 'other');
    expect(await world.connector.examine(request)).toEqual({ code: 'rotation-in-progress', mayPass: true });
    await expect(world.connector.perform(request)).rejects.toMatchObject({
      code: 'rotation-in-progress',
      retryable: true,
    });
    world.model.secrets.get(TARGET)?.versions.get('other')?.labels.delete('AWSPENDING');
    expect(await world.connector.examine(request)).toBeNull();
    await granting();
    expect(await world.connector.perform(request)).toMatchObject({ state: 'done' });
  });

  it('sees that a secret is not there before anybody is asked', async () => {
    world.model.secrets.delete(TARGET);
    expect(await world.connector.examine(request)).toEqual({ code: 'not-found', mayPass: false });
  });

  it('rotates while the label of the last rotation still sits on the current version', async () => {
    world.model.move(TARGET, 'AWSPENDING', 'first');
    await granting();
    expect(await world.connector.perform(request)).toMatchObject({ state: 'done', reference: granted });
  });

  it('is refused when the service will not, e.g. since another service manages the secret', async () => {
    const client = new SecretsManagerClient({});
    mockClient(client)
      .on(DescribeSecretCommand)
      .resolves({
        RotationEnabled: true,
        Tags: [{ Key: 'countersign:governed', Value: 'true' }],
        VersionIdsToStages: { first: ['AWSCURRENT'] },
      })
      .on(RotateSecretCommand)
      .rejects(new InvalidRequestException({ message: 'managed', $metadata: {} }));
    await expect(new SecretsManagerConnector(client, { settleMs: 0 }).perform(request)).rejects.toMatchObject({
      code: 'rotation-refused',
      retryable: false,
    });
  });

  describe('where the labels are from before the last call', () => {
    const before = { first: ['AWSCURRENT'] };
    /** A service whose first answer is from before; it says no to a rotation where it is to be `refused`. */
    const serving = (now: Record<string, string[]>, isRefused = false) => {
      const client = new SecretsManagerClient({});
      const described = { RotationEnabled: true, Tags: [{ Key: 'countersign:governed', Value: 'true' }] };
      const mock = mockClient(client);
      mock
        .on(DescribeSecretCommand)
        .resolvesOnce({ ...described, VersionIdsToStages: before })
        .resolves({ ...described, VersionIdsToStages: now });
      if (isRefused)
        mock.on(RotateSecretCommand).rejects(new InvalidRequestException({ message: 'busy', $metadata: {} }));
      else mock.on(RotateSecretCommand).resolves({});
      const rotated = () => mock.commandCalls(RotateSecretCommand).map(({ args }) => args[0].input.ClientRequestToken);
      return { connector: new SecretsManagerConnector(client, { settleMs: 1 }), rotated };
    };

    it('is not taken for gone: a rotation that was begun is replaced', async () => {
      const { connector, rotated } = serving({ first: ['AWSPREVIOUS'], [granted]: ['AWSCURRENT'] });
      await connector.revoke(request);
      expect(rotated()).toEqual([replacing]);
    });

    it('is not read back as gone', async () => {
      const { connector } = serving({ first: ['AWSCURRENT'], [granted]: ['AWSPENDING'] });
      expect(await connector.verifyGone(request)).toMatchObject({ gone: false, isRunning: true });
    });

    it('is not refused for good while the service tries the rotation of somebody else again', async () => {
      const { connector } = serving({ first: ['AWSCURRENT'], other: ['AWSPENDING'] }, true);
      await expect(connector.perform(request)).rejects.toMatchObject({ code: 'rotation-in-progress', retryable: true });
    });
  });

  it('counts as done when it was done and rotated on since', async () => {
    await granting();
    await world.connector.perform(request);
    rotateByHand('scheduled');
    expect(await world.connector.perform(request)).toMatchObject({ state: 'done', reference: granted });
  });

  it('is gone only when a second version has replaced the first', async () => {
    await granting();
    const before = world.model.value(TARGET);
    await world.connector.revoke(request);
    expect(await gone()).toBe(false);
    await world.model.settle();
    expect(await world.connector.verifyGone(request)).toEqual({
      gone: true,
      isRunning: false,
      evidence: {
        secret: 'present',
        granted,
        replacing,
        labels: [`AWSCURRENT ${replacing}`, `AWSPENDING ${replacing}`, `AWSPREVIOUS ${granted}`],
      },
    });
    expect(world.model.value(TARGET)).not.toBe(before);
  });

  it('is not gone because a scheduled rotation has come by: only the second rotation of the grant counts', async () => {
    await granting();
    rotateByHand('scheduled');
    expect(await gone()).toBe(false);
    await revoking();
    expect(await gone()).toBe(true);
  });

  it('stays gone when the secret is rotated on', async () => {
    await granting();
    await revoking();
    rotateByHand('scheduled');
    expect(await gone()).toBe(true);
    rotateByHand('once more');
    expect(await gone()).toBe(true);
  });

  it('is not gone any more when somebody moves the label back', async () => {
    await granting();
    await revoking();
    world.model.move(TARGET, 'AWSCURRENT', granted);
    expect(await gone()).toBe(false);
  });

  it('finishes a rotation that is half-done before it replaces it', async () => {
    await world.connector.perform(request);
    await world.connector.revoke(request);
    expect(await gone()).toBe(false);
    await world.model.settle();
    expect(world.model.labels(TARGET)[granted]).toContain('AWSCURRENT');
    expect(await gone()).toBe(false);
    await revoking();
    expect(await gone()).toBe(true);
  });

  it('says that the rotation back is running while it is, and that none is before and after', async () => {
    const isRunning = async () => (await world.connector.verifyGone(request)).isRunning;
    await granting();
    expect(await isRunning()).toBe(false);
    await world.connector.revoke(request);
    expect(await isRunning()).toBe(true);
    await world.model.settle();
    expect(await isRunning()).toBe(false);
  });

  it('is not gone, and says so as often as it is asked, while the rotation back fails', async () => {
    await granting();
    world.model.rotator = async () => {
      throw new Error('the function has crashed');
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await revoking();
      expect(await gone()).toBe(false);
    }
  });

  it('tries to revoke again later while somebody else rotates', async () => {
    await granting();
    world.model.secrets.get(TARGET)?.versions.set('other', { value: 'x', labels: new Set(), createdAt: new Date() });
    world.model.move(TARGET, 'AWSPENDING', 'other');
    await expect(world.connector.revoke(request)).rejects.toMatchObject({
      code: 'rotation-in-progress',
      retryable: true,
    });
    expect(await gone()).toBe(false);
  });

  it('does not turn rotation on again for a secret where it was turned off, and raises an alarm instead', async () => {
    await granting();
    turnOffRotation();
    await expect(world.connector.revoke(request)).rejects.toMatchObject({ code: 'rotation-not-configured' });
    expect(await gone()).toBe(false);
  });

  it('is gone with the secret itself', async () => {
    await granting();
    markForDeletion();
    await world.connector.revoke(request);
    expect(await world.connector.verifyGone(request)).toMatchObject({
      gone: true,
      evidence: { secret: 'marked for deletion' },
    });
    world.model.secrets.delete(TARGET);
    await world.connector.revoke(request);
    expect(await world.connector.verifyGone(request)).toEqual({ gone: true, evidence: { secret: 'absent' } });
  });

  describe('where the rotation function alternates between two users', () => {
    /** Passwords that the database takes, by user: a rotation changes the one of the user whose turn it is. */
    const database = new Map<string, string>();
    const works = (password: string): boolean => [...database.values()].includes(password);

    beforeEach(() => {
      database.set('app', 'canary-leaked').set('app_clone', 'canary-unused');
      let turn = 0;
      world.model.rotator = async (call) => {
        await world.step({ ...call });
        if (call.Step !== 'finishSecret') return;
        turn += 1;
        const { password } = JSON.parse(world.model.value(TARGET) ?? VALUE) as { password: string };
        database.set(turn % 2 === 1 ? 'app_clone' : 'app', password);
      };
    });

    it('one rotation leaves the leaked password working, and the second one ends it (the trap)', async () => {
      await granting();
      expect(works('canary-leaked')).toBe(true);
      await revoking();
      expect(works('canary-leaked')).toBe(false);
    });

    it('the password that the grant gave still works at its end: labels cannot tell, which the connector says', async () => {
      await granting();
      const given = (JSON.parse(world.model.value(TARGET) ?? '{}') as { password: string }).password;
      await revoking();
      expect([await gone(), works(given)]).toEqual([true, true]);
    });
  });

  const turnOffRotation = (): void => {
    for (const secret of world.model.secrets.values()) secret.isRotationConfigured = false;
  };
  const loseTag = (): void => {
    for (const secret of world.model.secrets.values()) secret.tags = [];
  };
  const markForDeletion = (): void => {
    for (const secret of world.model.secrets.values()) secret.deletedAt = new Date();
  };
  /** Another version becomes current, as by a scheduled rotation. */
  const rotateByHand = (version: string): void => {
    const { versions } = world.model.secrets.get(TARGET) ?? { versions: new Map() };
    versions.set(version, { value: `canary-${version}`, labels: new Set(), createdAt: new Date() });
    for (const label of ['AWSPENDING', 'AWSCURRENT']) world.model.move(TARGET, label, version);
  };
});

describe('issuing a token again', () => {
  const keyOf = (value = '') => (JSON.parse(value) as { readonly key: string }).key;

  it('gives the consumer another key of the API, and its own end takes that one away too', async () => {
    const { connector, model, issuer } = rotationWorld();
    const works = () => [...issuer.keys.values()].map(({ secret }) => secret);
    const request = aRotation('reissue-token');
    const seen = [keyOf(model.value(ISSUED))];
    for (const next of [() => connector.perform(request), () => connector.revoke(request)]) {
      await next();
      await model.settle();
      seen.push(keyOf(model.value(ISSUED)));
      // Whatever the consumer had before opens nothing any more.
      expect(works()).toEqual(seen.slice(-1));
    }
    expect(new Set(seen).size).toBe(3);
  });

  it('is refused, before anybody is asked, where nothing says which API issues it; what was issued is still taken back', async () => {
    const { connector, model } = rotationWorld();
    const request = aRotation('reissue-token');
    const secret = model.secrets.get(ISSUED);
    const tags = secret?.tags ?? [];
    const untagged = () => {
      if (secret !== undefined) secret.tags = tags.filter(({ Key }) => Key !== KEY_API_TAG);
    };
    untagged();
    const refused = { code: 'token-issuer-missing', mayPass: false };
    expect(await connector.examine(request)).toEqual(refused);
    await expect(connector.perform(request)).rejects.toMatchObject({ code: refused.code, retryable: false });
    expect(Object.keys(model.labels(ISSUED))).toEqual(['first']);

    if (secret !== undefined) secret.tags = tags;
    await connector.perform(request);
    await model.settle();
    untagged();
    expect(await connector.perform(request)).toMatchObject({ state: 'done' });
    await connector.revoke(request);
    expect((await connector.verifyGone(request)).isRunning).toBe(true);
  });
});

describe('replacing a certificate', () => {
  it('is refused, before anybody is asked, where no system is told of it; what was replaced is still taken back', async () => {
    const { connector, model } = rotationWorld();
    const request = aRotation('replace-certificate');
    const secret = model.secrets.get(CERTIFIED);
    const tags = secret?.tags ?? [];
    const tagged = (isTagged: boolean) => {
      if (secret !== undefined) secret.tags = tags.filter(({ Key }) => isTagged || Key !== ENTRA_APP_CERTIFICATE_TAG);
    };
    tagged(false);
    const refused = { code: 'certificate-system-missing', mayPass: false };
    expect(await connector.examine(request)).toEqual(refused);
    await expect(connector.perform(request)).rejects.toMatchObject({ code: refused.code, retryable: false });
    expect(Object.keys(model.labels(CERTIFIED))).toEqual(['first']);

    tagged(true);
    expect(await connector.examine(request)).toBeNull();
    await connector.perform(request);
    await model.settle();
    tagged(false);
    expect(await connector.perform(request)).toMatchObject({ state: 'done' });
    await connector.revoke(request);
    expect((await connector.verifyGone(request)).isRunning).toBe(true);
  });

  it('is no issuing of a token, and a token is no certificate', async () => {
    const { connector } = rotationWorld();
    const swapped = { ...aRotation('reissue-token'), target: CERTIFIED };
    expect(await connector.examine(swapped)).toEqual({ code: 'token-issuer-missing', mayPass: false });
    expect(await connector.examine({ ...aRotation('replace-certificate'), target: ISSUED })).toEqual({
      ...{ code: 'certificate-system-missing', mayPass: false },
    });
  });
});
