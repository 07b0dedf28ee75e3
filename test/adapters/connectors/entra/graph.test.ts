import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import type { Send } from '../../../../lambdas/adapters/https/vendor-http.ts';
import { Secret } from '../../../../lambdas/ports/secret.ts';
import { LocalGraph } from '../../../../local/entra/graph.ts';
import { Tenant } from '../../../../local/entra/tenant.ts';
import { groupNamed, REGISTRATION } from '../../../contracts/endpoints/entra.ts';

const NAME = 'jane@contoso.example';
const shape = z.object({ id: z.string() });

describe('Microsoft Graph', () => {
  let now: number;
  let tenant: Tenant;
  let local: Send;
  let send: Send;
  let clientSecret: string;
  let asked: URL[];
  let graph: Graph;

  beforeEach(() => {
    now = Date.parse('2026-11-20T10:00:00.000Z');
    tenant = new Tenant(() => now);
    tenant.addUser(NAME);
    asked = [];
    clientSecret = REGISTRATION.clientSecret;
    local = new LocalGraph(tenant, REGISTRATION, () => now).handle;
    send = local;
    graph = new Graph({
      application: async () => ({
        tenant: tenant.id,
        clientId: REGISTRATION.clientId,
        clientSecret: new Secret(clientSecret),
      }),
      send: (url, request) => {
        asked.push(url);
        return send(url, request);
      },
      now: () => now,
    });
  });

  const find = () => graph.find(`/users/${NAME}?$select=id`, shape);
  const tokens = (): number => asked.filter(({ host }) => host === 'login.microsoftonline.com').length;

  /** Answers Graph's calls so, and lets the token endpoint as it is. */
  const answering = (answer: () => Response): void => {
    send = async (url, request) => (url.host === 'graph.microsoft.com' ? answer() : local(url, request));
  };

  it('signs in once, and again a minute before the token ends', async () => {
    await find();
    now += 3_530_000;
    await find();
    expect(tokens()).toBe(1);
    now += 10_000;
    await find();
    expect(tokens()).toBe(2);
  });

  it('signs in anew after a token was refused: the next attempt works', async () => {
    await find();
    local = new LocalGraph(tenant, REGISTRATION, () => now).handle;
    send = local;
    await expect(find()).rejects.toMatchObject({ code: 'credentials', retryable: true });
    expect(await find()).toEqual({ id: tenant.find(NAME)?.id });
  });

  it('waits for the operators while the secret of the application is wrong, and takes a new one at once', async () => {
    clientSecret = 'canary-an-old-secret';
    const error = await find().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'credentials', retryable: true });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    clientSecret = REGISTRATION.clientSecret;
    expect(await find()).toEqual({ id: tenant.find(NAME)?.id });
  });

  it('finds nobody under a name that the tenant does not have', async () => {
    expect(await graph.find('/users/nobody', shape)).toBeUndefined();
    await expect(graph.get('/users/nobody', shape)).rejects.toMatchObject({ code: 'not-found', retryable: false });
  });

  const refusals = [
    [400, 'invalid-request', false],
    [403, 'access-denied', false],
    [409, 'conflict', true],
    [412, 'conflict', true],
    [423, 'conflict', true],
    [429, 'throttled', true],
    [503, 'unavailable', true],
  ] as const;
  it.each(refusals)(
    'says what a status %d means, with the code of Graph and never with its words',
    async (status, code, retryable) => {
      answering(() => Response.json({ error: { code: 'Some_Code', message: 'canary in a message' } }, { status }));
      const error = await find().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, retryable });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    },
  );

  it('repeats no code of Graph that is no plain word', async () => {
    answering(() => Response.json({ error: { code: 'canary: 1234', message: '' } }, { status: 400 }));
    await expect(find()).rejects.toThrow('Graph says `no code`');
  });

  it('refuses an answer of another shape, and names the place and never the value', async () => {
    answering(() => Response.json({ id: 12345 }));
    await expect(find()).rejects.toMatchObject({
      code: 'unexpected',
      retryable: false,
      message: expect.stringContaining('at: id'),
    });
  });

  it('reads a list to its last page', async () => {
    const user = tenant.find(NAME);
    const groups = Array.from({ length: 250 }, (_, index) => `group-${index}`);
    Object.assign(user ?? {}, { groups: groups.map(groupNamed) });
    const listed = await graph.list(
      `/users/${NAME}/transitiveMemberOf?$top=100`,
      z.object({ displayName: z.string() }),
    );
    expect(listed.map(({ displayName }) => displayName)).toEqual(groups);
  });

  it('refuses a list without an end, and sends its token to no other host', async () => {
    answering(() => Response.json({ value: [], '@odata.nextLink': 'https://graph.microsoft.com/v1.0/again' }));
    await expect(graph.list('/users', shape)).rejects.toMatchObject({ code: 'list-endless' });
    for (const link of [
      'https://graph.microsoft.com.evil.example/v1.0/x',
      'http://graph.microsoft.com/v1.0/x',
      'nowhere',
    ]) {
      asked = [];
      answering(() => Response.json({ value: [], '@odata.nextLink': link }));
      await expect(graph.list('/users', shape)).rejects.toMatchObject({ code: 'unexpected' });
      expect(asked.map(({ origin }) => origin)).toEqual(['https://graph.microsoft.com']);
    }
  });

  it('counts what is gone already as removed, and tells what is refused now', async () => {
    expect(await graph.remove(`/users/${NAME}/authentication/phoneMethods/none`)).toBeUndefined();
    answering(() => Response.json({ error: { code: 'invalidRequest' } }, { status: 400 }));
    expect(await graph.remove(`/users/${NAME}/authentication/phoneMethods/none`)).toEqual({
      ...{ status: 400, code: 'invalidRequest' },
    });
  });
});
