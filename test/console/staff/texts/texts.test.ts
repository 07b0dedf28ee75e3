import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EVIDENCE_KINDS } from '../../../../lambdas/core/proofing/evidence.ts';
import { METHOD_NAMES } from '../../../../lambdas/core/proofing/methods.ts';
import { OUTCOMES } from '../../../../lambdas/core/proofing/proof.ts';
import { CALL_REASONS } from '../../../../lambdas/core/recovery/state/calls.ts';
import { STOP_CAUSES } from '../../../../lambdas/core/recovery/state/events.ts';
import { ENDS, STATUSES } from '../../../../lambdas/core/recovery/state/state.ts';
import { ACTIONS, LANGUAGES, TIERS } from '../../../../lambdas/core/registry/account.ts';
import { POPULATION_FLAWS } from '../../../../lambdas/core/registry/findings.ts';
import { LIKENESSES } from '../../../../lambdas/core/registry/likeness.ts';
import type { Stop } from '../../../../lambdas/core/registry/reconciling.ts';

const textsIn = (name: string): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  JSON.parse(readFileSync(new URL(`../../../../console/staff/texts/${name}.json`, import.meta.url), 'utf8'));
const files = ['texts', 'overviews', 'help', 'after', 'calls', 'delegations', 'drafting'].map(textsIn);
const texts = Object.assign({}, ...files) as ReturnType<typeof textsIn>;

/** The compiler names a code that is missing. */
const STOPS = Object.keys({
  ...{ 'feed-empty': true, 'rows-lost': true, 'mass-change': true },
} satisfies Record<Stop['code'], true>);

const placesIn = (text = ''): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe('what the console says', () => {
  it.each(Object.entries(texts))('says `%s` in every language, with the same things filled in', (_, said) => {
    expect(Object.keys(said)).toEqual([...LANGUAGES]);
    for (const text of Object.values(said)) expect(text.trim()).not.toBe('');
    expect(placesIn(said['de'])).toEqual(placesIn(said['en']));
    expect(placesIn(said['es'])).toEqual(placesIn(said['en']));
  });

  it('has no text twice', () => {
    expect(files.flatMap((file) => Object.keys(file))).toHaveLength(Object.keys(texts).length);
  });

  it.each([
    ['action', ACTIONS],
    ['status', [...STATUSES, ...ENDS]],
    ['stands', [...STATUSES, ...ENDS]],
    ['method', METHOD_NAMES],
    ['outcome', OUTCOMES],
    ['seen', EVIDENCE_KINDS],
    ['cause', STOP_CAUSES],
    ['tier', TIERS],
    ['call-reason', CALL_REASONS],
    ['likeness', LIKENESSES],
    ['found', POPULATION_FLAWS],
    ['found-do', POPULATION_FLAWS],
    ['found-stop', STOPS],
    ['found-stop-do', STOPS],
  ] as const)('has words for every %s', (family, names) => {
    expect(names.filter((name) => texts[`${family}.${name}`] === undefined)).toEqual([]);
  });
});
