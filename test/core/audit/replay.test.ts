import { describe, expect, it } from '@jest/globals';
import { type Commit, hashCommit } from '../../../lambdas/core/audit/commit.ts';
import { replay } from '../../../lambdas/core/audit/replay.ts';
import type { LedgerEvent } from '../../../lambdas/core/recovery/state/events.ts';
import { INITIAL } from '../../../lambdas/core/recovery/state/state.ts';
import { ACTORS, anEnvelope, anOpenRecovery, NOW, PEOPLE } from '../../support/fixtures.ts';
import { writerOf } from '../../support/signing.ts';

const commitOf = (...events: readonly LedgerEvent[]): Commit =>
  hashCommit(undefined, INITIAL, anEnvelope(anOpenRecovery(), { actor: ACTORS.jane }), {
    ...{ at: NOW, policy: 'p', events, writer: writerOf('people') },
  }).commit;

const { type: _type, ...asked } = anOpenRecovery();
const opened: LedgerEvent = { type: 'RecoveryOpened', ...asked, subject: PEOPLE.jane };
const stopped: LedgerEvent = {
  type: 'RecoveryStopped',
  by: PEOPLE.jane,
  reason: 'this was not me',
  cause: 'withdrawn',
};
const refused: LedgerEvent = { type: 'CommandRefused', code: 'recovery-ended', facts: {} };

describe('replay', () => {
  it('makes a recovery of its own commits', () => {
    expect(replay('rec-1', [commitOf(opened)])).toMatchObject({
      recovery: { id: 'rec-1', status: 'opened', requester: PEOPLE.jane, openedAt: NOW },
      end: null,
    });
  });

  it('keeps what it was before its end, and the end, whatever was recorded as late', () => {
    const commits = [commitOf(opened), commitOf(stopped), commitOf(refused)];
    expect(replay('rec-1', commits)).toMatchObject({ recovery: { status: 'opened' }, end: 'stopped' });
  });

  it.each([[[]], [[commitOf(refused)]], [[commitOf(stopped)]]])(
    'makes nothing of commits that open nothing',
    (commits) => {
      expect(replay('rec-1', commits)).toBeUndefined();
    },
  );
});
