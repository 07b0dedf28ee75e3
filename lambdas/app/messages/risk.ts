import type { Language } from '../../core/registry/account.ts';
import type { Signal } from '../../core/risk/facts.ts';
import { type Other, RISK_PARTS, RISK_SENTENCES, type Said } from './risk-texts.ts';
import { filled } from './texts.ts';

const patternOf = ({ en }: Said): RegExp =>
  new RegExp(
    `^${en
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replace('{n}', '(?<n>\\d+)')
      .replace('{list}', '(?<list>.+)')}$`,
  );

const compiled = (all: readonly Said[]) => all.map((said) => ({ said, pattern: patternOf(said) }));
const [WHOLE, PART] = [compiled(RISK_SENTENCES), compiled(RISK_PARTS)];

/**
 * A sentence of the risk in another language. The plan, and so its digest, holds it in English; a sentence of an earlier release that has no
 * text here stays English rather than being left out.
 */
export function riskSentence({ sentence }: Pick<Signal, 'sentence'>, language: Language): string {
  return language === 'en' ? sentence : (inLanguage(sentence, language, WHOLE) ?? sentence);
}

function inLanguage(text: string, language: Other, among: typeof WHOLE): string | undefined {
  for (const { said, pattern } of among) {
    const found = pattern.exec(text)?.groups;
    if (found === undefined) {
      if (said.en === text) return said[language];
      continue;
    }
    const list = found['list']?.split(', ').map((part) => inLanguage(part, language, PART));
    if (list?.includes(undefined) === true) continue;
    return filled(said[language], { n: found['n'] ?? '', list: list?.join(', ') ?? '' });
  }
  return undefined;
}
