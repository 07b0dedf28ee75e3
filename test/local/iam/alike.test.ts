import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { weighed, weighingOf } from '../../../local/iam/alike.ts';
import { type Call, Judge, type Policies } from '../../../local/iam/judge.ts';
import { type Conditions, listOf, type Placed } from '../../../local/iam/statement.ts';
import { keptParts } from '../../../local/start/parts.ts';

const under = (...conditions: readonly Conditions[]): readonly Placed[] =>
  conditions.map((Condition, index) => ({
    ...{ id: `s${index}`, of: 'role' },
    statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition },
  }));

const LEADING = 'dynamodb:LeadingKeys';
const VIEWS = under({ 'ForAllValues:StringLike': { [LEADING]: ['view#*', 'head#?'] }, Null: { [LEADING]: 'false' } });

describe('requests that the policies cannot tell apart', () => {
  const weighing = weighingOf(VIEWS);
  const of = (...keys: readonly string[]) => weighed({ [LEADING]: keys }, weighing);

  it('are those whose values match the same patterns', () => {
    expect(of('view#1')).toBe(of('view#2'));
    expect(of('view#1')).not.toBe(of('head#1'));
    expect(of('head#1')).not.toBe(of('head#10'));
    expect(of('gate#1')).not.toBe(of('view#1'));
  });

  it('are not those of which one has a value more, or none', () => {
    expect(of('view#1', 'gate#1')).not.toBe(of('view#1'));
    expect(of()).not.toBe(of('view#1'));
    expect(weighed({}, weighing)).not.toBe(of());
    expect(weighed({ [LEADING]: 'view#1' }, weighing)).not.toBe(of('view#1'));
  });

  it('differ in no key that no condition names', () => {
    expect(weighed({ 'aws:SourceArn': 'a' }, weighing)).toBe(weighed({ 'aws:SourceArn': 'b' }, weighing));
  });

  it.each<Conditions>([
    { ArnLike: { 'aws:SourceArn': 'a' } },
    { StringEqualsIgnoreCase: { 'aws:SourceArn': 'a' } },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
    { StringLike: { 'aws:SourceArn': '${aws:PrincipalArn}' } },
  ])('are only equal ones under %j', (condition) => {
    const strict = weighingOf(under({ StringLike: { 'aws:SourceArn': '*' } }, condition));
    expect(weighed({ 'aws:SourceArn': 'b' }, strict)).not.toBe(weighed({ 'aws:SourceArn': 'c' }, strict));
  });
});

/** Every condition of the deployment on texts, with values that match it, almost match it, or do not. */
function asked({ identity }: Policies): fc.Arbitrary<Call> {
  const conditions = [...identity].flatMap(([principal, all]) =>
    all.flatMap(({ statement: { Action, Resource, Condition = {} } }) =>
      Object.values(Condition).flatMap((keys) =>
        Object.entries(keys)
          .filter(([key]) => !key.toLowerCase().startsWith('kms:'))
          .map(([key, patterns]) => ({
            ...{ principal, key, patterns: listOf(patterns) },
            ...{ actions: listOf(Action), resources: listOf(Resource) },
          })),
      ),
    ),
  );
  const filled = (pattern: string) =>
    fc.stringMatching(/^[a-z#\n]{0,3}$/).map((text) => pattern.replaceAll('*', text).replaceAll('?', text.slice(0, 1)));
  return fc.constantFrom(...conditions).chain(({ principal, key, patterns, actions, resources }) =>
    fc.record({
      principal: fc.constant(principal),
      action: fc.constantFrom(...actions),
      resource: fc.constantFrom(...resources).map((one) => one.replaceAll('*', 'x')),
      context: fc
        .array(fc.oneof(fc.constantFrom(...patterns).chain(filled), fc.constant('stranger')), { maxLength: 3 })
        .map((values) => ({ [key]: key === LEADING ? values : (values[0] ?? '') })),
    }),
  );
}

describe('a judge who evaluates each kind of request once', () => {
  it('says of every request what one says who has judged nothing before', async () => {
    const { policies } = await keptParts();
    const practised = new Judge(policies);
    await fc.assert(
      fc.asyncProperty(asked(policies), async (call) => {
        const fresh = await new Judge(policies).judge(call).catch((error: Error) => error.message);
        expect(await practised.judge(call).catch((error: Error) => error.message)).toEqual(fresh);
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);
});
