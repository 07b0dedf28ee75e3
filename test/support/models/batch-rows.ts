import type { BatchRows, RowChunk, UploadedBy } from '../../../lambdas/ports/batch-rows.ts';

const cloned = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Uploaded rows in memory, with the same contract as the table. */
export class ModelBatchRows implements BatchRows {
  readonly #chunks = new Map<string, Map<number, RowChunk>>();

  async put({ digest, by }: UploadedBy, chunk: RowChunk): Promise<void> {
    const chunks = this.#chunks.get(`${digest} ${by}`) ?? new Map<number, RowChunk>();
    this.#chunks.set(`${digest} ${by}`, chunks.set(chunk.from, cloned(chunk)));
  }

  async read({ digest, by }: UploadedBy): Promise<readonly RowChunk[]> {
    const chunks = [...(this.#chunks.get(`${digest} ${by}`)?.values() ?? [])];
    return cloned(chunks.sort((one, other) => one.from - other.from));
  }
}
