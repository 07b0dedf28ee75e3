import { expect } from '@jest/globals';
import type { AuthenticatorData, SavedCode } from '../../lambdas/core/proofing/authenticator.ts';
import type { Challenge, Purpose, Use } from '../../lambdas/core/proofing/challenge.ts';
import type { MethodName } from '../../lambdas/core/proofing/methods.ts';
import type { ProofLeaf } from '../../lambdas/core/proofing/proof.ts';
import { evolve } from '../../lambdas/core/recovery/evolve/evolve.ts';
import type { Actor, EnrolmentCommand, OpenRecovery } from '../../lambdas/core/recovery/state/commands.ts';
import type { RefusalCode } from '../../lambdas/core/recovery/state/refusals.ts';
import type { AccountProfile } from '../../lambdas/core/registry/account.ts';
import type { Contact } from '../../lambdas/core/registry/contact.ts';
import { assesses, opens, PAGE } from './deeds.ts';
import { ACTORS, aContext, anOrigin, aProfile, at, registered } from './fixtures.ts';
import { policyThat } from './policies.ts';
import {
  type Circumstance,
  type Deed,
  decisionOn,
  RECOVERY,
  recoveryOf,
  underPolicy,
  type World,
} from './specification.ts';

const DAY = 86_400;

/** The hash of an unknown code. */
export const HASH = 'c'.repeat(64);

const contact = (id: string, kind: Contact['kind'], address: string): Contact => ({
  ...{ id, kind, address, since: at(-30 * DAY) },
});

/** Jane's contacts: two mailboxes, a telephone for texts and calls, and a landline. */
export const CONTACTS: readonly Contact[] = [
  contact('work', 'email', 'jane@example.com'),
  contact('private', 'email', 'jane@example.org'),
  contact('mobile', 'sms', '+15550001111'),
  contact('mobile-call', 'voice', '+1 555 000 1111'),
  contact('home', 'voice', '+15550002222'),
];

export const aSavedCode = (name = 'code'): SavedCode => ({ method: 'saved-code', hash: name.repeat(8), salt: 'salt' });

/** Jane's old authenticators, each under an id that begins with its method. */
export const ENROLLED: Readonly<Record<AuthenticatorData['method'], AuthenticatorData>> = {
  'saved-code': aSavedCode(),
  passkey: { method: 'passkey', credentialId: 'cred-1', publicKey: 'key-1', counter: 7 },
  totp: { method: 'totp', box: 'box-1', counter: 100 },
};

/** Jane's account with contacts, authenticators and a recovery contact that all count. */
export function provingWorld(over: Partial<AccountProfile> = {}): World {
  const authenticators = Object.values(ENROLLED).map((data) => ({
    ...data,
    id: `${data.method}-1`,
    enrolledAt: at(-30 * DAY),
  }));
  const recoveryContacts = [{ id: 'friend', person: 'person:fred-friend', since: at(-30 * DAY) }];
  const profile = aProfile({ contacts: CONTACTS, ...over });
  return { state: registered(profile, { authenticators, recoveryContacts }), context: aContext(), length: 0 };
}

/** The usual rule with other proofs. */
export const demanding = (...leaves: readonly ProofLeaf[]): Circumstance =>
  underPolicy(policyThat({ proofs: { all: leaves.map((leaf) => ({ leaf })) }, proofWindow: 7 * DAY }));

/** A recovery that waits for a proof by a challenge on the page. */
export const waiting = (leaves: readonly ProofLeaf[] = [{ classes: 2 }], over: Partial<OpenRecovery> = {}) => [
  ...[demanding(...leaves), opens(over), assesses()],
];

/** The default contact or vendor of a method. */
const USUAL: Readonly<Partial<Record<MethodName, string>>> = {
  ...{ 'issued-code-email': 'work', 'issued-code-sms': 'mobile', 'issued-code-voice': 'home' },
  ...{ 'call-back': 'work', 'recovery-contact': 'friend' },
};

const UNHASHED: readonly MethodName[] = ['saved-code', 'totp', 'vendor'];

export interface Asking {
  readonly contact?: string | null;
  readonly called?: string | null;
  readonly vendor?: string | null;
  readonly purpose?: Purpose;
  readonly hash?: string | null;
  readonly actor?: Actor;
}

/** The page asks for a challenge; for a call-back the verifier asks, and calls Jane at home. */
export function asks(method: MethodName, asking: Asking = {}): Deed {
  const { contact: over = USUAL[method] ?? null, hash = UNHASHED.includes(method) ? null : HASH } = asking;
  const isCall = method === 'call-back';
  const { actor = isCall ? ACTORS.verifier : PAGE, called = isCall ? 'home' : null } = asking;
  const { vendor = method === 'vendor' ? 'idv' : null, purpose = 'prove' } = asking;
  return { actor, command: { type: 'IssueChallenge', method, purpose, contact: over, called, vendor, hash } };
}

/** The last challenge. */
export function asked(world: World): Challenge {
  const challenge = recoveryOf(world)?.challenges.at(-1);
  if (challenge === undefined) throw new Error('nothing has been asked');
  return challenge;
}

/** The single-use value of a correct answer; undefined for a sent code. */
export function usual({ method }: Challenge): Use | undefined {
  if (method === 'saved-code') return { method, authenticator: 'saved-code-1', replacement: aSavedCode('next') };
  if (method === 'passkey') return { method, authenticator: 'passkey-1', counter: 8 };
  return method === 'totp' ? { method, authenticator: 'totp-1', counter: 101 } : undefined;
}

export interface Answering {
  readonly correct?: boolean;
  readonly actor?: Actor;
  readonly challenge?: string;
  readonly use?: Use;
}

/** The answer to the last challenge, by its default actor. */
export function answers(answering: Answering = {}): Deed {
  const { correct = true, actor = PAGE } = answering;
  return {
    actor,
    command: (world) => {
      const last = asked(world);
      const use = answering.use ?? (correct ? usual(last) : undefined);
      const command = { type: 'AnswerChallenge', challenge: answering.challenge ?? last.id, correct } as const;
      return use === undefined ? command : { ...command, use };
    },
  };
}

/** A challenge and its correct answer. */
export const gives = (method: MethodName, asking: Asking = {}): readonly Deed[] => [
  asks(method, asking),
  answers({ actor: asking.actor ?? (method === 'call-back' ? ACTORS.verifier : PAGE) }),
];

/** A challenge, answered wrongly this often. */
export const guesses = (method: MethodName, times: number): readonly Deed[] => [
  asks(method),
  ...Array.from({ length: times }, () => answers({ correct: false })),
];

/** An enrolment by the owner; it belongs to the account, not to a recovery. */
export const enrols = (command: EnrolmentCommand, actor: Actor = ACTORS.jane): Deed => ({
  actor,
  command,
  recovery: null,
});

/** A refused command, which the ledger records and the state may count. */
export const refused =
  (deed: Deed, code: RefusalCode): Circumstance =>
  (world) => {
    const decision = decisionOn(world, deed);
    expect(decision).toMatchObject({ accepted: false, refusal: { code } });
    if (decision.accepted) return world;
    const command = typeof deed.command === 'function' ? deed.command(world) : deed.command;
    const place = { seq: 1, at: world.context.now, recovery: RECOVERY, origin: anOrigin(), actor: deed.actor, command };
    return { ...world, state: evolve(world.state, { type: 'CommandRefused', ...decision.refusal }, place) };
  };
