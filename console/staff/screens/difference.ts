import type { StaffChanges } from '../../../lambdas/contract/overviews.ts';
import type { StaffApprovalLeaf, StaffProofLeaf, StaffRequirement } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { lasting } from '../../shared/language.ts';
import type { Model } from '../model/model.ts';
import { approvalInWords, proofInWords } from '../parts/plan.ts';
import { type Key, sayOr } from '../texts/texts.ts';

type Group = StaffChanges['differences'][number];
type Telling = Pick<Model, 'say' | 'language'>;

const DIRECTIONS = ['weaker', 'different', 'stricter'] as const;

/** Everything that a proposed policy changes, what becomes weaker first, for whoever reads it before they confirm it. */
export function differenceCards(telling: Telling, difference: StaffChanges): readonly Node[] {
  const { say } = telling;
  const { weaker, stricter, different, requests, from, differences, ages } = difference;
  const counts = say(from === null ? 'difference.first' : 'difference.counts', {
    weaker,
    stricter,
    different,
    requests,
  });
  const parts = DIRECTIONS.flatMap((direction) => {
    const some = differences.filter((one) => one.direction === direction);
    const old = ages.filter((one) => one.direction === direction);
    if (some.length + old.length === 0) return [];
    return [
      element('h3', { class: direction === 'weaker' ? 'bad' : '' }, say(`difference.${direction}` as Key)),
      element(
        'ul',
        { class: 'entries', id: `difference-${direction}` },
        ...old.map((one) => ageOf(one, telling)),
        ...some.map((one) => groupOf(one, telling)),
      ),
    ];
  });
  const shown = differences.length + ages.length;
  const isCut = weaker + stricter + different > shown;
  return [
    element('p', { id: 'difference-counts', class: weaker > 0 ? 'bad' : '' }, counts),
    ...parts,
    ...(isCut ? [element('p', { class: 'hint' }, say('difference.cut', { shown }))] : []),
  ];
}

function ageOf({ of, before, after }: StaffChanges['ages'][number], { say, language }: Telling): Node {
  const spelled = (one: number | string): string => (typeof one === 'string' ? one : lasting(one, language));
  const [was, becomes] = [spelled(before), spelled(after)];
  if (of === 'contain') return element('li', {}, say('difference.contain', { was, becomes }));
  if (of === 'directory') return element('li', {}, say('difference.directory', { was, becomes }));
  return element('li', {}, say('difference.age', { of: sayOr(say, 'age', of), was, becomes }));
}

/** One group of requests: which ones, and each thing that changes for them. */
function groupOf({ where, requests, changes }: Group, telling: Telling): Node {
  const { say } = telling;
  const rows = changes.flatMap(({ dimension, before, after }) => [
    element('dt', {}, sayOr(say, 'dimension', dimension)),
    element('dd', {}, `${valueIn(before, dimension, telling)} → ${valueIn(after, dimension, telling)}`),
  ]);
  return element(
    'li',
    { class: 'group' },
    element('strong', {}, whereIn(where, telling)),
    element('span', { class: 'hint' }, say('difference.requests', { count: requests })),
    element('dl', {}, ...rows),
  );
}

/** Which requests: what is not named is any. */
function whereIn(where: Group['where'], { say }: Telling): string {
  const parts = Object.entries(where).map(([name, values]) => {
    const words = values.map((value) => sayOr(say, name, value)).join(` ${say('plan.or')} `);
    return `${sayOr(say, 'where', name)}: ${words}`;
  });
  return parts.length === 0 ? say('difference.every') : parts.join(', ');
}

const SECONDS: readonly string[] = [
  'coolingOff',
  'proofWindow',
  'approvalWindow',
  'workWindow',
  'grant',
  'reviewWithin',
];

/** The part of an answer that a change concerns. */
export function valueIn(value: unknown, dimension: string, { say, language }: Telling): string {
  if (value === null && dimension !== 'reviewWithin') return say('difference.denied');
  if (value === null) return '–';
  if (dimension === 'verdict') return sayOr(say, 'verdict', String(value));
  if (SECONDS.includes(dimension)) return lasting(Number(value), language);
  if (dimension === 'proofs') {
    const { proofs, barred } = value as {
      readonly proofs: readonly StaffRequirement<StaffProofLeaf>[];
      readonly barred: readonly string[];
    };
    const words = proofs.map((one) => proofInWords(one, say)).join('; ');
    const names = barred.map((one) => sayOr(say, 'method', one)).join(', ');
    return names === '' ? words : say('difference.barred', { words, names });
  }
  if (dimension === 'approvals')
    return (value as readonly StaffRequirement<StaffApprovalLeaf>[]).map((one) => approvalInWords(one, say)).join('; ');
  if (typeof value === 'boolean') return say(value ? 'difference.yes' : 'difference.no');
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(named).join('; ');
  return String(value);
}

/** An exception by its name; everything else in such a list is a word. */
const named = (one: unknown): string =>
  typeof one === 'object' && one !== null && 'exception' in one ? String(one.exception) : String(one);
