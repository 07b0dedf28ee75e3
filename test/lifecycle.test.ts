import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  APPROVED,
  ASSESSED,
  confirms,
  EXECUTING,
  GRANTED,
  OPENED,
  PROVED,
  revises,
  revokes,
  step,
} from './support/deeds.ts';
import { anyMove, type Move } from './support/moves.ts';
import { policyThat } from './support/policies.ts';
import {
  decisionOn,
  happened,
  later,
  newWorld,
  RECOVERY,
  recoveryOf,
  registeredAs,
  underPolicy,
  type World,
  worldAfter,
} from './support/specification.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const DIAGRAM = /```mermaid\nstateDiagram-v2\n(.*?)```/s.exec(README)?.[1] ?? '';

const drawn = (): readonly string[] =>
  [...DIAGRAM.matchAll(/(\S+) --> (\w+)/g)].map(([, from = '', to = '']) =>
    `${from === '[*]' ? 'nothing' : from} -> ${to}`.replaceAll('_', '-'),
  );

const stands = (world: World): string =>
  recoveryOf(world)?.status ?? world.state.ended.findLast(({ id }) => id === RECOVERY)?.end ?? 'nothing';

/** Every change of where a recovery stands while this is done. */
function changes(world: World, moves: readonly Move[]): readonly string[] {
  const seen: string[] = [];
  let now = world;
  for (const move of moves) {
    if (typeof move === 'function') now = move(now);
    else {
      const decision = decisionOn(now, move);
      for (const event of decision.accepted ? decision.events : []) {
        const before = stands(now);
        now = happened(now, [event]);
        if (stands(now) !== before) seen.push(`${before} -> ${stands(now)}`);
      }
    }
  }
  return seen;
}

/** Places from which the rest of a life is tried, since few random lives come that far. */
const PASTS = [
  [],
  ...[OPENED, ASSESSED, PROVED, APPROVED, EXECUTING, GRANTED],
  [...GRANTED, later(3600), revokes()],
  [...GRANTED, later(3600), revokes(), step({ type: 'ReportRevocationOverdue', code: 'unavailable' })],
  [...GRANTED, later(3600), revokes(), confirms()],
  [underPolicy(policyThat({ reviewWithin: undefined })), ...GRANTED, later(3600), revokes()],
];

/** What random lives seldom come to: the request is revised when its account has gone. */
const GONE: readonly Move[] = [registeredAs(null), revises(60)];

describe('the picture of a life in the README', () => {
  it('has every change that can happen, and no other', () => {
    const lives = fc.sample(fc.array(anyMove, { minLength: 12, maxLength: 12 }), { seed: 7, numRuns: 2500 });
    const seen = PASTS.flatMap((past) => {
      const world = worldAfter(past, newWorld());
      return [...lives, GONE].flatMap((moves) => changes(world, moves));
    });
    expect([...new Set(seen)].sort()).toEqual([...new Set(drawn())].sort());
  }, 60_000);
});
