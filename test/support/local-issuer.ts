import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HttpServer, startHttp } from '../../local/serve/http/server.ts';
import { issuerKey } from '../../local/serve/issuer.ts';
import { signInProvider } from '../../local/serve/sign-in/provider.ts';

export interface LocalIssuer {
  readonly url: string;
  close(): Promise<void>;
}

/** The local sign-in alone, without the rest of the local system; `page` answers paths beside it. */
export async function localIssuer(
  page: (path: string, url: string) => unknown = () => undefined,
): Promise<LocalIssuer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-sign-in-'));
  const http: HttpServer = await startHttp(0);
  http.serve({
    signIn: await signInProvider(http.url, await issuerKey(folder)),
    authorize: async () => undefined,
    invoke: async (name) => ({ statusCode: 500, body: name }),
    page: (path) => {
      const answer = page(path, http.url);
      return answer === undefined ? undefined : { type: 'application/json', body: JSON.stringify(answer) };
    },
  });
  return {
    url: http.url,
    close: async () => {
      await http.close();
      await rm(folder, { recursive: true });
    },
  };
}
