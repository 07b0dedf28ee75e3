import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../lambdas/core/recovery/decide.ts';
import { FULL_BYTES, ITEM_BYTES, sizeOf } from '../../../lambdas/core/recovery/decide-open.ts';
import {
  MOST_LIVE,
  MOST_OPEN,
  RESERVED,
  type Recovery,
  type StreamState,
} from '../../../lambdas/core/recovery/state.ts';
import type { Action } from '../../../lambdas/core/registry/account.ts';
import { ASSESSED } from '../../support/deeds.ts';
import { aContext, anEnvelope, anOpenRecovery, at } from '../../support/fixtures.ts';
import { worldAfter } from '../../support/specification.ts';

/** The longest reason that a request takes, in letters of three bytes. */
const LONGEST_REASON = '\u6f22'.repeat(2_000);
const LIVE = MOST_OPEN + RESERVED.own + RESERVED.containment;

const { state: assessed } = worldAfter(ASSESSED);
const [planned] = Object.values(assessed.recoveries);

/** As many challenges as two pages and a verifier may make of it, each with everything that one can have. */
const asked = (recovery: Recovery): Recovery => ({
  ...recovery,
  challenges: Array.from({ length: 70 }, (_, index) => ({
    ...({ id: `${'c'.repeat(34)}${index}`, method: 'recovery-contact', purpose: 'prove', vendor: null } as const),
    ...{ contact: 'x'.repeat(63), called: null, hash: 'f'.repeat(64), expiresAt: at(60), session: 'e'.repeat(64) },
    ...{ failures: 0, answered: false },
  })),
});

function withRecoveries(count: number, make: (recovery: Recovery) => Recovery): StreamState {
  if (planned === undefined) throw new Error('a plan was made');
  const ids = Array.from({ length: count }, (_, index) => `rec-${'x'.repeat(20)}-${index}`);
  return { ...assessed, recoveries: Object.fromEntries(ids.map((id) => [id, make({ ...planned, id })])) };
}

const opens = (state: StreamState, action: Action = 'unlock') =>
  decide(state, anEnvelope(anOpenRecovery({ action }), { recovery: 'rec-new' }), aContext());

describe('the size of a state', () => {
  it('lets nothing more be opened past its bound, and refuses with a code', () => {
    const longest = (recovery: Recovery): Recovery => ({
      ...asked(recovery),
      reason: LONGEST_REASON,
      status: 'reviewing',
    });
    const full = withRecoveries(MOST_LIVE - 1, longest);
    expect(sizeOf(full)).toBeGreaterThan(FULL_BYTES);
    expect(opens(full)).toMatchObject({ accepted: false, refusal: { code: 'too-many-open' } });
    expect(opens(full, 'revoke-sessions')).toMatchObject({ accepted: true });
    const half = withRecoveries(3, longest);
    expect(sizeOf(half)).toBeLessThan(FULL_BYTES);
    expect(opens(half)).toMatchObject({ accepted: true });
  });

  it('is far from what DynamoDB takes when it is full and every recovery under way then gets the largest plan of the tests', () => {
    const plan = sizeOf(withRecoveries(LIVE + 1, (one) => one)) - sizeOf(withRecoveries(1, (one) => one));
    // Also all that only takes access away, which is opened all the same.
    const most = FULL_BYTES + plan + LIVE * LONGEST_REASON.length * 3;
    process.stdout.write(`largest state: ${Math.ceil(most / 1024)} KiB of ${ITEM_BYTES / 1024}\n`);
    expect(most).toBeLessThan(ITEM_BYTES * 0.8);
  });
});
