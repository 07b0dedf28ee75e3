import { describe, it } from '@jest/globals';
import type { PermittedMethods, Rule } from '../../../../lambdas/core/policy/policy.ts';
import type { ProofLeaf } from '../../../../lambdas/core/proofing/proof.ts';
import { PAGE, proves } from '../../../support/deeds.ts';
import { aPolicy } from '../../../support/fixtures.ts';
import { answers, asks, CONTACTS, provingWorld, waiting } from '../../../support/proving.ts';
import { givenIn, underPolicy, type World } from '../../../support/specification.ts';

const OWNER = { rule: 'no-codes', control: 'c-1', owner: 'head of identity' };

/** The usual policy, in which one more rule says which methods may prove. */
const permitting = (methods: PermittedMethods, leaf: ProofLeaf = { classes: 2 }) => {
  const { rules, ...policy } = aPolicy();
  const asking: Rule = { id: 'asking', control: 'c-1', when: {}, require: { proofs: { leaf } } };
  const banning: Rule = { id: 'no-codes', control: 'c-1', when: {}, require: { methods } };
  const times = rules.map((rule) => {
    const { proofs: _proofs, ...others } = rule.require ?? {};
    return { ...rule, require: others };
  });
  return underPolicy(aPolicy({ ...policy, rules: [...times, asking, banning] }));
};

const [, ...opening] = waiting();
const world = (...args: Parameters<typeof permitting>) => givenIn(provingWorld(), permitting(...args), ...opening);

describe('rule 21: a method that the policy does not permit', () => {
  const noTelephone: PermittedMethods = { not: ['issued-code-sms', 'issued-code-voice'] };

  it('is not asked for, and the refusal says which rule said no and who owns it', () => {
    world(noTelephone)
      .when(asks('issued-code-sms'))
      .thenRefused('method-not-permitted', { method: 'issued-code-sms', ...OWNER });
    world({ only: ['passkey', 'totp'] })
      .when(asks('saved-code'))
      .thenRefused('method-not-permitted', OWNER);
  });

  it('is not recorded by somebody who vouches either', () => {
    world({ only: ['passkey'] })
      .when(proves())
      .thenRefused('method-not-permitted', OWNER);
  });

  it('bars the code of a call-back that would be sent the same way, and no other', () => {
    const mobile = CONTACTS.find(({ kind }) => kind === 'sms')?.id ?? null;
    world(noTelephone)
      .when(asks('call-back', { contact: mobile }))
      .thenRefused('method-not-permitted', OWNER);
    world(noTelephone).when(asks('call-back')).thenHappens({ type: 'ChallengeIssued' });
  });

  it('still stops a recovery: taking access away asks for little', () => {
    world(noTelephone)
      .when(asks('issued-code-sms', { purpose: 'stop' }))
      .thenHappens({ type: 'ChallengeIssued' });
  });

  it('leaves all others', () => {
    world(noTelephone).when(asks('issued-code-email')).thenHappens({ type: 'ChallengeIssued' });
  });
});

describe('a passkey that cannot leave its device', () => {
  const asking = { passkey: 'device-bound' } as const;
  const rule = { ...OWNER, rule: 'asking' };

  const enrolledWith =
    (backup: { readonly eligible: boolean; readonly state: boolean } | undefined) =>
    (one: World): World => ({
      ...one,
      state: {
        ...one.state,
        authenticators: one.state.authenticators.map((enrolled) =>
          enrolled.method === 'passkey' && backup !== undefined ? { ...enrolled, backup } : enrolled,
        ),
      },
    });

  const answered = (backup: Parameters<typeof enrolledWith>[0], leaf: ProofLeaf = asking) =>
    givenIn(
      provingWorld(),
      enrolledWith(backup),
      permitting({ not: ['vendor'] }, leaf),
      ...opening,
      asks('passkey'),
    ).when(answers({ actor: PAGE }));

  it('proves, where it is asked for', () => {
    answered({ eligible: false, state: false }).thenHappens(
      { type: 'AuthenticatorUsed' },
      { type: 'ChallengeAnswered' },
      { type: 'ProofRecorded', proof: { method: 'passkey', deviceBound: true } as never },
      { type: 'ProofingCompleted' },
    );
  });

  it.each([
    ['can be copied', { eligible: true, state: false }],
    ['has been copied', { eligible: true, state: true }],
    ['was enrolled when nobody noted whether it can be copied', undefined],
  ])('is refused by name of the rule where it %s', (_, backup) => {
    answered(backup).thenRefused('passkey-not-device-bound', rule);
  });

  it('may be copied where any passkey will do', () => {
    answered({ eligible: true, state: true }, { class: 'bound-authenticator' }).thenHappens(
      ...([{ type: 'AuthenticatorUsed' }, { type: 'ChallengeAnswered' }, { type: 'ProofRecorded' }] as const),
      { type: 'ProofingCompleted' },
    );
  });
});
