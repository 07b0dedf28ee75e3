import { describe, expect, it } from '@jest/globals';
import type { SignedStatement } from '../../../../lambdas/core/approvals/statement.ts';
import { decideConfirmation } from '../../../../lambdas/core/recovery/decide/confirmation.ts';
import { INITIAL, type StreamState } from '../../../../lambdas/core/recovery/state/state.ts';
import { digestOf } from '../../../../lambdas/core/values/hash.ts';
import {
  ACTORS,
  ADMINISTRATORS,
  aContext,
  aPerson,
  at,
  NOW,
  PEOPLE,
  registryFacts,
} from '../../../support/fixtures.ts';

const RECORD = aPerson();
const digest = digestOf(RECORD);
const [ADMIN, SECOND] = ADMINISTRATORS;
const PASSKEY = { credentialId: 'c', publicKey: 'k', site: 'https://a.example' };

const waiting: StreamState = {
  ...INITIAL,
  person: { current: null, proposal: { value: RECORD, by: PEOPLE.admin, digest, at: at(-60) } },
};

/** A statement that was verified: this asks only what follows from that. */
const signedAt = (moment: string): SignedStatement => ({
  statement: { kind: 'confirm', stream: RECORD.person, recovery: null, digest, person: PEOPLE.secondAdmin, at: moment },
  assertion: { id: 'c', clientDataJSON: 'd', authenticatorData: 'a', signature: 's' },
});

function confirmed(
  over: { readonly signed?: SignedStatement; readonly isRow?: boolean },
  passkeys: object[] = [PASSKEY],
) {
  const people = [ADMIN, { ...SECOND, passkeys: passkeys as [] }];
  const statements = over.signed === undefined ? [] : [{ person: PEOPLE.secondAdmin, seq: 0, flaw: null }];
  const context = aContext({ registry: { ...registryFacts(RECORD), people, statements } });
  return decideConfirmation(waiting, { actor: ACTORS.secondAdmin, digest, ...over }, context);
}

describe('rule 6: a confirmation', () => {
  it('waits for the statement of whoever has a passkey in their record', () => {
    expect(confirmed({})).toMatchObject({ refusal: { code: 'statement-missing' } });
    const signed = signedAt(NOW);
    expect(confirmed({ signed })).toMatchObject({ events: [{ type: 'PersonConfirmed', signed }] });
  });

  it('asks nothing of whoever has none, and nothing of a row, whose batch was signed', () => {
    expect(confirmed({}, [])).toMatchObject({ accepted: true });
    expect(confirmed({ isRow: true })).toMatchObject({ accepted: true });
  });

  it('is none of an earlier proposal', () => {
    const invalid = { refusal: { code: 'statement-invalid', facts: { flaw: 'not-of-now' } } };
    expect(confirmed({ signed: signedAt(at(-61)) })).toMatchObject(invalid);
    expect(confirmed({ signed: signedAt(at(-60)) })).toMatchObject({ accepted: true });
  });

  it('of a first passkey has an event of its own: whose, which, by whom and with whom', () => {
    const becoming = (current: typeof RECORD | null, passkeys: readonly (typeof PASSKEY)[]) => {
      const value = { ...RECORD, passkeys };
      const state = {
        ...INITIAL,
        person: { current, proposal: { value, by: PEOPLE.admin, digest: digestOf(value), at: NOW } },
      };
      const registry = { ...registryFacts(value), people: [ADMIN, SECOND] };
      const said = { actor: ACTORS.secondAdmin, digest: digestOf(value) };
      const decision = decideConfirmation(state, said, aContext({ registry }));
      return decision.accepted ? decision.events.slice(1) : decision.refusal;
    };
    const first = { type: 'FirstPasskeyRecorded', person: RECORD.person, passkeys: ['c'] };
    const dual = { by: PEOPLE.admin, witness: PEOPLE.secondAdmin };
    expect(becoming(RECORD, [PASSKEY])).toEqual([{ ...first, ...dual }]);
    expect(becoming(null, [PASSKEY])).toEqual([{ ...first, ...dual }]);
    expect(becoming({ ...RECORD, passkeys: [PASSKEY] }, [{ ...PASSKEY, credentialId: 'd' }])).toEqual([]);
    expect(becoming(RECORD, [])).toEqual([]);
  });
});
