import { HttpsFile } from '../../lambdas/adapters/https/file.ts';
import type { Send } from '../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../lambdas/ports/secret.ts';
import { type FileRow, LocalPeopleFile } from '../../local/people/file.ts';

export const PEOPLE_URL = 'https://hr.example.com/exports/people?format=csv';
const TOKEN = 'canary-token-of-the-export';

/** An HR system without people. */
export const hrSystem = () => new LocalPeopleFile({ url: PEOPLE_URL, authorization: `Bearer ${TOKEN}` });

/** Its file, fetched with a token. */
export const fetched = (send: Send, token = TOKEN): HttpsFile =>
  new HttpsFile({ url: PEOPLE_URL, send, credential: async () => ({ bearer: new Secret(token) }) });

export const filedAs = (who: string, over: FileRow = {}): FileRow => ({
  ...{ account: `cognito:${who}`, kind: 'human', tier: 'standard', environment: 'production', owner: `person:${who}` },
  ...{ connector: 'cognito', target: who, name: who },
  ...over,
});

/** An HR system with two people, whose answers are broken on their way. */
export function brokenFile(breaks: (answer: Response) => Promise<Response> | Response = (answer) => answer) {
  const hr = hrSystem();
  for (const who of ['jane', 'mara']) hr.rows.set(who, filedAs(who));
  const send: Send = async (url, request) => breaks(await hr.handle(url, request));
  return { hr, send };
}
