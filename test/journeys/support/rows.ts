import { CONNECTORS, type ConnectorName } from '../../../lambdas/contract/connectors.ts';
import { type CombinedDemands, evaluate, type PolicyQuestion } from '../../../lambdas/core/policy/evaluate.ts';
import type { Policy } from '../../../lambdas/core/policy/policy.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../../../lambdas/core/proofing/methods.ts';
import { areProved } from '../../../lambdas/core/proofing/proof.ts';
import { isEveryFactorAtOnce } from '../../../lambdas/core/recovery/assess/factors.ts';
import {
  ACTIONS,
  type Action,
  isNhi,
  isPersonal,
  KINDS,
  type Kind,
  TIERS,
  type Tier,
} from '../../../lambdas/core/registry/account.ts';
import { NOW } from '../../support/fixtures.ts';
import { GIVEN, HERE, proofBy, proversOf } from './ways.ts';

/** One recovery that a policy allows: whose account, what is done to it, who proves it, and by which methods. */
export interface Row {
  readonly kind: Kind;
  readonly tier: Tier;
  readonly action: Action;
  readonly environment: string;
  /** Who proves, as few as can; null where no connector performs the action. */
  readonly who: string | null;
  readonly methods: readonly MethodName[];
  /** Whether two verifiers each say what they saw. */
  readonly isSeenTwice: boolean;
  /** Null where no connector performs the action on such an account. */
  readonly connector: ConnectorName | null;
}

/** In a calm hour, by the person or a custodian, without a desk. */
const CALM = { channel: 'api', desk: 'none', hours: 'in', risk: 0 } as const;

/**
 * Every kind, tier and action that the policy allows; every company of people whose proofs are enough for some of them; every environment that
 * asks a kind of account for something of its own; and every method. Companies, methods and connectors take turns, so that no row repeats what
 * others show. So do the tiers of services: they change when something ends and who hears of it, and not who proves or approves.
 */
export function rowsOf(policy: Policy, connectors: readonly ConnectorName[]): readonly Row[] {
  const turns = new Turns();
  const ways = (kind: Kind, tier: Tier, action: Action) => allowed(policy, { kind, tier, action }, connectors);
  const possible = KINDS.flatMap((kind, of) =>
    ACTIONS.flatMap((action, at) => {
      const able = TIERS.map((tier) => ways(kind, tier, action)).filter(({ length }) => length > 0);
      return isNhi(kind) ? [able[(of + at) % able.length] ?? []] : able;
    }),
  );
  const rows = chosen(possible).map((one) => turns.row(one));
  for (let left = METHOD_NAMES.filter((name) => !turns.had(name)); left.length > 0; ) {
    const news = (set: readonly MethodName[]) => set.filter((name) => left.includes(name)).length;
    const best = possible.flat().flatMap(({ sets, ...one }) => sets.map((set) => ({ ...one, sets: [set] })));
    const [row] = best.sort((one, other) => news(other.sets[0] ?? []) - news(one.sets[0] ?? []));
    if (row === undefined || news(row.sets[0] ?? []) === 0) throw new Error(`nothing is proved by ${left.join()}`);
    rows.push(turns.row(row));
    left = left.filter((name) => !turns.had(name));
  }
  return rows;
}

/** Of each, a company that is in no other row, where there is one; then every company, and every environment of a kind, that is in none yet. */
function chosen(possible: readonly (readonly Possible[])[]): readonly Possible[] {
  const rows: Possible[] = [];
  const isNew = ({ who }: Possible) => !rows.some((one) => one.who === who);
  const isElsewhere = ({ environment, kind }: Possible) =>
    !rows.some((one) => one.environment === environment && isNhi(one.kind) === isNhi(kind));
  for (const ways of possible) rows.push(...[ways.find(isNew) ?? ways[0] ?? []].flat());
  for (const one of possible.flat()) if (isNew(one) || isElsewhere(one)) rows.push(one);
  return rows;
}

/** A row whose methods and connector are still to be chosen. */
interface Possible extends Omit<Row, 'methods' | 'connector'> {
  readonly sets: readonly (readonly MethodName[])[];
  readonly performing: readonly ConnectorName[];
}

/**
 * Every company that can prove such a request, in the first of the environments that ask for the same; one row without any where nothing
 * performs the action.
 */
