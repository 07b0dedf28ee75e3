import { expect, it } from '@jest/globals';
import { humanAs, whyTooWeak } from '../../../lambdas/core/recovery/situation.ts';
import { ASSESSED } from '../../support/deeds.ts';
import { aPersonActor, aProfile, PEOPLE } from '../../support/fixtures.ts';
import { recoveryOf, worldAfter } from '../../support/specification.ts';

const { state } = worldAfter(ASSESSED);
const recovery = recoveryOf(worldAfter(ASSESSED));
if (recovery === undefined) throw new Error('there is a recovery');
const verifier = aPersonActor(PEOPLE.verifier);

it.each([
  ['a person who is free', verifier, { ok: true, actor: verifier }],
  ['a machine (rule 5)', { ...verifier, nature: 'machine' }, { no: { refusal: { code: 'machine-cannot-decide' } } }],
  ['the workflow (rule 2)', { by: 'workflow' }, { no: { refusal: { code: 'machine-cannot-decide' } } }],
  ['who asks (rule 1)', aPersonActor(PEOPLE.jane), { no: { refusal: { code: 'conflicting-part' } } }],
  ['one factor (rule 2)', { ...verifier, assurance: 1 }, { no: { refusal: { code: 'assurance-too-low' } } }],
] as const)('takes or refuses as a verifier: %s', (_, actor, expected) => {
  expect(humanAs('verifier', { actor, recovery, state })).toMatchObject(expected);
});

it('rule 2: asks for as much as the account is used with', () => {
  expect(whyTooWeak({ assurance: 2 }, aProfile({ assurance: 3 }))).toMatchObject({
    refusal: { code: 'assurance-too-low', facts: { needed: 3, signedIn: 2 } },
  });
  expect(whyTooWeak({ assurance: 3 }, aProfile({ assurance: 3 }))).toBeUndefined();
});
