import { jest } from '@jest/globals';
import { Api } from '../../../../console/staff/model/api.ts';

export interface Answer {
  readonly status?: number;
  readonly body: object;
}

/** An API that answers each path, without its query, with what `answers` has for it, also later; every other path is unknown. */
export function answering(answers: Readonly<Record<string, Answer | Promise<Answer>>>): Api {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (to) => {
    const { status = 200, body } = (await answers[String(to).split('?')[0] ?? '']) ?? { status: 404, body: {} };
    return new Response(JSON.stringify(body), { status });
  });
  return new Api({ token: async () => 'token', name: () => null, signIn: async () => {}, signOut: async () => {} });
}
