import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName } from '../lambdas/contract/functions.ts';
import { TOKEN_ROLES } from '../lambdas/contract/roles.ts';
import { ROUTES } from '../lambdas/contract/routes.ts';
import { WRITERS } from '../lambdas/core/audit/families.ts';
import { type Actor, ROLES } from '../lambdas/core/recovery/state/commands.ts';
import { heldParts } from '../lambdas/core/registry/parts.ts';
import { REGISTERED_PARTS } from '../lambdas/core/registry/person.ts';

/** Whatever kind of actor a decision accepts a command from has a way to give it: no rule stands for somebody who can never speak. */

type By = Actor['by'];

/** Who speaks through a function that no route leads to: a task of the state machine, a timer, or an operator by IAM. */
const BESIDE_ROUTES: Readonly<Partial<Record<FunctionName, readonly By[]>>> = {
  bootstrap: ['operator'],
  ...{ assess: ['workflow'], openGate: ['workflow'], execute: ['workflow'], expireStage: ['workflow'] },
  ...{ close: ['workflow'], revoke: ['workflow', 'schedule'], sweeper: ['sweeper', 'workflow'] },
  ...{ directoryLog: ['signal-source'], cloudTrail: ['signal-source'], sync: ['signal-source'] },
};

/** Who signs what comes by a route with a signature. */
const SIGNED_BY: Readonly<Partial<Record<FunctionName, By>>> = {
  ...{ webhook: 'ticket-system', signals: 'signal-source', vendor: 'vendor' },
};

/** Who can speak through a function. Whoever comes without a valid token is recorded as `ticket-system:api`. */
function speakersOf(name: FunctionName): readonly By[] {
  const routes = ROUTES.filter((route) => route.function === name);
  return [
    ...(BESIDE_ROUTES[name] ?? []),
    ...routes.flatMap(({ auth }): readonly By[] => {
      if (auth === 'token') return ['person', 'ticket-system'];
      const signer = SIGNED_BY[name];
      if (auth === 'signature') return signer === undefined ? [] : [signer, 'ticket-system'];
      return ['visitor', 'ticket-system'];
    }),
  ];
}

/** The text of a handler and of everything of the use cases and the API that it imports. */
function textOf(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const imported = [...text.matchAll(/^(?:import|export) (?!type)[^;]*?from '(\.[^']+)';/gms)]
    .map(([, path]) => join(dirname(file), path ?? ''))
    .filter((path) => /lambdas\/(app|http)\//.test(path));
  return [text, ...imported.map((path) => textOf(path, seen))].join('\n');
}

const TEXTS = new Map(
  Object.entries(FUNCTIONS).map(([name, { file }]) => [name, textOf(`lambdas/handlers/${file}.ts`)] as const),
);

interface Way {
  readonly command: string;
  readonly family: string;
  readonly by: By;
}

/** Everything that a family may write for an actor, as the table in core says. */
const waysIn = (writers: Readonly<Record<string, Readonly<Partial<Record<string, readonly By[]>>>>>): readonly Way[] =>
  Object.entries(writers).flatMap(([command, families]) =>
    Object.entries(families).flatMap(([family, actors = []]) => actors.map((by) => ({ command, family, by }))),
  );

/** A function of the family through which such an actor speaks, and which gives that command. */
const functionsFor = ({ command, family, by }: Way): readonly string[] =>
  Object.entries(FUNCTIONS)
    .filter(([name, one]) => one.family === family && speakersOf(name as FunctionName).includes(by))
    .filter(([name]) => new RegExp(`type: '${command}'`).test(TEXTS.get(name) ?? ''))
    .map(([name]) => name);

const unreachable = (ways: readonly Way[]): readonly Way[] => ways.filter((way) => functionsFor(way).length === 0);

describe('every kind of actor that a decision accepts', () => {
  it('is reached by a route, a step of the workflow, a timer, or IAM', () => {
    const ways = waysIn(WRITERS);
    expect(ways.length).toBeGreaterThan(40);
    expect(unreachable(ways)).toEqual([]);
  });

  it.each<Way>([
    { command: 'RaiseThreat', family: 'people', by: 'vendor' },
    { command: 'LowerThreat', family: 'requester', by: 'visitor' },
    { command: 'BootstrapRegistry', family: 'registry', by: 'person' },
    { command: 'StopRecovery', family: 'timers', by: 'sweeper' },
    { command: 'NobodyGivesThis', family: 'people', by: 'person' },
  ])('is found missing where nothing leads to it: $command by $by', (way) => {
    expect(unreachable([way])).toEqual([way]);
  });

  it('is a kind that some command has: no kind of actor is left over', () => {
    const kinds: Readonly<Record<By, true>> = {
      ...{ person: true, 'ticket-system': true, vendor: true, visitor: true, 'signal-source': true },
      ...{ operator: true, workflow: true, schedule: true, sweeper: true },
    };
    expect([...new Set(waysIn(WRITERS).map(({ by }) => by))].sort()).toEqual(Object.keys(kinds).sort());
  });

  it('signs in where it is a person: every role is a group that a token can name, and that the stack makes', () => {
    expect(TOKEN_ROLES).toEqual(ROLES);
    expect(heldParts(ROLES, { parts: REGISTERED_PARTS }).roles).toEqual(ROLES);
  });
});
