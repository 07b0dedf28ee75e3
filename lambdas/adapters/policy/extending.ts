import * as z from 'zod/mini';
import type { Demands, Policy, PolicyException, PolicyProblem, Rule } from '../../core/policy/policy.ts';
import { faultAt, PolicyInvalid, type PolicySourceText } from './source.ts';
import { duration, spelledPolicy } from './spelling.ts';

const SHORTENED = ['coolingOff', 'proofWindow', 'approvalWindow', 'workWindow', 'grant', 'reviewWithin'] as const;

const { name: _name, ...members } = spelledPolicy.shape;

/**
 * A policy that extends another under a new name. Its lists are added to the other's; its `hours` and ages replace the other's. A rule or
 * control is replaced only if `overrides` names it, and a rule is removed only if `removes` names it.
 */
export const extendingPolicy = z.strictObject({
  name: z.string(),
  /** The name of a shipped policy, or the path of a file from this one. */
  extends: z.string().check(z.regex(/^([a-z][a-z0-9-]*|[^\0]+\.yaml)$/)),
  ...members,
  groups: z.exactOptional(members.groups),
  controls: z.exactOptional(members.controls),
  rules: z.exactOptional(members.rules),
  overrides: z.exactOptional(z.array(z.string())),
  removes: z.exactOptional(z.array(z.string())),
  /** Longest time of each kind: for demonstrations, which enrol and prove in one sitting. */
  atMost: z.exactOptional(z.partialRecord(z.enum(SHORTENED), duration)),
});

export type ExtendingPolicy = z.infer<typeof extendingPolicy>;

/** A place in one of the policy files. */
export interface DocumentPlace {
  readonly source: PolicySourceText;
  readonly path: PolicyProblem['path'];
}

export interface Merged {
  readonly base: { readonly source: PolicySourceText; readonly policy: Policy };
  readonly policy: Policy;
  /** The place that defines this path of the policy. */
  placeOf(path: PolicyProblem['path']): DocumentPlace;
}

interface Own {
  readonly source: PolicySourceText;
  readonly own: ExtendingPolicy;
}

/** Combines two policies. Throws `PolicyInvalid` when a replacement or removal is not named, or a named one does not happen. */
export function extend(base: Merged['base'], extending: Own): Merged {
  const { source, own } = extending;
  const problems = checkExtending(base.policy, own);
  if (problems.length > 0) throw new PolicyInvalid(problems.map((problem) => faultAt(source, problem, own)));
  const lists = Object.fromEntries(
    LISTS.flatMap((list) => {
      const items = itemsOf(list, base, extending);
      return items.length === 0 ? [] : [[list, items]];
    }),
  ) as Readonly<Partial<Record<List, readonly Item[]>>>;
  const values = Object.fromEntries(
    Object.entries(lists).map(([list, items]) => [list, items.map(({ value }) => value)]),
  );
  const {
    hours: at,
    contactMinAge: contact,
    authenticatorMinAge: authenticator,
    sightingsReviewed: reviewed,
    statements,
    directory,
    contain,
    name,
  } = own;
  const merged = {
    ...{ ...base.policy, ...values, name },
    ...(at === undefined ? {} : { hours: at }),
    ...(contact === undefined ? {} : { contactMinAge: contact }),
    ...(authenticator === undefined ? {} : { authenticatorMinAge: authenticator }),
    ...(reviewed === undefined ? {} : { sightingsReviewed: reviewed }),
    ...(statements === undefined ? {} : { statements }),
    ...(directory === undefined ? {} : { directory }),
    ...(contain === undefined ? {} : { contain }),
  };
  return {
    base,
    policy: own.atMost === undefined ? merged : shortened(merged, own.atMost),
    placeOf([member = '', index = 0, ...rest]) {
      const item = lists[member as List]?.[Number(index)];
      if (item !== undefined) return { source: item.source, path: [member, item.index, ...rest] };
      const path = index === 0 && rest.length === 0 ? [member] : [member, index, ...rest];
      return { source: member in own ? source : base.source, path };
    },
  };
}

