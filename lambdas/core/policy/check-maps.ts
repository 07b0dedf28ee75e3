import type { Control, Policy } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import { type DeclaredStandard, mappedTo, STANDARDS, spelledId } from './standards.ts';

/** The ids that a control claims to meet and that their standards do not have, have taken back, or spell otherwise. */
export const checkMaps = (
  { id, maps }: Control,
  declared: readonly DeclaredStandard[] = [],
): readonly PolicyProblem[] =>
  maps.flatMap((name, index) => {
    const found = mappedTo(name, declared);
    return found.is === 'wrong'
      ? [{ path: ['maps', index], reason: `control \`${id}\` maps to \`${name}\`, ${found.why}` }]
      : [];
  });

/** What is wrong with the standards that a policy declares: a name that is known or there twice, no ids, or one id twice. */
export function checkStandards(declared: readonly DeclaredStandard[] = []): readonly PolicyProblem[] {
  return declared.flatMap(({ name, ids }, index) => {
    const path = ['standards', index] as const;
    const isTwice = declared.findIndex((one) => one.name === name) < index;
    const repeated = ids.filter((id, place) => ids.indexOf(id) < place);
    return [
      ...(isKnown(name) ? [{ path, reason: `\`${name}\` is a standard whose ids the product knows` }] : []),
      ...(isTwice ? [{ path, reason: `standard \`${name}\` is there twice` }] : []),
      ...(ids.length === 0 ? [{ path, reason: `standard \`${name}\` has no ids` }] : []),
      ...repeated.map((id) => ({ path, reason: `standard \`${name}\` has \`${id}\` twice` })),
    ];
  });
}

/** Also what begins with the name of one: `CSF PR` would take ids of it away. */
const isKnown = (name: string): boolean =>
  STANDARDS.some((one) => one.name === name || name.startsWith(spelledId(one, '')));

/** What the controls of a policy map to: how many ids are in the lists of their standards, and those of which only the spelling was checked. */
export function mapsOf({ controls, standards }: Pick<Policy, 'controls' | 'standards'>): {
  readonly listed: readonly string[];
  readonly unchecked: readonly string[];
} {
  const names = [...new Set(controls.flatMap(({ maps }) => maps))].sort();
  const are = (kind: 'listed' | 'unchecked') => names.filter((name) => mappedTo(name, standards).is === kind);
  return { listed: are('listed'), unchecked: are('unchecked') };
}
