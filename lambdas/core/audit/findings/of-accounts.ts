import type { Policy } from '../../policy/policy.ts';
import { asksOf, METHODS } from '../../proofing/methods.ts';
import { provabilityOf } from '../../recovery/views/provable.ts';
import type { Action } from '../../registry/account.ts';
import type { AccountFacts, PersonFacts, RecordFacts, ServiceFacts } from './facts.ts';
import { found, type HealthFinding } from './finding.ts';

/** NIST SP 800-63B-4 section 4.6: a recovery is announced on more than one way. */
const FEWEST_CONTACTS = 2;

/** What is wrong with the registered accounts, and with streams that cannot be read. */
export function accountFindings(records: readonly RecordFacts[], service: ServiceFacts): readonly HealthFinding[] {
  const people = new Map(records.flatMap((one) => (one.of === 'person' ? [[one.person, one] as const] : [])));
  const isSeen = [...people.values()].some(({ nature, parts }) => nature === 'human' && parts.includes('verifier'));
  const known = new Map<string, readonly HealthFinding['code'][]>();
  const { capabilities, policy } = service;
  const judge = (account: AccountFacts): readonly HealthFinding['code'][] => {
    const performs = Object.hasOwn(capabilities, account.connector) ? (capabilities[account.connector] ?? []) : [];
    if (performs.length === 0) return ['connector-missing'];
    if (policy.deployed === null) return [];
    // Accounts of one class with the same means have the same answer; there may be ten thousand.
    const key = JSON.stringify([performs, classOf(account)]);
    const answer = known.get(key) ?? provability(account, { policy: policy.deployed, performs, isSeen });
    known.set(key, answer);
    return answer;
  };
  return records.flatMap((one) => {
    if (one.of === 'broken') return [found('record-broken', one.stream)];
    if (one.of === 'person') return [];
    return [...judge(answered(one, people)), ...peopleOf(one, people), ...standing(one)].map((code) =>
      found(code, one.account),
    );
  });
}

/** Whoever cannot sign in, or is nobody of the registry, vouches for nobody. */
const answered = (account: AccountFacts, people: ReadonlyMap<string, PersonFacts>): AccountFacts => ({
  ...account,
  means: account.means.filter(({ method, channel }) => {
    const record = people.get(channel);
    return asksOf(method).for !== 'word' || (record?.nature === 'human' && record.signsIn);
  }),
});

/** Everything of an account that decides how somebody can prove themselves; whose word it is makes no difference. */
const classOf = ({ kind, tier, environment, labels, owner, means }: AccountFacts) => [
  ...[kind, tier, environment, labels, owner === null],
  means.map((one) => ({ ...one, channel: METHODS[one.method].channel === 'person' ? '' : one.channel })),
];

const standing = ({ frozenSince, owner, contacts }: AccountFacts): readonly HealthFinding['code'][] => [
  ...(frozenSince === null ? [] : (['account-frozen'] as const)),
  ...(owner !== null && contacts < FEWEST_CONTACTS ? (['account-untold'] as const) : []),
];

function peopleOf(
  { owner, manager, custodians }: AccountFacts,
  people: ReadonlyMap<string, PersonFacts>,
): readonly HealthFinding['code'][] {
  const isUnknown = (one: string | null) => one !== null && !people.has(one);
  const isStale = (one: string) => {
    const record = people.get(one);
    return record === undefined || record.nature === 'machine' || !record.parts.includes('custodian');
  };
  return [
    ...(isUnknown(owner) || isUnknown(manager) ? (['owner-unregistered'] as const) : []),
    ...(owner === null && custodians.length === 0 ? (['custodian-missing'] as const) : []),
    ...(custodians.some(isStale) ? (['custodian-stale'] as const) : []),
  ];
}

interface Judged {
  readonly policy: Policy;
  readonly performs: readonly string[];
  /** Whether there is a verifier who can see somebody. */
  readonly isSeen: boolean;
}

/** Whether some way of asking can be proved, for each action that the policy allows; asked at the calmest. */
function provability(account: AccountFacts, { policy, performs, isSeen }: Judged): readonly HealthFinding['code'][] {
  const means = isSeen
    ? account.means
    : account.means.filter(({ method }) => METHODS[method].confirmedBy !== 'verifier');
  const verdicts = performs.map((action) => provabilityOf(account, { policy, action: action as Action, means }));
  if (verdicts.every((one) => one === 'denied')) return ['account-uncovered'];
  return verdicts.includes('never') ? ['account-unprovable'] : [];
}
