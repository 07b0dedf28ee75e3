import type { RowRecord } from '../../../lambdas/core/registry/batch.ts';
import type { PopulationPlace, PopulationPlaces } from '../../../lambdas/ports/population.ts';

/** Looks at directories of record in memory. */
export class ModelPopulationPlaces implements PopulationPlaces {
  readonly #places = new Map<string, PopulationPlace>();
  readonly #rows = new Map<string, readonly RowRecord[]>();

  async load(source: string): Promise<PopulationPlace | null> {
    return this.#places.get(source) ?? null;
  }

  async move(source: string, from: PopulationPlace | null, to: PopulationPlace): Promise<boolean> {
    if (this.#places.get(source)?.lookedAt !== from?.lookedAt) return false;
    this.#places.set(source, to);
    return true;
  }

  async keep(source: string, digest: string, rows: readonly RowRecord[]): Promise<void> {
    this.#rows.set(`${source} ${digest}`, rows);
  }

  async kept(source: string, digest: string): Promise<readonly RowRecord[]> {
    return this.#rows.get(`${source} ${digest}`) ?? [];
  }
}
