import type { BatchRows, RowChunk } from '../../../lambdas/ports/batch-rows.ts';

const cloned = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Uploaded rows in memory, with the same contract as the table. */
export class ModelBatchRows implements BatchRows {
  readonly #chunks = new Map<string, Map<number, RowChunk>>();

  async put(digest: string, chunk: RowChunk): Promise<void> {
    const chunks = this.#chunks.get(digest) ?? new Map<number, RowChunk>();
    this.#chunks.set(digest, chunks.set(chunk.from, cloned(chunk)));
  }

  async read(digest: string): Promise<readonly RowChunk[]> {
    const chunks = [...(this.#chunks.get(digest)?.values() ?? [])];
    return cloned(chunks.sort((one, other) => one.from - other.from));
  }
}
