import { describe, expect, it } from '@jest/globals';
import {
  fold,
  GENESIS,
  type HashedCommit,
  hashCommit,
  LedgerCorrupt,
  stateAfter,
} from '../../../lambdas/core/audit/commit.ts';
import { INITIAL, STATE_VERSION } from '../../../lambdas/core/recovery/state/state.ts';
import type { AccountProfile } from '../../../lambdas/core/registry/account.ts';
import { canonical, digestOf, sha256 } from '../../../lambdas/core/values/hash.ts';
import { aStory, nextCommit } from '../../support/commits.ts';
import { APPROVED, ASSESSED, executes, proves, stops } from '../../support/deeds.ts';
import {
  anEnvelope,
  anNhiProfile,
  anOrigin,
  aPolicy,
  aProfile,
  NOW,
  PEOPLE,
  registered,
} from '../../support/fixtures.ts';
import { hashedStory } from '../../support/hashed-story.ts';
import { policyThat } from '../../support/policies.ts';
import { writerOf } from '../../support/signing.ts';
import { type Past, underPolicy } from '../../support/specification.ts';

const first = (commits: readonly HashedCommit[]): HashedCommit => commits[0] ?? nextCommit('cognito:jane');

const writer = writerOf('people');

describe('a hashed commit', () => {
  it('has the hash over the hash before it and its exact bytes', () => {
    let prev = GENESIS;
    for (const { commit, bytes, hash } of aStory()) {
      expect(bytes).toBe(canonical(commit));
      expect(commit.prev).toBe(prev);
      expect(hash).toBe(sha256(prev + bytes));
      prev = hash;
    }
  });

  it('numbers the commits of a stream from 1, without gaps', () => {
    expect(aStory().map(({ commit }) => commit.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(GENESIS).toMatch(/^0{64}$/);
  });

  it('says who gave which command, how it came in, when, and by which policy (rule 17)', () => {
    const origin = anOrigin({ desk: 'desk-7', ticket: { source: 'jira', id: 'T-1' } });
    const envelope = anEnvelope(
      { type: 'StopRecovery', reason: 'enough', cause: 'withdrawn' },
      { id: 'cmd-x', origin },
    );
    const { commit } = hashCommit(undefined, INITIAL, envelope, {
      at: NOW,
      policy: aPolicy().digest,
      events: [],
      writer,
    });
    expect(commit).toMatchObject({
      ...{ account: envelope.stream, recovery: 'rec-1', actor: envelope.actor, origin, at: NOW },
      ...{ command: { id: 'cmd-x', type: 'StopRecovery' }, policy: aPolicy().digest, writer },
    });
  });

  it('holds the state after it, with the digest in its bytes', () => {
    for (const { commit, state } of aStory()) expect(commit.after).toBe(sha256(state));
  });

  it('says what the plan asks people on duty to be told with, from the plan to the end', () => {
    const alertsOf = (...past: readonly Past[]) => hashedStory(past).map(({ commit }) => commit.alert);
    const asked = underPolicy(policyThat({ alert: 'warning' }));
    expect(alertsOf(asked, ...ASSESSED, stops())).toEqual([null, 'warning', 'warning']);
    expect(alertsOf(asked, ...ASSESSED, stops(), stops())).toEqual([null, 'warning', 'warning', null]);
    const less = underPolicy(policyThat({ alert: 'info' }));
    expect(alertsOf(asked, ...APPROVED, less, executes(), proves())).toEqual([
      ...[null, 'warning', 'warning', 'warning'],
      ...['warning', 'info'],
    ]);
  });

  describe('names kind and tier of the account', () => {
    const confirm = (before: AccountProfile | null, after: AccountProfile) => {
      const state = { ...INITIAL, profile: { current: before, proposal: proposalOf(after) } };
      const envelope = anEnvelope({ type: 'ConfirmProposal', digest: digestOf(after) }, { recovery: null });
      const confirmed = { type: 'ProfileConfirmed', by: PEOPLE.admin, digest: digestOf(after), changes: [] } as const;
      const { commit } = hashCommit(undefined, state, envelope, { at: NOW, policy: 'p', events: [confirmed], writer });
      return [commit.kind, commit.tier];
    };
    const proposalOf = (value: AccountProfile) => ({ value, by: PEOPLE.admin, digest: digestOf(value), at: NOW });

    it('as they are after it, when it registers the account', () => {
      expect(confirm(null, anNhiProfile())).toEqual(['service-account', 'critical']);
      expect(confirm(aProfile(), aProfile({ tier: 'privileged' }))).toEqual(['human', 'privileged']);
    });

    it('as they were before it, when it makes a sensitive account an ordinary one (rule 18)', () => {
      expect(confirm(aProfile({ tier: 'critical' }), aProfile())).toEqual(['human', 'critical']);
      expect(confirm(anNhiProfile({ tier: 'standard' }), anNhiProfile({ kind: 'human', tier: 'standard' }))).toEqual([
        'service-account',
        'standard',
      ]);
    });

    it('as null where no account is registered', () => {
      expect(first(aStory()).commit).toMatchObject({ kind: null, tier: null });
    });
  });
});

describe('the state after a commit', () => {
  it('is the fold of all events up to it', () => {
    const story = aStory();
    for (const [index, hashed] of story.entries()) expect(stateAfter(hashed)).toEqual(fold(story.slice(0, index + 1)));
    expect(stateAfter(story.at(-1))).toMatchObject({
      profile: { current: aProfile() },
      recoveries: {},
      ended: [{ id: 'rec-1', end: 'expired' }],
    });
  });

  it('is the initial one where there is no commit', () => {
    expect(stateAfter(undefined)).toEqual(INITIAL);
    expect(fold([])).toEqual(INITIAL);
  });

  it('is unknown when it was stored by another version of the product', () => {
    const hashed = nextCommit('cognito:jane');
    const state = canonical({ v: STATE_VERSION + 1, state: registered() });
    expect(stateAfter({ ...hashed, state, commit: { ...hashed.commit, after: sha256(state) } })).toBeUndefined();
  });

  it('is not believed when it is not the one that was hashed', () => {
    const hashed = nextCommit('cognito:jane');
    const altered = { ...hashed, state: canonical({ v: STATE_VERSION, state: registered() }) };
    const corrupt = { name: LedgerCorrupt.name, code: 'ledger-corrupt', account: 'cognito:jane', seq: 1 };
    expect(() => stateAfter(altered)).toThrow(expect.objectContaining({ ...corrupt, corruption: 'state-altered' }));
  });
});
