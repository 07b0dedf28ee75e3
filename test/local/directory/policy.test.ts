import { describe, expect, it } from '@jest/globals';
import { namedPolicy } from '../../../local/directory/policy.ts';
import { explain } from '../../../local/start/args.ts';

describe('the policy that somebody named', () => {
  it.each(['demo', 'trial', 'default'])('is `%s`, which is shipped', async (name) => {
    expect((await namedPolicy(name)).policy.name).toBe(name);
  });

  it('is none: then it says which ones there are', async () => {
    const error = await namedPolicy('nope').catch((thrown: unknown) => thrown);
    expect(explain(error, { port: 4600, data: null })).toBe(
      'there is no policy `nope`: name `demo`, `trial`, `default` or the path of a policy file',
    );
  });
});
