import { describe, expect, it } from '@jest/globals';
import { flawOfVoiding, proposeVoiding, resumeStream } from '../../../../lambdas/core/recovery/decide/voiding.ts';
import type { DecisionContext, RegistryFacts } from '../../../../lambdas/core/recovery/state/decision.ts';
import { INITIAL } from '../../../../lambdas/core/recovery/state/state.ts';
import { MOST_VOIDED, type Voiding, voidsStream } from '../../../../lambdas/core/registry/voiding.ts';
import { digestOf } from '../../../../lambdas/core/values/hash.ts';
import { aContext, PEOPLE, registryFacts } from '../../../support/fixtures.ts';

const STREAM = 'cognito:jane';
const forged = (seq: number) => ({ seq, hash: `h${seq}`, row: `r${seq}`, flaw: 'signature-wrong' });
const voiding = (over: Partial<Voiding> = {}): Voiding => ({
  stream: STREAM,
  commits: [forged(6), forged(7)],
  ...over,
});
const facts = (over: Partial<RegistryFacts>): DecisionContext => ({
  ...aContext(),
  registry: { ...registryFacts(), ...over },
});
const LYING = facts({ lying: [forged(6), forged(7)] });
const place = { stream: voidsStream(STREAM), by: PEOPLE.admin };

describe('a voiding', () => {
  it('of commits that lie there forged is proposed, under the digest of exactly these', () => {
    expect(proposeVoiding(voiding(), place, LYING)).toEqual({
      accepted: true,
      events: [{ type: 'VoidingProposed', voiding: voiding(), by: PEOPLE.admin, digest: digestOf(voiding()) }],
    });
  });

  it.each([
    ['that is as its writer signed it', { ...forged(6), flaw: 'none' }],
    ['whose bytes are others', { ...forged(6), row: 'other' }],
    ['that is not there', forged(9)],
  ])('of a commit %s is refused', (_kind, commit) => {
    const asked = voiding({ commits: [commit] });
    const context = facts({ lying: [...LYING.registry.lying, { ...forged(6), flaw: 'none' }] });
    expect(flawOfVoiding(asked, place.stream, context)).toMatchObject({
      refusal: { code: 'not-forged', facts: { seq: commit.seq } },
    });
  });

  it.each([
    ['on another stream', voiding(), voidsStream('cognito:max')],
    ['of a stream of voidings', voiding({ stream: voidsStream(STREAM) }), voidsStream(voidsStream(STREAM))],
    ['of nothing', voiding({ commits: [] }), place.stream],
    ['with a gap', voiding({ commits: [forged(6), forged(8)] }), place.stream],
    [
      'of too many',
      voiding({ commits: Array.from({ length: MOST_VOIDED + 1 }, (_, i) => forged(i + 1)) }),
      place.stream,
    ],
  ])('%s is refused', (_kind, asked, stream) => {
    expect(flawOfVoiding(asked, stream, LYING)).toMatchObject({ refusal: { code: 'proposal-mismatch' } });
  });
});

describe('a stream that goes on', () => {
  it('names what was voided of it and not named before, and nothing twice', () => {
    const context = facts({
      passed: [
        { from: 6, to: 7 },
        { from: 9, to: 9 },
      ],
    });
    const state = { ...INITIAL, skipped: [{ from: 6, to: 7 }] };
    const skipped = [{ from: 9, to: 9 }];
    expect(resumeStream(state, PEOPLE.admin, context)).toEqual({
      accepted: true,
      events: [{ type: 'StreamResumed', by: PEOPLE.admin, skipped }],
    });
    const after = { ...state, skipped: [...state.skipped, ...skipped] };
    expect(resumeStream(after, PEOPLE.admin, context)).toEqual({ accepted: true, events: [] });
  });
});
