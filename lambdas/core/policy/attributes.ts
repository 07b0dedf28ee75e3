import type { PolicyQuestion } from './evaluate.ts';

/** The present, among the moments that tell requests apart. */
export const NOW = 'now';

export const ATTRIBUTES = [
  ...(['action', 'kind', 'tier', 'environment', 'label', 'requester', 'desk', 'channel', 'hours', 'risk'] as const),
  ...(['account', 'now'] as const),
];

/** The words of a question, in the order of `ATTRIBUTES`. */
export function attributesOf({ profile, action, channel, desk, requester, hours, risk, now }: PolicyQuestion) {
  const { kind, tier, environment, labels = [], account = 'any other' } = profile;
  const label = labels.length === 0 ? 'none' : labels.join('+');
  return [action, kind, tier, environment, label, requester, desk, channel, hours, String(risk), account, now ?? NOW];
}

/** The words that each attribute has in a group of requests. */
export class SeenWords {
  readonly sets: readonly Set<string>[] = ATTRIBUTES.map(() => new Set());
  #last: readonly string[] = [];

  /** Successive requests have most words in common. */
  note(words: readonly string[]): void {
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index] ?? '';
      if (word !== this.#last[index]) this.sets[index]?.add(word);
    }
    this.#last = words;
  }
}
