import type { KeyCounts } from '../../lib/signing-keys.ts';
import type { Policies } from '../iam/judge.ts';
import { entryOf, type Keeping } from './kept.ts';
import type { DeployedParts, Directories } from './template.ts';

/** As JSON: maps as lists of their entries. */
type Spelled = Omit<DeployedParts, 'policies'> & {
  readonly policies: { readonly [Side in keyof Policies]: readonly (readonly [string, MapValue<Policies[Side]>])[] };
};
type MapValue<Of> = Of extends ReadonlyMap<string, infer Value> ? Value : never;

/** The deployed parts, kept from an earlier start of the same code: loading the CDK and synthesizing take long. */
export async function keptParts(
  signingKeys?: KeyCounts,
  { directories = {}, ...keeping }: Partial<Keeping> & { readonly directories?: Directories } = {},
): Promise<DeployedParts> {
  const inputs = [JSON.stringify(signingKeys ?? null), JSON.stringify(directories)];
  const entry = entryOf<Spelled>('template', inputs, keeping);
  const { policies, ...others } = entry.found ?? entry.keep(await synthesized(signingKeys, directories));
  return { ...others, policies: { identity: new Map(policies.identity), resource: new Map(policies.resource) } };
}

async function synthesized(signingKeys: KeyCounts | undefined, directories: Directories): Promise<Spelled> {
  const { deployedParts, synthesizeLocal } = await import('./template.ts');
  const { policies, ...others } = deployedParts(synthesizeLocal(signingKeys, directories));
  return { ...others, policies: { identity: [...policies.identity], resource: [...policies.resource] } };
}
