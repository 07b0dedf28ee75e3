import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { EntraAppCertificates } from '../../../../lambdas/adapters/connectors/entra/app-certificates.ts';
import { proofOf } from '../../../../lambdas/adapters/connectors/entra/app-proof.ts';
import type { Graph } from '../../../../lambdas/adapters/connectors/entra/graph.ts';
import { canaryOf, certificateAt, publicPart } from '../../../support/certificates.ts';
import { type CertificateIssuer, entraCertificates } from '../../../support/entra-certificates.ts';

const SECRET = 'prod/crm/certificate';
const NOW = Date.parse('2026-01-05T09:00:00Z');

describe('the certificates of an app of Entra', () => {
  let issuer: CertificateIssuer;
  beforeEach(async () => {
    issuer = await entraCertificates(SECRET, 0);
  });

  it('are listed, made, added, let the app in, and removed, again too', async () => {
    const { api, first } = issuer;
    const thumbprintOf = (pem: string) => new X509Certificate(pem).fingerprint.replaceAll(':', '').toLowerCase();
    expect(await api.list()).toEqual([{ id: first.id, name: SECRET, thumbprint: thumbprintOf(first.certificate) }]);
    const made = await api.make();
    expect(issuer.count()).toBe(1);
    await api.add(made, first);
    expect((await api.list())[1]).toMatchObject({ name: SECRET, thumbprint: thumbprintOf(made.certificate) });
    expect([await api.accepts(made), await api.accepts(first)]).toEqual([true, true]);
    await api.remove(first.id, made);
    await api.remove(first.id, made);
    expect(issuer.valid()).toEqual([publicPart(made.certificate)]);
    await expect(api.accepts(first)).rejects.toMatchObject({ code: 'key-not-yet-valid', retryable: true });
  });

  it('are waited for where they are not known everywhere yet, as who signs in and as who proves', async () => {
    const late = await entraCertificates(SECRET, 9_000);
    const made = await late.api.make();
    await late.api.add(made, late.first);
    expect(await late.api.accepts(made)).toBe(true);
    const third = await late.api.make();
    await late.api.add(third, made);
    await late.api.remove(late.first.id, third);
    expect(late.valid()).toEqual([made, third].map(({ certificate }) => publicPart(certificate)));
  });

  it('are left alone where the app does not say that they are the secret’s', async () => {
    issuer.isBound(false);
    const { api, first } = issuer;
    const refused = { code: 'key-foreign', retryable: false };
    await expect(api.list()).rejects.toMatchObject(refused);
    await expect(api.add(await api.make(), first)).rejects.toMatchObject(refused);
    await expect(api.remove(first.id, first)).rejects.toMatchObject(refused);
    expect(issuer.count()).toBe(1);
  });

  it('are not changed by whoever has no key of one of them, whatever else they may do', async () => {
    const { api, first } = issuer;
    const stranger = await certificateAt(7);
    const made = await api.make();
    for (const work of [() => api.add(made, stranger), () => api.remove(first.id, stranger), () => api.add(made, made)])
      await expect(work()).rejects.toMatchObject({ code: 'key-not-yet-valid', retryable: true });
    expect(issuer.valid()).toEqual([publicPart(first.certificate)]);
  });

  it('are not changed with the key of one that has ended', async () => {
    const { api, first, clock } = issuer;
    const made = await api.make();
    clock.at = Date.parse('2027-01-02T00:00:00Z');
    await expect(api.add(made, first)).rejects.toMatchObject({ code: 'key-not-yet-valid' });
    expect(issuer.count()).toBe(1);
  });

  it('are found by what the portal wrote, by what Graph wrote, and by what is shown of one', async () => {
    const { api } = issuer;
    const [der, thumbprint] = [
      publicPart(issuer.first.certificate),
      new X509Certificate(issuer.first.certificate).fingerprint,
    ];
    const hex = thumbprint.replaceAll(':', '');
    const listedAs = async (shown: object) => {
      const own = { keyId: 'id', displayName: SECRET, type: 'AsymmetricX509Cert', usage: 'Verify', ...shown };
      issuer.instead = (call) =>
        call.startsWith('GET') ? Response.json({ id: 'app', keyCredentials: [own] }) : undefined;
      return (await api.list()).map((one) => one.thumbprint);
    };
    for (const shown of [
      { customKeyIdentifier: hex },
      { customKeyIdentifier: Buffer.from(hex, 'hex').toString('base64'), key: null },
      { customKeyIdentifier: 'AAAA', key: der },
    ])
      expect(await listedAs(shown)).toEqual([hex.toLowerCase()]);
    expect(await listedAs({ customKeyIdentifier: null })).toEqual(['']);
    // What signs tokens, and what is no certificate, is none of ours.
    await expect(listedAs({ usage: 'Sign' })).rejects.toMatchObject({ code: 'key-foreign' });
  });

  it('are refused for good where the issuer denies it, and later where it is busy or refuses us', async () => {
    const answer = (status: number) => {
      issuer.instead = (call) =>
        call.endsWith('/token') ? undefined : Response.json({ error: { code: 'Some_Code' } }, { status });
    };
    answer(403);
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'access-denied', retryable: false });
    answer(503);
    await expect(issuer.api.list()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    answer(401);
    await expect(issuer.api.add(issuer.first, issuer.first)).rejects.toMatchObject({ code: 'credentials' });
  });

  it('say nothing of whether one works while the application may not sign in', async () => {
    issuer.instead = (call) =>
      call.endsWith('/token') ? Response.json({ error: 'unauthorized_client' }, { status: 400 }) : undefined;
    await expect(issuer.api.accepts(issuer.first)).rejects.toMatchObject({ code: 'access-denied', retryable: false });
  });
});

