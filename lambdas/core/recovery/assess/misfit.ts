import { type AccountProfile, type Action, isOfKind } from '../../registry/account.ts';

/** Why no policy may allow an action on an account, and the rule that says so. */
interface Misfit {
  readonly why: string;
  readonly rule: number;
}

const NOT_OF_KIND: Misfit = {
  why: 'a device has the key of its disk and nothing else to recover, and nothing but a device has one',
  rule: 2,
};

const NOBODYS_DEVICE: Misfit = {
  why: 'the device has no owner in the registry, on whose page the key of its disk could be taken',
  rule: 13,
};

/** What an action and an account lack to fit each other, whatever a policy says; undefined where they do. */
export function misfitOf(action: Action, { kind, owner }: Pick<AccountProfile, 'kind' | 'owner'>): Misfit | undefined {
  if (!isOfKind(action, kind)) return NOT_OF_KIND;
  return kind === 'device' && owner === null ? NOBODYS_DEVICE : undefined;
}
