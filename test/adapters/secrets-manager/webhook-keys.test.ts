import { describe, expect, it } from '@jest/globals';
import { SecretsManagerWebhookKeys } from '../../../lambdas/adapters/secrets-manager/webhook-keys.ts';
import { faulty } from '../../support/faulty-client.ts';
import { ModelSecretsManager } from '../../support/models/secrets-manager.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-11-20T10:00:00.000Z');

/** The key of `jira` as `current`, given to it at the start, and `previous` before that. */
function world(current: string, previous?: string) {
  const model = new ModelSecretsManager();
  const clock = { now: START };
  const { client, calls, failAt } = faulty(model.client);
  const { versions } = model.add('webhooks/jira', current);
  versions.set('first', { value: current, labels: new Set(['AWSCURRENT']), createdAt: new Date(START) });
  if (previous !== undefined)
    versions.set('before', { value: previous, labels: new Set(['AWSPREVIOUS']), createdAt: new Date(0) });
  const keys = new SecretsManagerWebhookKeys(client, 'webhooks/', () => clock.now);
  const of = async (source: string): Promise<string[]> => (await keys.of(source)).map((key) => key.reveal());
  return { model, clock, calls, failAt, keys, of };
}

describe('webhook keys in Secrets Manager', () => {
  it('are the current key and, while it is being rotated, the one before', async () => {
    const { of } = world('new', 'old');
    expect(await of('jira')).toEqual(['new', 'old']);
  });

  it('are the current key alone a day after it was rotated: a leaked key does not count for ever', async () => {
    const { of, clock } = world('new', 'old');
    clock.now = START + 24 * HOUR;
    expect(await of('jira')).toEqual(['new']);
  });

  it('are none for a source without keys, or of a name that is none', async () => {
    const { of, calls } = world('new');
    expect(await of('zendesk')).toEqual([]);
    const asked = calls.length;
    expect([await of(''), await of('../boxes/grant'), await of('Jira'), await of('a'.repeat(99))]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(calls).toHaveLength(asked);
  });

  it('are none for a secret that is being deleted', async () => {
    const { of, model } = world('new');
    for (const secret of model.secrets.values()) secret.deletedAt = new Date();
    expect(await of('jira')).toEqual([]);
  });

  it('are never empty, nor the one that Zendesk has published', async () => {
    expect(await world('dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==\n', '  ').of('jira')).toEqual([]);
    expect(await world(' key \n', 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==').of('jira')).toEqual(['key']);
  });

  it('cannot be printed by accident', async () => {
    expect(JSON.stringify(await world('canary-key').keys.of('jira'))).toBe('["[redacted]"]');
  });

  it('are read again after five minutes, and not before', async () => {
    const { of, model, clock, calls } = world('one');
    await of('jira');
    const asked = calls.length;
    for (const secret of model.secrets.values())
      secret.versions.set('first', { value: 'two', labels: new Set(['AWSCURRENT']), createdAt: new Date(START) });
    clock.now = START + 5 * MINUTE - 1;
    expect(await of('jira')).toEqual(['one']);
    expect(calls).toHaveLength(asked);
    clock.now = START + 5 * MINUTE;
    expect(await of('jira')).toEqual(['two']);
  });

  it('are read once when many ask at once', async () => {
    const { of, calls } = world('one');
    await Promise.all([of('jira'), of('jira'), of('jira')]);
    expect(calls).toHaveLength(2);
  });

  it.each(['before', 'after'] as const)(
    'are read anew after a fault %s the call: a failure is not remembered',
    async (fault) => {
      const { of, failAt } = world('one');
      failAt(1, fault);
      await expect(of('jira')).rejects.toMatchObject({ name: 'AdapterError', code: 'unavailable', retryable: true });
      expect(await of('jira')).toEqual(['one']);
    },
  );

  it('are forgotten, and read again, when somebody asks for more sources than are remembered', async () => {
    const { of, calls } = world('one');
    await of('jira');
    for (let guess = 0; guess < 200; guess += 1) await of(`guess-${guess}`);
    const asked = calls.length;
    expect(await of('jira')).toEqual(['one']);
    expect(calls.length).toBeGreaterThan(asked);
  });
});
