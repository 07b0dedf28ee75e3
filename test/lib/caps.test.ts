import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, type FunctionName } from '../../lambdas/contract/functions.ts';
import { synthesize } from '../../lib/app.ts';
import { reservedFor } from '../../lib/caps.ts';
import { Deployed } from '../support/deployed.ts';

const functions = Object.keys(FUNCTIONS) as FunctionName[];
/** Lambda leaves at least so many to functions that reserve none. */
const UNRESERVED = 100;
const capped = new Deployed(synthesize({ caps: 20 }));
const reservedIn = (of: Deployed) =>
  functions.flatMap((name) => {
    const { ReservedConcurrentExecutions: reserved } = of.propertiesOf(name);
    return reserved === undefined ? [] : [[name, reserved]];
  });

describe('caps', () => {
  it('are not there unless they are set: a new account can reserve none, and the first deployment would fail', () => {
    expect(reservedIn(new Deployed())).toEqual([]);
  });

  it('cap what is called without a token, and keep executions for whatever ends grants', () => {
    expect(Object.fromEntries(reservedIn(capped))).toEqual({
      ...{ webhook: 20, signals: 20, vendor: 20, openapi: 20 },
      ...{ requesterPage: 20, consolePage: 20, requester: 20, requesterChallenge: 20 },
      ...{ revoke: 20, relay: 20, sweeper: 2 },
    });
  });

  it('at their most leave a quota of 1,000 what Lambda demands, and take what the schema says', () => {
    const sum = (caps: number) => functions.reduce((all, name) => all + (reservedFor(name, caps) ?? 0), 0);
    expect(sum(80) + UNRESERVED).toBeLessThanOrEqual(1_000);
    expect(sum(20) + UNRESERVED).toBe(10 * 20 + 102);
  });

  it('are known to the doctor, and to nobody else', () => {
    expect(functions.filter((name) => 'CAPS' in capped.environmentOf(name))).toEqual(['doctor']);
  });
});
