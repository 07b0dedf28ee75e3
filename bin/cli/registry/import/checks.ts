import type { ProposedProfile } from '../../../../lambdas/app/people/registry.ts';
import { identitiesOf } from '../../../../lambdas/core/registry/person.ts';
import type { Flaw, Imported } from './records.ts';

/** What is wrong between the records of an import: the service would refuse some of them in the middle of it. */
export const flawsOf = (records: readonly Imported[]): readonly Flaw[] => [...duplicates(records), ...cycles(records)];

/** Two records of one stream, or two people with one identity. */
function duplicates(records: readonly Imported[]): readonly Flaw[] {
  const first = new Map<string, Imported>();
  return records.flatMap((one) => {
    const names = [
      one.stream,
      ...('person' in one.body ? identitiesOf(one.body.person) : [targetOf(one.body.profile)]),
    ];
    return names.flatMap((name) => {
      const before = first.get(name);
      first.set(name, before ?? one);
      if (before === undefined) return [];
      return [{ ...placeOf(one), says: `\`${name}\` is in ${before.file}, line ${before.line}, already` }];
    });
  });
}

const targetOf = ({ connector, target }: ProposedProfile): string => `${connector} ${target}`;

const placeOf = ({ file, line }: Imported) => ({ file, line });

/** Owners who are each other's managers, over any number of people: nobody above them could vouch. */
function cycles(records: readonly Imported[]): readonly Flaw[] {
  const managed = records.flatMap((one) => {
    if (!('profile' in one.body)) return [];
    const { owner, manager } = one.body.profile;
    return owner === null || manager === null ? [] : [{ one, owner, manager }];
  });
  const above = new Map<string, Set<string>>();
  for (const { owner, manager } of managed) above.set(owner, (above.get(owner) ?? new Set()).add(manager));
  return managed.flatMap(({ one, owner, manager }) =>
    reaches(above, manager, owner)
      ? [{ ...placeOf(one), says: `\`${owner}\` is above their own manager \`${manager}\`: a cycle of managers` }]
      : [],
  );
}

/** Whether somebody is found by going up from here. Each person is visited once. */
function reaches(above: ReadonlyMap<string, ReadonlySet<string>>, from: string, wanted: string): boolean {
  const seen = new Set([from]);
  for (const one of seen) {
    if (one === wanted) return true;
    for (const next of above.get(one) ?? []) seen.add(next);
  }
  return false;
}
