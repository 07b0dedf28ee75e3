import { METHOD_NAMES, METHODS, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import type { Proof } from '../../../lambdas/core/proofing/proof.ts';
import { combinations } from '../../../lambdas/core/values/requirement.ts';
import { NOW, PEOPLE } from '../../support/fixtures.ts';
import { ENROLLED } from '../../support/proving.ts';
import type { Flow } from './flows.ts';

/** The session of the page that people name. */
export const HERE = 'a'.repeat(64);

const USED: Readonly<Partial<Record<MethodName, string>>> = {
  ...{ 'issued-code-email': 'work', 'issued-code-sms': 'mobile', 'issued-code-voice': 'home' },
  ...{ 'call-back': 'private', 'recovery-contact': 'friend' },
};

/** A proof by this method: on the page where pages give it; where people confirm it, of the page that they name, or of nobody's. */
export function proofBy(method: MethodName, named: string | null, verifier: string = PEOPLE.verifier): Proof {
  const { confirmedBy, channel } = METHODS[method];
  const isPages = confirmedBy === 'system' || confirmedBy === 'vendor';
  const by = confirmedBy === 'manager' ? PEOPLE.manager : confirmedBy === 'custodian' ? PEOPLE.custodian : verifier;
  const ways: Readonly<Record<string, string>> = { contact: 'email', person: by };
  return {
    ...{
      id: `proof-${method}-${by}`,
      method,
      outcome: 'verified',
      verifier: isPages ? null : by,
      reference: null,
      seen: [],
    },
    ...{ at: NOW, session: isPages ? HERE : named, called: method === 'call-back' ? 'home' : null },
    contact: USED[method] ?? (method in ENROLLED ? `${method}-1` : null),
    channel: ways[channel] ?? channel,
    deviceBound: true,
  };
}

/** Every way to give at most three proofs. */
export const GIVEN: readonly (readonly MethodName[])[] = [0, 1, 2, 3].flatMap((size) =>
  combinations(METHOD_NAMES, size),
);

/** Who must have taken part, so that these proofs exist. */
export const proversOf = (methods: readonly MethodName[], { demands }: Pick<Flow, 'demands'>): string => {
  const two = demands.sightings === 2 ? 'two verifiers' : 'a verifier';
  const names = {
    ...{ system: 'the requester', vendor: 'a vendor', verifier: two, manager: 'the manager' },
    custodian: 'another custodian',
  } as const;
  const helped = methods.map((method) =>
    method === 'recovery-contact' ? 'a recovery contact' : names[METHODS[method].confirmedBy as keyof typeof names],
  );
  return [...new Set(helped)].sort().join(' + ');
};
