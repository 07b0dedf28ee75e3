import type { StaffRecovery } from '../../../lambdas/contract/staff.ts';
import { element } from '../../shared/dom.ts';
import { about, type Language } from '../../shared/language.ts';
import { draw, percent } from '../../shared/svg.ts';
import { type Say, sayOr } from '../texts/texts.ts';

type Entry = StaffRecovery['timeline'][number];

/** The events that begin a stage; a stage lasts until the next one begins. */
const BEGINS: Readonly<Record<string, string>> = {
  RecoveryOpened: 'planning',
  RecoveryAssessed: 'proofing',
  ProofingCompleted: 'approving',
  ApprovalCompleted: 'executing',
  GrantIssued: 'granted',
  RevocationStarted: 'revoking',
  RevocationConfirmed: 'reviewing',
};

/** The events after which nothing is waited for. */
const ENDS: readonly string[] = [
  ...['RecoveryDenied', 'RecoveryRefused', 'RecoveryRejected', 'RecoveryStopped', 'RecoveryExpired', 'RecoveryClosed'],
];

export interface Stage {
  readonly name: string;
  readonly seconds: number;
  /** Its share of the picture. */
  readonly from: number;
  readonly share: number;
}

/** The stages of a recovery in order, until its end or `now`. A minute is not lost beside a day: shares grow with the logarithm. */
export function stagesOf(timeline: readonly Entry[], now: string): readonly Stage[] {
  const marks = timeline.flatMap(({ at, events }) =>
    events.flatMap(({ type }) => {
      const name = Object.hasOwn(BEGINS, type) ? BEGINS[type] : ENDS.includes(type) ? 'end' : undefined;
      return name === undefined ? [] : [{ name, at }];
    }),
  );
  const last = marks.findIndex(({ name }) => name === 'end');
  const stages = (last < 0 ? marks : marks.slice(0, last)).map(({ name, at }, index) => {
    const until = marks[index + 1]?.at ?? now;
    return { name, seconds: Math.max(0, Math.round((Date.parse(until) - Date.parse(at)) / 1000)) };
  });
  const weights = stages.map(({ seconds }) => 1 + Math.log2(1 + seconds));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let from = 0;
  return stages.map((stage, index) => {
    const share = (weights[index] ?? 0) / all;
    from += share;
    return { ...stage, from: from - share, share };
  });
}

interface Drawn {
  readonly say: Say;
  readonly language: Language;
  readonly shown: StaffRecovery;
}

/** How long each stage took, as a picture with its text. */
export function drawnStages({ say, language, shown }: Drawn): readonly Node[] {
  const stages = stagesOf(shown.timeline, new Date().toISOString());
  if (stages.length === 0) return [];
  const texts = stages.map(({ name, seconds }) =>
    say('stage.lasted', { stage: sayOr(say, 'stage', name), time: about(seconds, language) }),
  );
  const bars = stages.map(({ name, from, share }, index) =>
    draw(
      'rect',
      { class: `stage ${name}`, x: percent(from), y: '4', width: percent(share), height: '20' },
      draw('title', {}, texts[index] ?? ''),
    ),
  );
  const label = say('drawn.label', { stages: texts.join(', ') });
  const keys = stages.map(({ name }, index) =>
    element(
      'li',
      {},
      draw('svg', { class: 'key', width: '12', height: '12', 'aria-hidden': 'true' }, keyOf(name)),
      texts[index] ?? '',
    ),
  );
  return [
    draw('svg', { class: 'stages', id: 'drawn', height: '28', role: 'img', 'aria-label': label }, ...bars),
    // The picture is said by the same words.
    element('ul', { class: 'keys', 'aria-hidden': 'true' }, ...keys),
  ];
}

const keyOf = (name: string): SVGElement => draw('rect', { class: `stage ${name}`, width: '12', height: '12' });
