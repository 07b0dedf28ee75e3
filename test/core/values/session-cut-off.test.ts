import { describe, expect, it } from '@jest/globals';
import { sessionCutOff, timeOfSessionCutOff, toTheSecond } from '../../../lambdas/core/values/session-cut-off.ts';

const TIME = '2026-01-05T09:00:00Z';
const CONDITION = { DateLessThan: { 'aws:TokenIssueTime': TIME } };
const STATEMENT = { Effect: 'Deny', Action: '*', Resource: '*', Condition: CONDITION };
const policy = (over: object = {}, more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { ...STATEMENT, ...over }, ...more });

describe('the policy that cuts sessions off', () => {
  it('says its time, as it is written here, in AWS’s documentation and by its console', () => {
    const list = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...STATEMENT, Action: ['*'], Resource: ['*'] }],
    });
    const withParts = policy({ Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-01-05T09:00:00.123Z' } } });
    for (const text of [sessionCutOff(TIME), policy(), list, withParts]) expect(timeOfSessionCutOff(text)).toBe(TIME);
    expect(toTheSecond(Date.parse('2026-01-05T09:00:00.999Z'))).toBe(TIME);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '"x"'],
    ['nothing', '{}'],
    ['null', 'null'],
    ['an allowance', policy({ Effect: 'Allow' })],
    ['fewer actions', policy({ Action: ['s3:*'] })],
    ['more than every action', policy({ Action: ['*', 's3:*'] })],
    ['one resource', policy({ Resource: 'arn:aws:s3:::x' })],
    ['what is not an action', policy({ NotAction: '*' })],
    ['a condition more', policy({ Condition: { ...CONDITION, Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })],
    ['a key more', policy({ Condition: { DateLessThan: { ...CONDITION.DateLessThan, 'aws:CurrentTime': TIME } } })],
    ['another operator', policy({ Condition: { DateLessThanIfExists: CONDITION.DateLessThan } })],
    ['no time', policy({ Condition: { DateLessThan: { 'aws:TokenIssueTime': 'soon' } } })],
    ['a day that is none', policy({ Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-13-05T09:00:00Z' } } })],
    ['a statement more', JSON.stringify({ Version: '2012-10-17', Statement: [STATEMENT, STATEMENT] })],
    ['no statement', JSON.stringify({ Version: '2012-10-17', Statement: [] })],
    ['an older language', policy({}, { Version: '2008-10-17' })],
    ['a name', policy({}, { Id: 'x' })],
    ['a broken number', policy({ Sid: 1.5 })],
  ])('is none with %s', (_, text) => {
    expect(timeOfSessionCutOff(text)).toBeUndefined();
  });
});
