import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Alert } from '../../lambdas/core/audit/alert.ts';
import { hashCommit } from '../../lambdas/core/audit/commit.ts';
import { AdapterError } from '../../lambdas/ports/errors.ts';
import { composed } from '../support/compose.ts';
import { anEnvelope, anNhiProfile, anOpenRecovery, NOW, registered } from '../support/fixtures.ts';
import { caughtLog } from '../support/http.ts';
import { KEYRING, signed, writerOf } from '../support/signing.ts';
import { insertOf } from '../support/stream-records.ts';

const sent: Alert[] = [];
let failures = 0;
let keysFor = KEYRING.keysFor.bind(KEYRING);
composed('relay', {
  alertServices: {
    keyring: { ...KEYRING, keysFor: (ids: Parameters<typeof KEYRING.keysFor>[0]) => keysFor(ids) },
    alerts: {
      send: async (alert: Alert) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error('no answer');
        }
        sent.push(alert);
      },
    },
  },
});
const { handler } = await import('../../lambdas/handlers/alerting.ts');

const envelope = anEnvelope(anOpenRecovery(), { stream: 'secret:prod/payments/db' });
const refused = { type: 'CommandRefused', code: 'requester-not-entitled', facts: {} } as const;
const facts = { at: NOW, policy: 'p', events: [refused], writer: writerOf('people') };
const commit = signed(hashCommit(undefined, registered(anNhiProfile()), envelope, facts));

describe('the alerting function', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('alerts when a non-human account is touched, also when the answer was no (rule 18)', async () => {
    await handler({ Records: [insertOf(commit)] });
    expect(sent.splice(0)).toMatchObject([
      {
        account: 'secret:prod/payments/db',
        kind: 'service-account',
        what: [expect.stringContaining('requester-not-entitled')],
      },
    ]);
  });

  it.each(['MODIFY', 'REMOVE'] as const)(
    'calls %s of a commit tampering, whosever account it is',
    async (eventName) => {
      await handler({ Records: [{ ...insertOf(commit), eventName }] });
      expect(sent.splice(0)).toMatchObject([
        { severity: 'critical', seq: 1, what: [expect.stringContaining('tampering')] },
      ]);
    },
  );

  it('calls a commit that does not hash tampering', async () => {
    const record = insertOf(commit);
    const altered = { ...record.dynamodb?.NewImage, bytes: { S: commit.bytes.replace('requester', 'Requester') } };
    await handler({ Records: [{ ...record, dynamodb: { ...record.dynamodb, NewImage: altered } }] });
    expect(sent.splice(0)).toMatchObject([{ severity: 'critical', what: [expect.stringContaining('bytes-altered')] }]);
  });

  it('rings for a commit that it can never read, and tells of the other accounts of its shard', async () => {
    caughtLog();
    const other = signed(
      hashCommit(undefined, registered(anNhiProfile()), anEnvelope(anOpenRecovery(), { stream: 'secret:a' }), facts),
    );
    const [unreadable, readable] = [insertOf(commit), insertOf(other)];
    keysFor = async (ids) => {
      keysFor = KEYRING.keysFor.bind(KEYRING);
      return Promise.reject(new TypeError(`no such key: ${ids.length}`));
    };
    expect(await handler({ Records: [unreadable, readable] })).toEqual({ batchItemFailures: [] });
    expect(sent.splice(0)).toMatchObject([
      { severity: 'critical', seq: 1, what: ['tampering: the commit was unreadable'] },
      { account: 'secret:a', what: [expect.stringContaining('requester-not-entitled')] },
    ]);
  });

  it('waits where a commit could be read later, and so does its shard', async () => {
    keysFor = async () => Promise.reject(new AdapterError('throttled', { retryable: true }));
    const [first, second] = [insertOf(commit), insertOf(commit)];
    const answer = await handler({ Records: [first, second] });
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: first.dynamodb?.SequenceNumber }]);
    keysFor = KEYRING.keysFor.bind(KEYRING);
    expect(sent).toEqual([]);
  });

  it('asks for the record again when nobody could be told', async () => {
    failures = 1;
    const record = insertOf(commit);
    const failed = await handler({ Records: [record] });
    expect(failed.batchItemFailures).toEqual([{ itemIdentifier: record.dynamodb?.SequenceNumber }]);
    await handler({ Records: [record] });
    expect(sent).toHaveLength(1);
  });
});
