import { unquoted } from '../../core/values/json-text.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { KeyApi, ListedKey } from '../../ports/key-api.ts';
import { Secret } from '../../ports/secret.ts';
import type { RotatedSystem, Succession } from './rotated-system.ts';
import { RotationError } from './rotation-error.ts';
import { valueParts, withTexts } from './value-texts.ts';

/**
 * Between a secret's name and a version. No name of a secret has it (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html),
 * so no key of `prod/maps/admin` looks like one of `prod/maps`.
 */
const SEPARATOR = ':';

/**
 * A secret that is a key of a described API: JSON with texts in `keyId` and `key`. There are two keys during a rotation. Its keys carry the
 * secret's name, alone or with a version after a `:`. INVARIANT: no key of another name is revoked, whatever the value says.
 */
export class ApiKeySystem implements RotatedSystem {
  readonly #api: KeyApi;
  readonly #secret: string;

  constructor(api: KeyApi, secret: string) {
    this.#api = api;
    this.#secret = secret;
  }

  /** Makes the key. One that an earlier attempt made, and whose answer was lost, is revoked first: nobody knows it. */
  async next(current: Secret, version: string): Promise<Secret> {
    const { keyId } = read(current);
    const listed = await this.#api.list();
    this.#assertOwn(listed.find(({ id }) => id === keyId));
    for (const { id, name } of listed) if (this.#isOwn(name) && id !== keyId) await this.#api.revoke(id);
    const made = await this.#api.create(`${this.#secret}${SEPARATOR}${version}`);
    return withTexts(current, { keyId: made.id, key: made.key.reveal() });
  }

  assertSuccessor({ replaced, pending }: Succession): void {
    const [before, after] = [read(replaced), read(pending)];
    if (aroundKey(replaced) !== aroundKey(pending))
      throw new RotationError('fields-changed', 'the pending value differs in more than its key');
    if (before.keyId === after.keyId || before.key === after.key)
      throw new RotationError('password-unchanged', 'the pending value has the current key');
  }

  /** It is valid since it was made: that is read back, and that it is the secret's own. */
  async enable({ pending }: Succession): Promise<void> {
    if (!(await this.#isListed(read(pending).keyId)))
      throw new RotationError('pending-refused', 'the API lists no such key of this secret');
  }

  accepts({ pending }: Succession): Promise<boolean> {
    return this.#api.accepts(new Secret(read(pending).key));
  }

  end({ replaced }: Succession): Promise<void> {
    return this.#revoke(read(replaced).keyId);
  }

  /** No API is asked for an end: the next rotation revokes the key, and that of a grant's end comes by itself. */
  async endAt(): Promise<void> {}

  restore({ pending }: Succession): Promise<void> {
    return this.#revoke(read(pending).keyId);
  }

  async #revoke(id: string): Promise<void> {
    if (!(await this.#isListed(id))) return;
    await this.#api.revoke(id);
    if (await this.#isListed(id))
      throw new AdapterError('not-read-back', { retryable: true, message: 'not-read-back: the key is still listed' });
  }

  /** Throws for a key of this id that belongs to somebody else. */
  async #isListed(wanted: string): Promise<boolean> {
    const found = (await this.#api.list()).find(({ id }) => id === wanted);
    this.#assertOwn(found);
    return found !== undefined;
  }

  #assertOwn(found: ListedKey | undefined): void {
    if (found !== undefined && !this.#isOwn(found.name))
      throw new RotationError('key-foreign', 'the key of this id has not the name of the secret');
  }

  #isOwn(name: string): boolean {
    return name === this.#secret || name.startsWith(`${this.#secret}${SEPARATOR}`);
  }
}

interface Key {
  readonly keyId: string;
  readonly key: string;
}

/** Throws `RotationError`; no error has any part of the value. */
function read(value: Secret): Key {
  const texts = valueParts(value.reveal()).filter(({ kind }) => kind === 'string');
  const { keyId = '', key = '' } = Object.fromEntries(texts.map(({ name, raw }) => [name, unquoted(raw)]));
  if (keyId === '' || key === '') throw new RotationError('password-missing', 'no texts in `keyId` and `key`');
  return { keyId, key };
}

/** Everything but the key, to compare. */
const aroundKey = (value: Secret): string => withTexts(value, { keyId: '', key: '' }).reveal();