const LISTS = [
  ...([
    'groups',
    'environments',
    'labels',
    'channels',
    'desks',
    'standards',
    'controls',
    'rules',
    'exceptions',
  ] as const),
] as const;
type List = (typeof LISTS)[number];

interface Item {
  readonly value: unknown;
  readonly source: PolicySourceText;
  readonly index: number;
}

function itemsOf(list: List, base: Merged['base'], { source, own }: Own): readonly Item[] {
  const gone =
    list === 'rules'
      ? [...(own.removes ?? []), ...(own.overrides ?? [])]
      : list === 'controls'
        ? (own.overrides ?? [])
        : [];
  const of = (values: readonly unknown[] | undefined, from: PolicySourceText): readonly Item[] =>
    (values ?? []).map((value, index) => ({ value, source: from, index }));
  const kept = of(base.policy[list], base.source).filter(({ value }) => !gone.includes(idOf(value)));
  return [...kept, ...of(own[list], source)];
}

const idOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value);

/** Every replacement must be named, and every name must replace something: so a name chosen twice loses nothing. */
function checkExtending(base: Policy, own: ExtendingPolicy): readonly PolicyProblem[] {
  const { overrides = [], removes = [], atMost, rules: rulesOwn = [], controls: controlsOwn = [] } = own;
  const named = (list: 'rules' | 'controls') => base[list].map(({ id }) => id);
  const [there, mine] = [[...named('rules'), ...named('controls')], [...rulesOwn, ...controlsOwn].map(({ id }) => id)];
  const twice = (list: 'rules' | 'controls', items: readonly { readonly id: string }[]) =>
    items.flatMap(({ id }, index) =>
      named(list).includes(id) && !overrides.includes(id)
        ? [
            {
              path: [list, index, 'id'],
              reason: `\`${base.name}\` has \`${id}\` too; name it under \`overrides\` to replace it`,
            },
          ]
        : [],
    );
  const others = (['rules', 'controls', 'exceptions', 'overrides', 'removes'] as const).filter((list) => list in own);
  return [
    ...twice('rules', rulesOwn),
    ...twice('controls', controlsOwn),
    ...overrides.flatMap((id, index) =>
      there.includes(id) && mine.includes(id)
        ? []
        : [
            {
              path: ['overrides', index],
              reason: `\`${id}\` is not a rule or control of both policies, so nothing is replaced`,
            },
          ],
    ),
    ...removes.flatMap((id, index) =>
      named('rules').includes(id)
        ? []
        : [{ path: ['removes', index], reason: `\`${base.name}\` has no rule \`${id}\`` }],
    ),
    ...(atMost === undefined
      ? []
      : others.map((list) => ({ path: [list], reason: `\`${list}\` cannot be combined with \`atMost\`` }))),
  ];
}

function shortened(policy: Policy, atMost: NonNullable<ExtendingPolicy['atMost']>): Policy {
  const ruleOf = (rule: Rule): Rule =>
    rule.require === undefined ? rule : { ...rule, require: shorter(rule.require, atMost) };
  const exceptionOf = (exception: PolicyException): PolicyException =>
    exception.replaces === undefined ? exception : { ...exception, replaces: shorter(exception.replaces, atMost) };
  return {
    ...{ ...policy, rules: policy.rules.map(ruleOf) },
    ...(policy.exceptions === undefined ? {} : { exceptions: policy.exceptions.map(exceptionOf) }),
  };
}

/** Shortens the named times; never makes one longer. */
function shorter(demands: Demands, atMost: NonNullable<ExtendingPolicy['atMost']>): Demands {
  const times = Object.entries(atMost) as [keyof typeof atMost, number][];
  const made = times.flatMap(([name, most]) => {
    const seconds = demands[name];
    return seconds === undefined ? [] : [[name, Math.min(seconds, most)] as const];
  });
  return { ...demands, ...(Object.fromEntries(made) as Partial<Demands>) };
}
