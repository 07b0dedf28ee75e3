import { createHash } from 'node:crypto';
import { unquoted } from '../../core/values/json-text.ts';
import type { CertificateApi, HeldCertificate, ListedCertificate } from '../../ports/certificate-api.ts';
import { AdapterError } from '../../ports/errors.ts';
import { Secret } from '../../ports/secret.ts';
import type { ApiKeyOptions } from './api-key.ts';
import type { RotatedSystem, Succession } from './rotated-system.ts';
import { RotationError } from './rotation-error.ts';
import { valueParts, withTexts } from './value-texts.ts';

export interface CertificateOptions extends ApiKeyOptions {
  /**
   * Hears, when a certificate ends, of those that have other names: whoever holds the key of one certificate may add others, and they stay.
   */
  readonly onOthers?: (ids: readonly string[]) => void;
}

/** A certificate of a value, with what its issuer knows it by. */
interface Read extends HeldCertificate {
  readonly thumbprint: string;
}

/**
 * A secret that holds a certificate of an application and its private key: JSON with texts in `certificate` and `privateKey`, both PEM. There are two
 * certificates during a rotation. The new one is stored before the issuer is told of it: whatever answer is lost, it is found again by its
 * thumbprint. INVARIANT: no certificate of another name is removed, whatever the value says, and whoever removes one proves it with another one
 * that stays, so the last one is never removed.
 */
export class CertificateSystem implements RotatedSystem {
  readonly #api: CertificateApi;
  readonly #secret: string;
  readonly #options: Required<CertificateOptions>;

  constructor(api: CertificateApi, secret: string, options: CertificateOptions = {}) {
    this.#api = api;
    this.#secret = secret;
    this.#options = { looks: 1, pause: async () => {}, onRevoked: () => {}, onOthers: () => {}, ...options };
  }

  /** Makes the key and the certificate; its issuer does not know it yet. */
  async next(current: Secret): Promise<Secret> {
    if ((await this.#listed(read(current), true)) === undefined)
      throw new RotationError('certificate-missing', 'the application has not the current certificate of the secret');
    const { certificate, privateKey } = await this.#api.make();
    return withTexts(current, { certificate, privateKey: privateKey.reveal() });
  }

  assertSuccessor({ replaced, pending }: Succession): void {
    const [before, after] = [read(replaced), read(pending)];
    if (aroundCertificate(replaced) !== aroundCertificate(pending))
      throw new RotationError('fields-changed', 'the pending value differs in more than its certificate');
    if (before.thumbprint === after.thumbprint || before.privateKey.reveal() === after.privateKey.reveal())
      throw new RotationError('password-unchanged', 'the pending value has the current certificate or its key');
  }

  /**
   * The new certificate is added with a proof by the current one, and tried, before the current one ends: there is always one that works. What
   * nobody knows is removed first.
   */
  async enable(change: Succession): Promise<void> {
    const [current, next] = both(change);
    if ((await this.#listed(next, false)) === undefined) {
      await this.#removeAllBut([current, next], current);
      await this.#api.add(next, current);
    }
    if ((await this.#listed(next, true)) === undefined)
      throw new RotationError('pending-refused', 'the application has no such certificate of this secret');
    if (!(await this.#api.accepts(next)))
      throw new RotationError('pending-refused', 'the application does not get in with the new certificate');
  }

  accepts({ pending }: Succession): Promise<boolean> {
    return this.#api.accepts(read(pending));
  }

  /** With the replaced certificate ends every other one of the secret: a list that was late may have hidden an orphan. */
  async end(change: Succession): Promise<void> {
    const [, next] = both(change);
    const others = (await this.#removeAllBut([next], next)).filter(({ name }) => name !== this.#secret);
    if (others.length > 0) this.#options.onOthers(others.map(({ id }) => id));
  }

  /** No issuer is asked for an end: the next rotation removes the certificate, and that of a grant's end comes by itself. */
  async endAt(change: Succession): Promise<void> {
    const [current, next] = both(change);
    await this.#removeAllBut([current, next], next);
  }

  async restore(change: Succession): Promise<void> {
    const [current, next] = both(change);
    const found = await this.#listed(next, false);
    if (found !== undefined) await this.#remove(found, current);
  }

  /** Returns what was listed before. */
  async #removeAllBut(kept: readonly Read[], proof: Read): Promise<readonly ListedCertificate[]> {
    const listed = await this.#api.list();
    const isKept = ({ thumbprint }: ListedCertificate) => kept.some((one) => one.thumbprint === thumbprint);
    for (const one of listed) if (isKept(one)) this.#assertOwn(one);
    for (const one of listed) if (one.name === this.#secret && !isKept(one)) await this.#remove(one, proof);
    return listed;
  }

  async #remove({ id, thumbprint }: ListedCertificate, proof: Read): Promise<void> {
    await this.#api.remove(id, proof);
    this.#options.onRevoked(id, undefined);
    for (let look = 1; (await this.#listed({ thumbprint }, false)) !== undefined; look += 1) {
      if (look >= this.#options.looks)
        throw new AdapterError('not-read-back', {
          retryable: true,
          message: 'not-read-back: the certificate is still listed',
        });
      await this.#options.pause();
    }
  }

  /** Throws for this certificate under another name. `isAwaited`: a list without it is looked at again. */
  async #listed(wanted: Pick<Read, 'thumbprint'>, isAwaited: boolean): Promise<ListedCertificate | undefined> {
    for (let look = 1; ; look += 1) {
      const found = (await this.#api.list()).find(({ thumbprint }) => thumbprint === wanted.thumbprint);
      if (found !== undefined) this.#assertOwn(found);
      if (found !== undefined || !isAwaited || look >= this.#options.looks) return found;
      await this.#options.pause();
    }
  }

  #assertOwn({ name }: ListedCertificate): void {
    if (name !== this.#secret) throw new RotationError('key-foreign', 'the certificate has not the name of the secret');
  }
}

const both = ({ replaced, pending }: Succession): readonly [Read, Read] => [read(replaced), read(pending)];

/** One certificate, and nothing around it. */
const PEM = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

/** Throws `RotationError`; no error has any part of the value. */
function read(value: Secret): Read {
  const texts = valueParts(value.reveal()).filter(({ kind }) => kind === 'string');
  const { certificate = '', privateKey = '' } = Object.fromEntries(texts.map(({ name, raw }) => [name, unquoted(raw)]));
  const [, encoded = ''] = PEM.exec(certificate) ?? [];
  if (encoded === '' || privateKey === '')
    throw new RotationError('password-missing', 'no texts of a certificate in `certificate` and its `privateKey`');
  const thumbprint = createHash('sha1').update(Buffer.from(encoded, 'base64')).digest('hex');
  return { certificate, privateKey: new Secret(privateKey), thumbprint };
}

/** Everything but the certificate and its key, to compare. */
const aroundCertificate = (value: Secret): string => withTexts(value, { certificate: '', privateKey: '' }).reveal();
