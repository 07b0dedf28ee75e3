import { X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CertificateSystem } from '../../../lambdas/app/workflow/certificate.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { canaryOf, certificateAt, membersOf, publicPart } from '../../support/certificates.ts';
import { type CertificateIssuer, entraCertificates } from '../../support/entra-certificates.ts';

const SECRET = 'prod/crm/certificate';

/** The value of a secret with a certificate, and what is around it. */
const valueWith = async (index: number, over: object = {}): Promise<Secret> =>
  new Secret(JSON.stringify({ team: 'crm', ...membersOf(await certificateAt(index)), ...over }));

describe('a secret that holds a certificate of an application', () => {
  let issuer: CertificateIssuer;
  let others: (readonly string[])[];
  let system: CertificateSystem;
  let first: Secret;
  beforeEach(async () => {
    issuer = await entraCertificates(SECRET, 0);
    others = [];
    const onOthers = (ids: readonly string[]) => void others.push(ids);
    system = new CertificateSystem(issuer.api, SECRET, { looks: 3, pause: issuer.pause, onOthers });
    first = await valueWith(0);
  });

  const next = async () => ({ replaced: first, pending: await system.next(first) });

  it('is made before its application is told of it: a certificate whose answer was lost is the same one', async () => {
    const change = await next();
    expect(issuer.count()).toBe(1);
    await system.enable(change);
    await system.enable(change);
    expect(issuer.valid()).toHaveLength(2);
    await system.end(change);
    await system.end(change);
    const { certificate } = JSON.parse(change.pending.reveal()) as { readonly certificate: string };
    expect(issuer.valid()).toEqual([publicPart(certificate)]);
    expect(others).toEqual([]);
  });

  it('leaves certificates of other names, and whoever looks afterwards hears of them', async () => {
    const stranger = new X509Certificate((await certificateAt(6)).certificate);
    const { keyId } = issuer.apps.addCertificate(issuer.app, stranger, 'of somebody else');
    const change = await next();
    await system.enable(change);
    await system.end(change);
    expect(issuer.valid()).toContain(stranger.raw.toString('base64'));
    expect([issuer.count(), others]).toEqual([2, [[keyId]]]);
  });

  it('is not replaced where its application has not the current one, which could prove nothing', async () => {
    await expect(system.next(await valueWith(5))).rejects.toMatchObject({ code: 'certificate-missing' });
    expect(issuer.count()).toBe(1);
  });

  it('is neither added nor removed where the certificate of the value has another name', async () => {
    const foreign = new X509Certificate((await certificateAt(5)).certificate);
    issuer.apps.addCertificate(issuer.app, foreign, 'by hand');
    await expect(system.next(await valueWith(5))).rejects.toMatchObject({ code: 'key-foreign' });
    const change = { replaced: first, pending: await valueWith(5) };
    for (const work of [() => system.enable(change), () => system.end(change), () => system.restore(change)])
      await expect(work()).rejects.toMatchObject({ code: 'key-foreign' });
    expect(issuer.count()).toBe(2);
  });

  it('is never removed as the last one: whoever removes it proves that another one stays', async () => {
    const change = { replaced: first, pending: await valueWith(5) };
    await expect(system.end(change)).rejects.toMatchObject({ code: 'key-not-yet-valid' });
    expect(issuer.valid()).toEqual([publicPart(issuer.first.certificate)]);
  });

  it('is not taken for removed where it is still listed', async () => {
    const change = await next();
    await system.enable(change);
    const { certificates } = issuer.app;
    // Graph accepts the removal, and its list goes on showing it.
    issuer.instead = (call) => (call.endsWith('/removeKey') ? new Response(null, { status: 204 }) : undefined);
    await expect(system.end(change)).rejects.toMatchObject({ code: 'not-read-back', retryable: true });
    expect(issuer.app.certificates).toBe(certificates);
  });

  it.each<[string, string, object]>([
    ['no certificate', 'password-missing', { certificate: '' }],
    ['two certificates', 'password-missing', { certificate: 'twice' }],
    ['no key', 'password-missing', { privateKey: '' }],
    ['no text as a key', 'password-missing', { privateKey: 7 }],
  ])('is not replaced where the value has %s', async (_, code, over) => {
    const { certificate } = issuer.first;
    const said =
      'certificate' in over && over.certificate === 'twice' ? { certificate: certificate + certificate } : over;
    await expect(system.next(await valueWith(0, said))).rejects.toMatchObject({ code });
  });

  it('is refused as a successor that differs in more, or in less', async () => {
    const second = membersOf(await certificateAt(1));
    const pendings: readonly [object, string][] = [
      [{ ...second, team: 'attackers' }, 'fields-changed'],
      [{}, 'password-unchanged'],
      [{ certificate: second.certificate }, 'password-unchanged'],
      [{ privateKey: second.privateKey }, 'password-unchanged'],
    ];
    for (const [over, code] of pendings) {
      const pending = await valueWith(0, over);
      expect(() => system.assertSuccessor({ replaced: first, pending })).toThrow(expect.objectContaining({ code }));
    }
    expect(() => system.assertSuccessor({ replaced: first, pending: first })).toThrow(/password-unchanged/);
  });

  it('shows its private key in no call and in no answer', async () => {
    const seen: string[] = [];
    const recorded = await entraCertificates(SECRET, 0);
    recorded.hears = (url, { headers, body }) => {
      seen.push(url.href, JSON.stringify([...new Headers(headers)]), decodeURIComponent(String(body)));
    };
    const under = new CertificateSystem(recorded.api, SECRET, { looks: 3, pause: recorded.pause });
    const change = { replaced: first, pending: await under.next(first) };
    await under.enable(change);
    expect(await under.accepts(change)).toBe(true);
    await under.end(change);
    expect(seen.some((one) => one.includes('addKey'))).toBe(true);
    for (const index of [0, 1]) expect(seen.join('\n')).not.toContain(canaryOf(await certificateAt(index)));
    expect(JSON.stringify(recorded.app)).not.toContain('PRIVATE KEY');
  });
});
