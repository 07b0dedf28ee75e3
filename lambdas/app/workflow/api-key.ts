import { unquoted } from '../../core/values/json-text.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { IssuedKey, KeyApi, KeyUse, ListedKey } from '../../ports/key-api.ts';
import { Secret } from '../../ports/secret.ts';
import type { RotatedSystem, Succession } from './rotated-system.ts';
import { RotationError } from './rotation-error.ts';
import { valueParts, withTexts } from './value-texts.ts';

/**
 * Between a secret's name and a version. No name of a secret has it (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html),
 * so no key of `prod/maps/admin` looks like one of `prod/maps`.
 */
const SEPARATOR = ':';

export interface ApiKeyOptions {
  /** How often a list is read that does not show the last change yet; once by default. */
  readonly looks?: number;
  /** What is waited between two looks. */
  readonly pause?: () => Promise<void>;
  /** Hears of each key that is revoked, and when it was used last, where the issuer knows it. */
  readonly onRevoked?: (id: string, lastUse: KeyUse | undefined) => void;
}

/**
 * A secret that is a key of an issuer: JSON with texts in `keyId` and `key`. There are two keys during a rotation. Its keys carry the
 * secret's name, alone or with a version after a `:`. INVARIANT: no key of another name is revoked, whatever the value says.
 */
export class ApiKeySystem implements RotatedSystem {
  readonly #api: KeyApi;
  readonly #secret: string;
  readonly #options: Required<ApiKeyOptions>;

  constructor(api: KeyApi, secret: string, options: ApiKeyOptions = {}) {
    this.#api = api;
    this.#secret = secret;
    this.#options = { looks: 1, pause: async () => {}, onRevoked: () => {}, ...options };
  }

  /** Makes the key. One that an earlier attempt made, and whose answer was lost, is revoked first: nobody knows it. */
  async next(current: Secret, version: string): Promise<Secret> {
    const held = read(current);
    await this.#assertHeld(held);
    await this.#revokeAllBut([held.id]);
    const made = await this.#api.create(`${this.#secret}${SEPARATOR}${version}`);
    return withTexts(current, { keyId: made.id, key: made.key.reveal() });
  }

  assertSuccessor({ replaced, pending }: Succession): void {
    const [before, after] = [read(replaced), read(pending)];
    if (aroundKey(replaced) !== aroundKey(pending))
      throw new RotationError('fields-changed', 'the pending value differs in more than its key');
    if (before.id === after.id || before.key.reveal() === after.key.reveal())
      throw new RotationError('password-unchanged', 'the pending value has the current key');
  }

  /**
   * It is valid since it was made. That it is the secret's own and lets a consumer in is read back before the one before it ends: there is
   * always one that works.
   */
  async enable({ pending }: Succession): Promise<void> {
    const key = read(pending);
    if (!(await this.#isListed(key.id, true)))
      throw new RotationError('pending-refused', 'the issuer lists no such key of this secret');
    if (!(await this.#api.accepts(key)))
      throw new RotationError('pending-refused', 'the issuer does not know the new key');
  }

  accepts({ pending }: Succession): Promise<boolean> {
    return this.#api.accepts(read(pending));
  }

  /** With the replaced key ends every other one of the secret: a list that was late may have hidden an orphan. */
  async end({ replaced, pending }: Succession): Promise<void> {
    await this.#revoke(read(replaced).id);
    await this.#revokeAllBut([read(pending).id]);
  }

  /** No issuer is asked for an end: the next rotation revokes the key, and that of a grant's end comes by itself. */
  async endAt({ replaced, pending }: Succession): Promise<void> {
    await this.#revokeAllBut([read(replaced).id, read(pending).id]);
  }

  restore({ pending }: Succession): Promise<void> {
    return this.#revoke(read(pending).id);
  }

  /**
   * A wrong id in the value would end the key that is in use. So a key that lets a consumer in, and is not listed by its id, is no reason to end
   * the others; one that does not has ended already.
   */
  async #assertHeld(held: IssuedKey): Promise<void> {
    await this.#api.assertMatching?.(held);
    const listed = await this.#api.list();
    if (listed.some(({ id }) => id === held.id) || !listed.some(({ name }) => this.#isOwn(name))) return;
    if (await this.#opens(held))
      throw new RotationError('key-mismatched', 'the key of the value works, and none is listed with its id');
  }

  async #opens(held: IssuedKey): Promise<boolean> {
    try {
      return await this.#api.accepts(held);
    } catch (error) {
      if (error instanceof AdapterError && error.code === 'key-not-yet-valid') return false;
      throw error;
    }
  }

  async #revokeAllBut(kept: readonly string[]): Promise<void> {
    const listed = await this.#api.list();
    for (const one of listed) if (kept.includes(one.id)) this.#assertOwn(one);
    for (const { id, name } of listed) if (this.#isOwn(name) && !kept.includes(id)) await this.#revoke(id);
  }

  async #revoke(id: string): Promise<void> {
    if (!(await this.#isListed(id, false))) return;
    // Whoever takes access away does not wait for what is only told.
    const lastUse = await this.#api.lastUse?.(id).catch(() => undefined);
    await this.#api.revoke(id);
    this.#options.onRevoked(id, lastUse);
    if (await this.#isStillListed(id))
      throw new AdapterError('not-read-back', { retryable: true, message: 'not-read-back: the key is still listed' });
  }

  async #isStillListed(id: string): Promise<boolean> {
    for (let look = 1; ; look += 1) {
      if (!(await this.#isListed(id, false))) return false;
      if (look >= this.#options.looks) return true;
      await this.#options.pause();
    }
  }

  /** Throws for a key of this id that belongs to somebody else. `isAwaited`: a list without it is looked at again. */
  async #isListed(wanted: string, isAwaited: boolean): Promise<boolean> {
    for (let look = 1; ; look += 1) {
      const found = (await this.#api.list()).find(({ id }) => id === wanted);
      this.#assertOwn(found);
      if (found !== undefined) return true;
      if (!isAwaited || look >= this.#options.looks) return false;
      await this.#options.pause();
    }
  }

  #assertOwn(found: ListedKey | undefined): void {
    if (found !== undefined && !this.#isOwn(found.name))
      throw new RotationError('key-foreign', 'the key of this id has not the name of the secret');
  }

  #isOwn(name: string): boolean {
    return name === this.#secret || name.startsWith(`${this.#secret}${SEPARATOR}`);
  }
}

/** Throws `RotationError`; no error has any part of the value. */
function read(value: Secret): IssuedKey {
  const texts = valueParts(value.reveal()).filter(({ kind }) => kind === 'string');
  const { keyId = '', key = '' } = Object.fromEntries(texts.map(({ name, raw }) => [name, unquoted(raw)]));
  if (keyId === '' || key === '') throw new RotationError('password-missing', 'no texts in `keyId` and `key`');
  return { id: keyId, key: new Secret(key) };
}

/** Everything but the key, to compare. */
const aroundKey = (value: Secret): string => withTexts(value, { keyId: '', key: '' }).reveal();
