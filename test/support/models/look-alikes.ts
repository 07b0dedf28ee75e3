import type { LikenessKey } from '../../../lambdas/core/registry/likeness.ts';
import type { FoundAlike } from '../../../lambdas/core/registry/look-alikes.ts';
import type { LookAlikes, ShownRecord } from '../../../lambdas/ports/workspace.ts';

interface Shown extends ShownRecord {
  readonly keys: readonly string[];
  readonly seq: number;
}

/** Look-alikes in memory, with the same contract as the table. */
export class ModelLookAlikes implements LookAlikes {
  readonly #shown = new Map<string, Shown>();

  async find(keys: readonly LikenessKey[]): Promise<readonly FoundAlike[]> {
    return keys.flatMap(({ as, key }) =>
      [...this.#shown.values()]
        .filter((one) => one.keys.includes(key))
        .slice(0, 25)
        .map(({ record, holders }) => ({ record, as, holders })),
    );
  }

  findEach(of: readonly (readonly LikenessKey[])[]): Promise<readonly (readonly FoundAlike[])[]> {
    return Promise.all(of.map((keys) => this.find(keys)));
  }

  async show(record: ShownRecord, keys: readonly LikenessKey[], seq: number): Promise<void> {
    if ((this.#shown.get(record.record)?.seq ?? 0) > seq) return;
    this.#shown.set(record.record, { ...record, keys: keys.map(({ key }) => key), seq });
  }
}
