import type { PersonId } from '../../../lambdas/core/registry/person.ts';
import { sha256 } from '../../../lambdas/core/values/hash.ts';
import type { Members } from '../../../lambdas/ports/workspace.ts';

/** Members in memory, with the same contract as the table. */
export class ModelMembers implements Members {
  readonly #shown = new Map<PersonId, { readonly parts: readonly string[]; readonly seq: number }>();

  async next(part: string, { from, limit }: { readonly from: string; readonly limit: number }) {
    const start = sha256(from);
    const holders = [...this.#shown].filter(([, { parts }]) => parts.includes(part)).map(([person]) => person);
    const ring = holders.sort((one, other) => (sha256(one) < sha256(other) ? -1 : 1));
    const isAfter = (person: PersonId) => sha256(person) > start;
    return [...ring.filter(isAfter), ...ring.filter((person) => !isAfter(person))].slice(0, limit);
  }

  async show(person: PersonId, parts: readonly string[], seq: number): Promise<void> {
    if ((this.#shown.get(person)?.seq ?? 0) <= seq) this.#shown.set(person, { parts, seq });
  }
}