function allowed(
  policy: Policy,
  asked: Pick<Row, 'kind' | 'tier' | 'action'>,
  connectors: readonly ConnectorName[],
): readonly Possible[] {
  const performing = connectors.filter((name) => isFor(name, asked) && performs(name, asked));
  const found = new Map<string, Possible>();
  for (const environment of policy.environments ?? []) {
    const answer = evaluate(policy, questionOf({ ...asked, environment }));
    if (answer.verdict === 'deny') continue;
    const { proofs, approvals, sightings } = answer.demands;
    const ways = performing.length === 0 ? [[null, [[]]] as const] : [...waysOf(answer.demands)];
    for (const [who, sets] of ways) {
      const key = JSON.stringify(who === null ? null : [who, proofs, approvals]);
      const possible = { ...asked, environment, who, sets, performing, isSeenTwice: sightings === 2 };
      if (!found.has(key)) found.set(key, possible);
    }
  }
  return [...found.values()];
}

const questionOf = ({
  kind,
  tier,
  action,
  environment,
}: Pick<Row, 'kind' | 'tier' | 'action' | 'environment'>): PolicyQuestion => ({
  ...{ ...CALM, profile: { kind, tier, environment }, action },
  requester: isPersonal(kind) ? 'owner' : 'custodian',
});

/** People are in directories, services are secrets; of the roles of an AWS account, which services use too, the sessions can be ended. */
const isFor = (name: ConnectorName, { kind, action }: Pick<Row, 'kind' | 'action'>): boolean =>
  name === 'iam' && isNhi(kind)
    ? action === 'revoke-sessions'
    : (CONNECTORS[name].scope === 'governed-secrets') === isNhi(kind);

/** Who is more than standard keeps their factors where a pass can be given; in a secret that holds no certificate none is replaced. */
function performs(name: ConnectorName, { kind, tier, action }: Pick<Row, 'kind' | 'tier' | 'action'>): boolean {
  const actions: readonly string[] = CONNECTORS[name].actions;
  if (action === 'replace-certificate' && kind !== 'certificate') return false;
  return actions.includes(action) && !isEveryFactorAtOnce(action, tier, actions);
}

/** The smallest sets of methods that prove these demands, by who gives them; of two companies, one of which is in the other, the smaller. */
function waysOf(demands: CombinedDemands): Ways {
  const { proofs, barred, sightings } = demands;
  const key = JSON.stringify({ proofs, barred, sightings });
  const ways = KNOWN.get(key) ?? newWaysOf(demands);
  KNOWN.set(key, ways);
  return ways;
}

type Ways = ReadonlyMap<string, readonly (readonly MethodName[])[]>;
const KNOWN = new Map<string, Ways>();

function newWaysOf(demands: CombinedDemands): Ways {
  const { proofs, barred, sightings } = demands;
  const enough = (methods: readonly MethodName[]) =>
    areProved(
      proofs,
      methods
        .flatMap((method) => [
          proofBy(method, null),
          ...(sightings === 2 && METHODS[method].confirmedBy === 'verifier'
            ? [proofBy(method, null, 'person:second')]
            : []),
        ])
        .map((proof) => ({ ...proof, session: HERE })),
      { now: NOW, channel: CALM.channel, barred, sightings },
    );
  const all = GIVEN.filter(enough);
  const least = all.filter(
    (one) => !all.some((less) => less.length < one.length && less.every((method) => one.includes(method))),
  );
  const ways = new Map<string, readonly (readonly MethodName[])[]>();
  for (const methods of least) {
    const who = proversOf(methods, { demands });
    ways.set(who, [...(ways.get(who) ?? []), methods]);
  }
  const isLarger = (who: string) =>
    [...ways.keys()].some(
      (other) => other !== who && other.split(' + ').every((one) => who.split(' + ').includes(one)),
    );
  return new Map([...ways].filter(([who]) => !isLarger(who)));
}

/** Lets everything take its turn. */
class Turns {
  readonly #used = new Map<string, number>();

  had(name: string): boolean {
    return this.#used.has(name);
  }

  /** A row with the methods and the connector whose turn it is. */
  row({ sets, performing, ...row }: Possible): Row {
    const [connector = null] = this.least(performing.map((name) => [name]));
    return { ...row, methods: this.least(sets), connector };
  }

  /** Of these sets, the one whose members had the fewest turns. */
  least<Name extends string>(sets: readonly (readonly Name[])[]): readonly Name[] {
    const turnsOf = (names: readonly Name[]) =>
      names.reduce((sum, name) => sum + (this.#used.get(name) ?? 0), 0) / Math.max(1, names.length);
    const [first = []] = [...sets].sort((one, other) => turnsOf(one) - turnsOf(other));
    for (const name of first) this.#used.set(name, (this.#used.get(name) ?? 0) + 1);
    return first;
  }
}

export const nameOf = ({ kind, tier, action, environment, who, methods, connector }: Row): string =>
  `${tier} ${kind} (${environment}) ${action}: ${who === null ? 'no connector performs it' : `${who} (${methods.join(' and ')}), ${connector}`}`;
