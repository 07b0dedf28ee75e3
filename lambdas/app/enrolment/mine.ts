import { minAgesOf, type Policy } from '../../core/policy/policy.ts';
import { METHODS } from '../../core/proofing/methods.ts';
import type { PersonActor } from '../../core/recovery/state/commands.ts';
import { type Means, meansOf, needsTelephone, type Reachable } from '../../core/recovery/state/means.ts';
import type { StreamState } from '../../core/recovery/state/state.ts';
import { provabilityOf } from '../../core/recovery/views/provable.ts';
import { type AccountProfile, type Action, isOfKind, ownedBy, subjectOf } from '../../core/registry/account.ts';
import { isSettled, masked } from '../../core/registry/contact.ts';
import { type Instant, plusSeconds } from '../../core/values/instant.ts';
import type { Members } from '../../ports/workspace.ts';
import { withAnswerersNow } from '../ledger/answering.ts';
import { load } from '../ledger/load.ts';
import type { SubmitServices } from '../ledger/submit.ts';

export interface MineServices extends Pick<SubmitServices, 'ledger' | 'policy' | 'surroundings'> {
  readonly members: Pick<Members, 'next'>;
  readonly reachable: Reachable;
  /** The actions of each connector of the deployment. */
  readonly capabilities: Readonly<Record<string, readonly Action[]>>;
}

/** Most accounts that are shown to one person. */
const MOST_ACCOUNTS = 20;

/**
 * `yes`: with what the owner has; `with-a-verifier`: only if somebody also sees them; `never`: not at all; `denied`: the policy does not
 * allow it to anybody.
 */
type Outlook = 'yes' | 'with-a-verifier' | 'never' | 'denied';

/** The accounts that a signed-in person owns: how each could be recovered today, and after the loss of the telephone. Contacts are masked. */
export async function listMine(services: MineServices, { person }: Pick<PersonActor, 'person'>) {
  const { ledger, members, policy } = services;
  const ids = await members.next(ownedBy(person), { from: person, limit: MOST_ACCOUNTS });
  const [rules, states] = [
    await policy.current(),
    await Promise.all(ids.map(async (id) => withAnswerersNow(ledger, await load(ledger, id)))),
  ];
  // The record may have changed since it was listed.
  const own = states.flatMap((state) => {
    const profile = state.profile.current;
    return profile !== null && subjectOf(profile) === person ? [{ state, profile }] : [];
  });
  own.sort((one, other) => (one.profile.account < other.profile.account ? -1 : 1));
  return { person, accounts: own.map((one) => shownAccount(services, rules, one)) };
}

interface Own {
  readonly state: StreamState;
  readonly profile: AccountProfile;
}

function shownAccount(services: MineServices, policy: Policy, { state, profile }: Own) {
  const { account, kind, tier, contacts, connector } = profile;
  const now = services.surroundings.now();
  const means = meansOf(asOfToday({ state, profile }, policy, now), services.reachable);
  const kept = means.filter((one) => !needsTelephone(one));
  const performed = Object.hasOwn(services.capabilities, connector) ? (services.capabilities[connector] ?? []) : [];
  // A first credential is nothing that somebody with a sign-in could lose.
  const actions = performed.filter((action) => action !== 'issue-first-credential' && isOfKind(action, kind));
  return {
    ...{ account, kind, tier, isFrozen: state.freeze !== null },
    contacts: contacts.map(({ id, since, ...reach }) => ({
      ...{ id, kind: reach.kind, shown: masked(reach) },
      countsFrom: plusSeconds(since, minAgesOf(policy).contact),
    })),
    methods: [...new Set(means.map(({ method }) => method))],
    recoveries: actions.map((action) => ({
      action,
      today: outlook(profile, { policy, action, means }),
      withoutTelephone: outlook(profile, { policy, action, means: kept }),
    })),
  };
}

/** Without what is too new to count yet. */
function asOfToday({ state, profile }: Own, policy: Policy, now: Instant): StreamState {
  const ages = minAgesOf(policy);
  const isOld = (since: Instant, age: number): boolean => isSettled({ since }, now, age);
  const contacts = profile.contacts.filter(({ since }) => isOld(since, ages.contact));
  return {
    ...state,
    profile: { ...state.profile, current: { ...profile, contacts } },
    authenticators: state.authenticators.filter(({ enrolledAt }) => isOld(enrolledAt, ages.authenticator)),
    recoveryContacts: state.recoveryContacts.filter(({ since }) => isOld(since, ages.authenticator)),
  };
}

function outlook(
  profile: AccountProfile,
  { means, ...asked }: { readonly policy: Policy; readonly action: Action; readonly means: readonly Means[] },
): Outlook {
  const alone = means.filter(({ method }) => METHODS[method].confirmedBy !== 'verifier');
  const answer = provabilityOf(profile, { ...asked, means: alone });
  if (answer === 'provable') return 'yes';
  if (answer === 'denied') return 'denied';
  return provabilityOf(profile, { ...asked, means }) === 'provable' ? 'with-a-verifier' : 'never';
}
