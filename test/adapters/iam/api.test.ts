import { describe, expect, it } from '@jest/globals';
import { IamApi } from '../../../lambdas/adapters/iam/api.ts';
import { type AwsQuery, QueryRefusal } from '../../../lambdas/adapters/iam/query.ts';
import { elementIn } from '../../../lambdas/adapters/iam/xml.ts';

const answering = (answers: readonly (string | QueryRefusal)[]) => {
  const asked: Readonly<Record<string, string>>[] = [];
  const left = [...answers];
  const ask = async (_: string, parameters: Readonly<Record<string, string>>) => {
    asked.push(parameters);
    const answer = left.shift() ?? new QueryRefusal('NoSuchEntity', 404);
    if (answer instanceof QueryRefusal) throw answer;
    return elementIn(answer);
  };
  return { api: new IamApi({ ask } as Pick<AwsQuery, 'ask'> as AwsQuery), asked };
};
const page = (names: readonly string[], marker?: string): string =>
  `<Users>${names.map((name) => `<member><UserName>${name}</UserName></member>`).join('')}</Users>${
    marker === undefined
      ? '<IsTruncated>false</IsTruncated>'
      : `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`
  }`;

describe('the operations of IAM', () => {
  it('answer nothing for what is not there, which whoever needs it is refused for good', async () => {
    expect(await answering([]).api.find('GetUser', { UserName: 'Eve' })).toBeUndefined();
    await expect(answering([]).api.ask('GetUser', {})).rejects.toMatchObject({ code: 'not-found', retryable: false });
    const throttled = answering([new QueryRefusal('Throttling', 400)]).api.find('GetUser', {});
    await expect(throttled).rejects.toMatchObject({ code: 'throttled', retryable: true });
  });

  it('list all pages, from one marker to the next', async () => {
    const { api, asked } = answering([page(['a', 'b'], 'm1'), page(['c'], 'm2'), page(['d'])]);
    const all = await api.all('ListUsers', 'Users', { PathPrefix: '/' });
    expect(all.map(({ children }) => children.get('UserName')?.[0]?.text)).toEqual(['a', 'b', 'c', 'd']);
    expect(asked.map(({ Marker, PathPrefix }) => [PathPrefix, Marker])).toEqual([
      ...[
        ['/', undefined],
        ['/', 'm1'],
        ['/', 'm2'],
      ],
    ]);
  });
});
