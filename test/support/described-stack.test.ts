import { describe, expect, it } from '@jest/globals';
import { problem, refusalProblem } from '../../lambdas/app/problem.ts';
import { answerProblem, answerReply } from '../../lambdas/http/answer.ts';
import { mistakeOf } from './described-stack.ts';

const ROUTE = 'POST /recoveries/{id}/stops';

describe('an answer of the API is held against the OpenAPI document', () => {
  it.each([
    ['a problem of this route', ROUTE, answerProblem(problem('json-malformed'), 'c')],
    ['a refusal of this route', ROUTE, answerProblem(refusalProblem({ code: 'wrong-status', facts: {} }), 'c')],
    [
      'a yes',
      ROUTE,
      answerReply(
        { status: 200, body: { recovery: 'r', status: 'stopped', seq: 1, repeated: false, warnings: [] } },
        'c',
      ),
    ],
    ['a greedy path', 'GET /ledger/{account+}', answerProblem(problem('stream-unknown'), 'c')],
    ['a route that is none', 'POST /things', answerProblem(problem('route-unknown'), 'c')],
  ])('finds nothing wrong with %s', (_, route, result) => {
    expect(mistakeOf(route, result)).toBeUndefined();
  });

  it.each([
    [
      'a refusal of other routes',
      answerProblem(refusalProblem({ code: 'digest-mismatch', facts: {} }), 'c'),
      /409.*digest-mismatch/,
    ],
    ['another status', { ...answerProblem(problem('json-malformed'), 'c'), statusCode: 409 }, /409.*json-malformed/],
    ['a yes of another status', answerReply({ status: 202, body: {} }, 'c'), /202/],
    ['a body that lacks a member', answerReply({ status: 200, body: { recovery: 'r' } }, 'c'), /fields-invalid.*\/seq/],
    [
      'a body with one more',
      answerReply(
        { status: 200, body: { recovery: 'r', status: 'stopped', seq: 1, repeated: false, warnings: [], secret: 1 } },
        'c',
      ),
      /other members/,
    ],
  ])('finds %s', (_, result, mistake) => {
    expect(mistakeOf(ROUTE, result)).toMatch(mistake);
  });
});