describe('a certificate of an application of Entra', () => {
  it.each(['no-id', "00000000-0000-4000-8000-000000000000')/x", ''])(
    'is asked for by a client id alone, not by `%s`',
    async (app) => {
      const [graph, make] = [{} as Graph, () => certificateAt(0)];
      const api = new EntraAppCertificates({ tenant: randomUUID(), app, secret: SECRET, graph, make });
      await expect(api.list()).rejects.toMatchObject({ code: 'not-found', retryable: false });
    },
  );

  it('has an end a year after its beginning, which is a little before now', async () => {
    const asked: unknown[] = [];
    const make = async (terms: unknown) => {
      asked.push(terms);
      return certificateAt(1);
    };
    const app = randomUUID();
    const options = { tenant: randomUUID(), app, secret: SECRET, graph: {} as Graph, make, now: () => NOW };
    await new EntraAppCertificates(options).make();
    const from = new Date('2026-01-05T08:55:00Z');
    expect(asked).toEqual([{ subject: app, from, until: new Date('2027-01-05T08:55:00Z') }]);
  });

  it('is sent without its key, with a proof by another one, and for nothing but its name', async () => {
    const sent: unknown[] = [];
    const graph = {
      find: async () => ({
        ...{ id: 'object-id' },
        keyCredentials: [{ keyId: 'id', displayName: SECRET, type: 'AsymmetricX509Cert', usage: 'Verify' }],
      }),
      post: async (...call: readonly unknown[]) => sent.push(call.slice(0, 2)),
    } as unknown as Graph;
    const [first, second, app] = [await certificateAt(0), await certificateAt(1), randomUUID()];
    const options = { tenant: randomUUID(), app, secret: SECRET, graph, make: () => certificateAt(1), now: () => NOW };
    await new EntraAppCertificates(options).add(second, first);
    const key = publicPart(second.certificate);
    const keyCredential = { type: 'AsymmetricX509Cert', usage: 'Verify', key, displayName: SECRET };
    expect(sent).toEqual([
      [`/applications(appId='${app}')/addKey`, { keyCredential, passwordCredential: null, proof: expect.any(String) }],
    ]);
    for (const held of [first, second]) expect(JSON.stringify(sent)).not.toContain(canaryOf(held));
  });
});

describe('the stand-in of Graph', () => {
  it.each<[string, (proof: SignJWT, issuer: CertificateIssuer) => SignJWT]>([
    ['for another audience', (proof) => proof.setAudience('00000003-0000-0000-c000-000000000000')],
    ['of another application', (proof) => proof.setIssuer(randomUUID())],
    ['by its client id', (proof, { app }) => proof.setIssuer(app.appId)],
    ['that has ended', (proof) => proof.setNotBefore(NOW / 1000 - 700).setExpirationTime(NOW / 1000 - 100)],
    ['that has not begun', (proof) => proof.setNotBefore(NOW / 1000 + 60)],
    ['that lives longer', (proof) => proof.setExpirationTime(NOW / 1000 + 3_600)],
  ])('refuses a proof %s', async (_, change) => {
    const issuer = await entraCertificates(SECRET, 0);
    const [second, key] = [await certificateAt(1), await importable(issuer)];
    const sound = new SignJWT({})
      .setProtectedHeader(key.header)
      .setAudience('00000002-0000-0000-c000-000000000000')
      .setIssuer(issuer.app.id)
      .setNotBefore(NOW / 1000 - 60)
      .setExpirationTime(NOW / 1000 + 540);
    const keyCredential = { type: 'AsymmetricX509Cert', usage: 'Verify', key: publicPart(second.certificate) };
    const add = async (proof: SignJWT) =>
      issuer.graph.post(
        `/applications(appId='${issuer.app.appId}')/addKey`,
        { keyCredential, passwordCredential: null, proof: await proof.sign(key.key) },
        z.unknown(),
      );
    await expect(add(change(sound, issuer))).rejects.toMatchObject({ code: 'credentials' });
    expect(issuer.count()).toBe(1);
  });
});

async function importable({ first }: CertificateIssuer) {
  const { kid = '', x5t = '' } = decodeProtectedHeader(await proofOf(first, 'x', NOW));
  return { key: createPrivateKey(first.privateKey.reveal()), header: { alg: 'RS256', typ: 'JWT', kid, x5t } as const };
}
