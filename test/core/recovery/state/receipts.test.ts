import { describe, expect, it } from '@jest/globals';
import {
  type ChangeKind,
  type ChangeMaker,
  type DirectoryChange,
  type ReceiptSpan,
  type Receipts,
  receiptFor,
  TOLERANCE_SECONDS,
} from '../../../../lambdas/core/recovery/state/receipts.ts';
import type { Action } from '../../../../lambdas/core/registry/account.ts';
import { aProfile, at, NOW } from '../../../support/fixtures.ts';
import { RECOVERY } from '../../../support/specification.ts';

const { connector, directoryId } = aProfile();
const IDENTITY = `directory:${connector}|${directoryId}`;

const aChange = (over: Partial<Omit<DirectoryChange, 'by'>> & { as?: ChangeMaker['as'] } = {}): DirectoryChange => {
  const { as = 'connector', ...rest } = over;
  return { connector, directoryId, kind: 'password-set', at: NOW, by: { as, name: null }, entry: 'entry-1', ...rest };
};

const aSpan = (over: Partial<ReceiptSpan> = {}): ReceiptSpan => ({
  ...{ recovery: RECOVERY, identity: IDENTITY, action: 'reset-password', during: 'execution' },
  ...{ from: NOW, until: at(10), unnamed: 0 },
  ...over,
});
const known = (...spans: readonly ReceiptSpan[]): Receipts => ({ spans, forgotten: null });
const ungoverned = (cause: string) => ({ recovery: null, cause });

describe('the receipt of a change', () => {
  it('is the recovery that worked in the directory then, within the tolerance of two clocks', () => {
    const receipts = known(aSpan());
    const first = at(-TOLERANCE_SECONDS);
    const last = at(10 + TOLERANCE_SECONDS);
    for (const moment of [first, NOW, last])
      expect(receiptFor(receipts, aChange({ at: moment }))).toEqual({ recovery: RECOVERY, during: 'execution' });
    for (const moment of [at(-TOLERANCE_SECONDS - 1), at(11 + TOLERANCE_SECONDS)])
      expect(receiptFor(receipts, aChange({ at: moment }))).toEqual(ungoverned('connector-without-grant'));
  });

  it('is none for another identity, another connector, and another kind of change', () => {
    const receipts = known(aSpan());
    for (const other of [{ directoryId: 'sub-other' }, { connector: 'okta' }, { kind: 'secret-set' } as const])
      expect(receiptFor(receipts, aChange(other)).recovery).toBeNull();
  });

  const MAKERS: readonly (readonly [ChangeMaker['as'], ReceiptSpan['during'], boolean])[] = [
    ...([
      ['connector', 'execution', true],
      ['connector', 'grant', false],
      ['connector', 'revocation', true],
    ] as const),
    ...([
      ['owner', 'execution', false],
      ['owner', 'grant', true],
      ['owner', 'revocation', false],
    ] as const),
    ...([
      ['other', 'execution', false],
      ['other', 'grant', false],
      ['other', 'revocation', false],
    ] as const),
    ...([
      ['unknown', 'execution', true],
      ['unknown', 'grant', true],
      ['unknown', 'revocation', true],
    ] as const),
  ];
  it.each(MAKERS)('of a change by %s in the %s of a recovery is that recovery: %s', (as, during, isIt) => {
    const receipt = receiptFor(known(aSpan({ during })), aChange({ as }));
    expect(receipt.recovery).toBe(isIt ? RECOVERY : null);
  });

  const OF_ACTIONS: readonly (readonly [Action, ChangeKind, boolean])[] = [
    ...([
      ['reset-mfa', 'factor-removed', true],
      ['reset-mfa', 'factor-added', false],
    ] as const),
    ...([
      ['temporary-access', 'factor-added', true],
      ['temporary-access', 'password-set', false],
      ['issue-first-credential', 'password-set', true],
      ['issue-first-credential', 'factor-added', true],
      ['issue-first-credential', 'secret-set', false],
      ['release-disk-key', 'disk-key-read', true],
      ['release-disk-key', 'password-set', false],
      ['temporary-access', 'disk-key-read', false],
    ] as const),
    ...([
      ['unlock', 'unlocked', true],
      ['unlock', 'password-set', false],
    ] as const),
    ...([
      ['rotate-secret', 'secret-set', true],
      ['rotate-secret', 'password-set', false],
    ] as const),
    ...([
      ['revoke-sessions', 'password-set', false],
      ['change-contact', 'password-set', false],
    ] as const),
  ];
  it.each(OF_ACTIONS)('of an execution of %s and a change %s is that recovery: %s', (action, kind, isIt) => {
    expect(receiptFor(known(aSpan({ action })), aChange({ kind })).recovery).toBe(isIt ? RECOVERY : null);
  });

  it('says what it cannot know: the recoveries of that time were forgotten', () => {
    const receipts = { spans: [], forgotten: NOW };
    expect(receiptFor(receipts, aChange({ at: at(-3_600) }))).toEqual(ungoverned('too-late'));
    expect(receiptFor(receipts, aChange({ as: 'other', at: at(-3_600) }))).toEqual(ungoverned('no-grant'));
    expect(receiptFor(receipts, aChange({ at: at(3_600) }))).toEqual(ungoverned('connector-without-grant'));
  });
});
