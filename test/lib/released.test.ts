import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS } from '../../lambdas/contract/functions.ts';
import { synthesize } from '../../lib/app.ts';
import { recoveryDefinition } from '../../lib/definition.ts';

interface State {
  readonly Parameters?: { readonly FunctionName: string; readonly Payload: object };
  readonly ResultSelector?: object;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[];
}

/** The definition of the release before this one: executions that began under it go on for days after a deployment (ADR 44). */
const RELEASED = JSON.parse(readFileSync(new URL('./released/definition.json', import.meta.url), 'utf8')) as {
  readonly States: Readonly<Record<string, State>>;
};
const NOW = recoveryDefinition({ partition: 'aws', functionArn: (name) => name }) as unknown as typeof RELEASED;

const called = ({ States }: typeof RELEASED): readonly string[] => [
  ...new Set(
    Object.values(States).flatMap(({ Parameters }) => (Parameters === undefined ? [] : [Parameters.FunctionName])),
  ),
];
/** What each task is given, and each member that is read of its answer: a newer release may read more. */
const callsOf = ({ States }: typeof RELEASED) =>
  Object.values(States).flatMap(({ Parameters, ResultSelector = {} }) =>
    Parameters === undefined
      ? []
      : ['is called', ...Object.entries(ResultSelector)].map((read) => JSON.stringify([Parameters, read])),
  );
const caughtIn = ({ States }: typeof RELEASED): readonly string[] => [
  ...new Set(Object.values(States).flatMap(({ Catch = [] }) => Catch.flatMap(({ ErrorEquals }) => ErrorEquals))),
];

/** Logical ids of the functions that the release before called: a function under another id is another function, and the old one is deleted. */
const DEPLOYED: Readonly<Record<string, string>> = {
  assess: 'FunctionsAssessFunction',
  openGate: 'FunctionsOpenGateFunction',
  execute: 'FunctionsExecuteFunction',
  revoke: 'FunctionsRevokeFunction',
  expireStage: 'FunctionsExpireStageFunction',
  close: 'FunctionsCloseFunction',
};

describe('the release before this one', () => {
  it('is another one: the test is not asleep', () => {
    expect(RELEASED).not.toEqual(JSON.parse(JSON.stringify(NOW)));
  });

  it('calls only functions that stay for this release', () => {
    const { template } = synthesize();
    const functions = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
      Type === 'AWS::Lambda::Function' ? [id.slice(0, -8)] : [],
    );
    expect([...called(RELEASED)].sort()).toEqual(Object.keys(DEPLOYED).sort());
    for (const name of called(RELEASED)) {
      expect(Object.keys(FUNCTIONS)).toContain(name);
      expect(functions).toContain(DEPLOYED[name]);
    }
  });

  it('gives its tasks what the tasks of this one read, and reads of them what they answer', () => {
    expect(callsOf(NOW)).toEqual(expect.arrayContaining(callsOf(RELEASED)));
  });

  it('catches only errors that the tasks of this one still name', () => {
    expect(caughtIn(NOW)).toEqual(expect.arrayContaining([...caughtIn(RELEASED)]));
  });
});
