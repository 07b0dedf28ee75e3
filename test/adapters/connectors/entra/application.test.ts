import { describe, expect, it } from '@jest/globals';
import {
  applicationPath,
  isKnownApplication,
  tokenUrlOf,
} from '../../../../lambdas/adapters/connectors/entra/application.ts';
import { GLOBAL_CLOUD } from '../../../../lambdas/adapters/connectors/entra/graph.ts';

const APP = '6f1967b7-0a7e-4e0c-9a43-0d6d6f0f0001';
const URL_OF_TOKENS = tokenUrlOf('a tenant', GLOBAL_CLOUD);

describe('an application of a tenant', () => {
  it('is found in Graph by a client id alone', () => {
    expect(applicationPath(APP)).toBe(`/applications(appId='${APP}')`);
    for (const other of ['', 'no-id', `${APP}')/x`, ` ${APP}`])
      expect(() => applicationPath(other)).toThrow(expect.objectContaining({ code: 'not-found', retryable: false }));
  });

  const asking = async (answer: () => Response) => {
    const sent: string[] = [];
    const send = async (url: URL, { body }: RequestInit) => {
      sent.push(`${url.href} ${String(body)}`);
      return answer();
    };
    const signIn = {
      url: URL_OF_TOKENS,
      cloud: GLOBAL_CLOUD,
      send,
      credential: { client_id: APP, client_secret: 's' },
    };
    return { said: await isKnownApplication(signIn).catch((error: unknown) => error), sent };
  };

  it('is known where the tenant gives it a token for Graph, which nobody keeps', async () => {
    const { said, sent } = await asking(() => Response.json({ access_token: 'canary' }));
    expect(said).toBe(true);
    const scope = 'scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&grant_type=client_credentials';
    expect(sent).toEqual([
      `https://login.microsoftonline.com/a%20tenant/oauth2/v2.0/token client_id=${APP}&client_secret=s&${scope}`,
    ]);
  });

  it.each<[number, unknown]>([
    [401, undefined],
    [400, expect.objectContaining({ code: 'access-denied', retryable: false })],
    [503, expect.objectContaining({ code: 'unavailable', retryable: true })],
  ])('is told apart where the tenant answers %i', async (status, expected) => {
    expect((await asking(() => Response.json({}, { status }))).said).toEqual(expected);
  });
});
