import type { ChangeMaker, DirectoryChange } from '../../core/recovery/state/receipts.ts';

/** What an entry of a vendor's log is about. */
interface Target {
  readonly id?: string | null | undefined;
  readonly type?: string | null | undefined;
}

/** A change for each user that an entry is about, each under a name of its own. */
export function changesOf(
  { entry, ...change }: Pick<DirectoryChange, 'connector' | 'kind' | 'at' | 'entry'>,
  targets: readonly Target[] | null | undefined,
  makerFor: (directoryId: string) => ChangeMaker,
): readonly DirectoryChange[] {
  const users = new Set((targets ?? []).flatMap(({ id, type }) => (type === 'User' && id != null ? [id] : [])));
  return [...users].map((directoryId) => ({
    ...{ ...change, directoryId, by: makerFor(directoryId) },
    entry: users.size === 1 ? entry : `${entry} ${directoryId}`,
  }));
}
