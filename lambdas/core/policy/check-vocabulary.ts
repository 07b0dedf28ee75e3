import { CHANNELS } from '../proofing/proof.ts';
import { wayOf } from '../registry/contact.ts';
import type { Condition, Policy, PolicyProblem } from './policy.ts';
import { DECLARED_IN, type DeclaredAttribute } from './vocabulary.ts';

const ATTRIBUTES = Object.keys(DECLARED_IN) as readonly DeclaredAttribute[];

/** The problems of a policy's declared words: an empty list, a word twice, or a channel whose way is unknown. */
export function checkVocabulary(policy: Policy): readonly PolicyProblem[] {
  return ATTRIBUTES.flatMap((attribute) => {
    const list = DECLARED_IN[attribute];
    const words = policy[list] ?? [];
    const isEmpty = policy[list] !== undefined && words.length === 0;
    return [
      ...(isEmpty ? [{ path: [list], reason: `\`${list}\` declares nothing, so everything is denied` }] : []),
      ...words.flatMap((_, index) => {
        const reason = whyNoWord(attribute, words, index);
        return reason === undefined ? [] : [{ path: [list, index], reason }];
      }),
    ];
  });
}

function whyNoWord(attribute: DeclaredAttribute, words: readonly string[], index: number): string | undefined {
  const word = words[index] ?? '';
  if (words.indexOf(word) < index) return `\`${word}\` is there twice`;
  return attribute === 'channel' && !CHANNELS.includes(word)
    ? `the way of a request over \`${word}\` is unknown (rule 9); map it to one of ${CHANNELS.join(', ')}`
    : undefined;
}

/**
 * The problems of a condition's words: words that the policy does not declare (a misspelled word would never apply), and channels named
 * without another channel of the same way (a request over that one would escape the rule).
 */
export function checkWords(when: Condition, policy: Policy): readonly PolicyProblem[] {
  return ATTRIBUTES.flatMap((attribute) =>
    (when[attribute] ?? []).flatMap((word, index) => {
      const reason = whyNotDeclared(attribute, word, policy) ?? whyEscaped(attribute, { word, when, policy });
      return reason === undefined ? [] : [{ path: [attribute, index], reason }];
    }),
  );
}

function whyNotDeclared(attribute: DeclaredAttribute, word: string, policy: Policy): string | undefined {
  const list = DECLARED_IN[attribute];
  const declared = policy[list];
  if (declared?.includes(word)) return undefined;
  return declared === undefined
    ? `\`${word}\` is named, and the policy declares no \`${list}\``
    : `\`${word}\` is not declared under \`${list}\``;
}

interface Named {
  readonly word: string;
  readonly when: Condition;
  readonly policy: Policy;
}

function whyEscaped(attribute: DeclaredAttribute, { word, when, policy }: Named): string | undefined {
  if (attribute !== 'channel') return undefined;
  const other = policy.channels?.find((one) => wayOf(one) === wayOf(word) && !when.channel?.includes(one));
  return other === undefined ? undefined : `\`${word}\` is named and \`${other}\` is not, which comes the same way`;
}
