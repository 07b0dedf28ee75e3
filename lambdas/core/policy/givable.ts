import type { Relation } from '../approvals/countersignature.ts';
import { plusSeconds } from '../instant.ts';
import type { Method } from '../proofing/method.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../proofing/methods.ts';
import { areProved, type Proof } from '../proofing/proof.ts';
import type { Action, Kind } from '../recovery/account.ts';
import type { CombinedDemands } from './evaluate.ts';

/** Proofs of one method by as many different people, contacts or devices. */
const COPIES = 2;

/** Only people have something enrolled, registered contacts and a manager; only what is shared or non-human has custodians. */
const PERSONAL: readonly Kind[] = ['human', 'vendor'];
const RELATED: Readonly<Record<'personal' | 'held', readonly Relation[]>> = {
  personal: ['owner', 'manager'],
  held: ['owner', 'manager', 'custodian'],
};

/** Classes whose methods need something that the owner of a personal account has. */
const OWNERS_CLASSES: readonly string[] = ['saved-code', 'issued-code', 'bound-authenticator'];

/** The methods that somebody could give for an account of this kind. */
function methodsFor(kind: Kind): readonly MethodName[] {
  const isPersonal = PERSONAL.includes(kind);
  const related = RELATED[isPersonal ? 'personal' : 'held'];
  return METHOD_NAMES.filter((name) => {
    const method: Method = METHODS[name];
    if (!isPersonal && (OWNERS_CLASSES.includes(method.class) || name === 'recovery-contact')) return false;
    return !RELATION_NAMES.includes(method.confirmedBy) || related.includes(method.confirmedBy as Relation);
  });
}

const RELATION_NAMES: readonly string[] = RELATED.held;

/** Whether somebody could give all of these proofs, and they would still hold when the cooling-off is over. */
export function isGivable(
  requirements: CombinedDemands['proofs'],
  { kind, channel, coolingOff }: { readonly kind: Kind; readonly channel: string; readonly coolingOff: number },
): boolean {
  return areProved(requirements, proofsBy(methodsFor(kind)), { now: plusSeconds(GIVEN, coolingOff), channel });
}

/** Actions that leave somebody with access that they did not have before. */
const GIVING: readonly Action[] = ['reset-password', 'reset-mfa', 'temporary-access', 'change-contact'];

/**
 * The class of which proofs alone would give a credential of a personal account to somebody; undefined where that takes two classes, a
 * passkey, which is two factors by itself, or identity proofing again (rule 9; NIST SP 800-63B-4 section 4.2.2.2).
 */
export function provedByOneClass(
  requirements: CombinedDemands['proofs'],
  { kind, action }: { readonly kind: Kind; readonly action: Action },
): string | undefined {
  if (!PERSONAL.includes(kind) || !GIVING.includes(action)) return undefined;
  const methods = METHOD_NAMES.filter((name) => METHODS[name].class !== 'repeated-proofing' && name !== 'passkey');
  const classes = new Set(methods.map((name) => METHODS[name].class));
  return [...classes].find((one) => {
    const proofs = proofsBy(methods.filter((name) => METHODS[name].class === one));
    return areProved(requirements, proofs, { now: GIVEN, channel: 'none' });
  });
}

const GIVEN = '2000-01-01T00:00:00.000Z';

/** As many proofs by each of these methods as could be needed, each come its own way. */
const proofsBy = (methods: readonly MethodName[]): readonly Proof[] =>
  methods.flatMap((method) =>
    Array.from({ length: COPIES }, (_, copy) => ({
      ...{ id: `${method}-${copy}`, method, outcome: 'verified' as const, verifier: null, reference: null, at: GIVEN },
      ...{ session: null, contact: null, channel: `${method}-${copy}` },
    })),
  );
