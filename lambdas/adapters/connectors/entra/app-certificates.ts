import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { CertificateApi, HeldCertificate, ListedCertificate } from '../../../ports/certificate-api.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { answeredInTime, LOOKS, type Looks } from '../../https/late-key.ts';
import type { Send } from '../../https/vendor-http.ts';
import { clientAssertionOf, encodedCertificate, proofOf } from './app-proof.ts';
import { applicationPath, isKnownApplication, refusedByEntra, tokenUrlOf } from './application.ts';
import { type EntraCloud, GLOBAL_CLOUD, type Graph } from './graph.ts';

export interface EntraAppCertificatesOptions {
  readonly tenant: string;
  /** The client id of the application whose certificates these are. */
  readonly app: string;
  /** The name of the secret that holds one of them. */
  readonly secret: string;
  readonly graph: Graph;
  /** Makes a key pair and its certificate. */
  readonly make: (terms: {
    readonly subject: string;
    readonly from: Date;
    readonly until: Date;
  }) => Promise<HeldCertificate>;
  readonly cloud?: EntraCloud;
  readonly send?: Send;
  readonly now?: () => number;
  readonly late?: Looks;
}

/** Entra takes no certificate that lives longer than a year from its beginning. */
const LIFE_MS = 365 * 86_400_000;
/** A certificate begins so long before it is made: clocks differ. */
const EARLY_MS = 300_000;

const OURS = { type: 'AsymmetricX509Cert', usage: 'Verify' } as const;

const keyShape = z.object({
  ...{ keyId: z.string(), type: z.nullish(z.string()), usage: z.nullish(z.string()) },
  ...{ displayName: z.nullish(z.string()), key: z.nullish(z.string()), customKeyIdentifier: z.nullish(z.string()) },
});
const applicationShape = z.object({ id: z.string(), keyCredentials: z.array(keyShape) });

/**
 * The certificates of an application of the tenant (https://learn.microsoft.com/graph/api/application-addkey, `application-removekey`): several
 * can be valid at once, each has a name and an end. One is added or removed with a proof by the key of another: the application that changes
 * others cannot do it alone. INVARIANT: an application that has none of the secret's own name gets none: whoever tags secrets, and does not own
 * the application, cannot aim a rotation at it.
 */
export class EntraAppCertificates implements CertificateApi {
  readonly #options: Required<EntraAppCertificatesOptions>;

  constructor(options: EntraAppCertificatesOptions) {
    this.#options = { cloud: GLOBAL_CLOUD, send: fetch, now: Date.now, late: LOOKS, ...options };
  }

  async list(): Promise<readonly ListedCertificate[]> {
    return (await this.#application()).listed;
  }

  make(): Promise<HeldCertificate> {
    const from = this.#options.now() - EARLY_MS;
    return this.#options.make({ subject: this.#options.app, from: new Date(from), until: new Date(from + LIFE_MS) });
  }

  /** Without its key: `key` is the certificate alone. Its thumbprint is its `customKeyIdentifier`, as Graph has it where nobody says another. */
  add(added: HeldCertificate, proof: HeldCertificate): Promise<void> {
    const keyCredential = { ...OURS, key: encodedCertificate(added), displayName: this.#options.secret };
    return this.#change('addKey', { keyCredential, passwordCredential: null }, proof);
  }

  /** Graph refuses to remove a certificate that is gone: what it lists decides. */
  async remove(keyId: string, proof: HeldCertificate): Promise<void> {
    if ((await this.list()).some(({ id }) => id === keyId)) await this.#change('removeKey', { keyId }, proof);
  }

  /** By a token that the application gets with it, which nobody keeps. */
  async accepts(held: HeldCertificate): Promise<boolean> {
    const { tenant, app, cloud, send, now, late } = this.#options;
    const url = tokenUrlOf(tenant, cloud);
    return answeredInTime(late, async () => {
      const credential = {
        ...{ client_id: app, client_assertion: await clientAssertionOf(held, { app, url, now: now() }) },
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      };
      return isKnownApplication({ url, cloud, send, credential });
    });
  }

  /**
   * A certificate that is new proves nothing to a server that does not know it yet: that is tried again for a while. The list has just been read with
   * the same token, so a `401` is about the proof.
   */
  async #change(verb: 'addKey' | 'removeKey', asked: object, held: HeldCertificate): Promise<void> {
    const { app, graph, now, late } = this.#options;
    await answeredInTime(late, async (): Promise<true | undefined> => {
      const { id } = await this.#application();
      const proof = await proofOf(held, id, now());
      try {
        await graph.post(`${applicationPath(app)}/${verb}`, { ...asked, proof }, z.unknown());
        return true;
      } catch (error) {
        if (error instanceof AdapterError && error.code === 'credentials') return undefined;
        throw error;
      }
    });
  }

  async #application(): Promise<{ readonly id: string; readonly listed: readonly ListedCertificate[] }> {
    const { app, secret, graph } = this.#options;
    const found = await graph.find(`${applicationPath(app)}?$select=id,keyCredentials`, applicationShape);
    if (found === undefined) throw refusedByEntra('not-found', 'the tenant has no such application');
    const listed = found.keyCredentials.filter(isCertificate).map((one) => ({
      ...{ id: one.keyId, name: one.displayName ?? '', thumbprint: thumbprintIn(one) },
    }));
    if (listed.some(({ name }) => name === secret)) return { id: found.id, listed };
    throw refusedByEntra('key-foreign', 'the application has no certificate with the name of the secret');
  }
}

type Key = z.output<typeof keyShape>;

const isCertificate = ({ type, usage }: Key): boolean => type === OURS.type && usage === OURS.usage;

/** Of the certificate itself, where Graph shows it. The identifier is in hex where the portal wrote it, and in base64 else; somebody may have said another. */
function thumbprintIn({ key, customKeyIdentifier: named }: Key): string {
  if (typeof key === 'string') return createHash('sha1').update(Buffer.from(key, 'base64')).digest('hex');
  if (typeof named !== 'string') return '';
  return /^[0-9a-f]{40}$/i.test(named) ? named.toLowerCase() : Buffer.from(named, 'base64').toString('hex');
}
