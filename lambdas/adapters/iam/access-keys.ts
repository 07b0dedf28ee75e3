import { SECRET_TAG } from '../../contract/tags.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { IssuedKey, KeyApi, KeyUse, ListedKey } from '../../ports/key-api.ts';
import { Secret } from '../../ports/secret.ts';
import type { Credentials } from '../aws/signed-post.ts';
import { answeredInTime, LOOKS, type Looks } from '../https/late-key.ts';
import { IamApi } from './api.ts';
import { type AwsQuery, QueryRefusal } from './query.ts';
import { elementAt, textAt } from './xml.ts';

export interface AccessKeysOptions {
  /** The name of the IAM user. */
  readonly user: string;
  /** The name of the secret that holds a key of the user. */
  readonly secret: string;
  readonly iam: AwsQuery;
  /** STS, signed with a key. */
  readonly stsWith: (key: Credentials) => AwsQuery;
  readonly late?: Looks;
}

/** An id of an access key. */
const KEY_ID = /^\w{16,128}$/;

/**
 * The access keys of an IAM user, of which there are two at most (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html).
 * They have no names: all keys of the user are the secret's own, since a tag of the user says so. Without the tag nothing is listed, made
 * or revoked. A key is made inactive before it is deleted: it ends even where the deletion fails.
 */
export class IamAccessKeys implements KeyApi {
  readonly #options: Required<AccessKeysOptions>;
  readonly #iam: IamApi;

  constructor(options: AccessKeysOptions) {
    this.#options = { late: LOOKS, ...options };
    this.#iam = new IamApi(options.iam);
  }

  async list(): Promise<readonly ListedKey[]> {
    await this.#assertBound();
    const found = await this.#iam.all('ListAccessKeys', 'AccessKeyMetadata', this.#user);
    return found.map((one) => ({ id: textAt(one, 'AccessKeyId'), name: this.#options.secret }));
  }

  /** The name is not kept: IAM has no place for it. A third key is refused (`limit-exceeded`) until the list shows what takes its place. */
  async create(): Promise<IssuedKey> {
    await this.#assertBound();
    const made = await this.#iam.ask('CreateAccessKey', this.#user);
    const key = elementAt(made, 'AccessKey') ?? made;
    return { id: textAt(key, 'AccessKeyId'), key: new Secret(textAt(key, 'SecretAccessKey')) };
  }

  async revoke(id: string): Promise<void> {
    const named = { ...this.#user, AccessKeyId: id };
    if ((await this.#iam.find('UpdateAccessKey', { ...named, Status: 'Inactive' })) === undefined) return;
    await this.#iam.find('DeleteAccessKey', named);
  }

  /**
   * As STS sees it: its answer needs no right. IAM is eventually consistent: a key that STS does not know is tried again for some seconds, and
   * then fails as `key-not-yet-valid`, which the next attempt may not. A key of somebody else is not accepted.
   */
  async accepts({ id, key }: IssuedKey): Promise<boolean> {
    if (!KEY_ID.test(id)) return false;
    const sts = this.#options.stsWith({ accessKeyId: id, secretAccessKey: key.reveal() });
    return answeredInTime(this.#options.late, () => this.#isOwn(sts));
  }

  /** What IAM knows lags by hours, and is nothing for most keys that are new. */
  async lastUse(id: string): Promise<KeyUse> {
    const answer = await this.#iam.find('GetAccessKeyLastUsed', { AccessKeyId: id });
    const used = answer && elementAt(answer, 'AccessKeyLastUsed');
    const [at, service, region] = ['LastUsedDate', 'ServiceName', 'Region'].map(
      (name) => used && elementAt(used, name)?.text,
    );
    return {
      ...(at === undefined ? {} : { at }),
      ...(service === undefined || service === 'N/A' ? {} : { service }),
      ...(region === undefined || region === 'N/A' ? {} : { region }),
    };
  }

  get #user(): { readonly UserName: string } {
    return { UserName: this.#options.user };
  }

  /** INVARIANT: whoever tags secrets, and no users, cannot aim a rotation at a user. */
  async #assertBound(): Promise<void> {
    const tags = await this.#iam.all('ListUserTags', 'Tags', this.#user);
    const bound = tags.find((one) => textAt(one, 'Key') === SECRET_TAG);
    if (bound !== undefined && textAt(bound, 'Value') === this.#options.secret) return;
    throw new AdapterError('key-foreign', {
      retryable: false,
      message: `key-foreign: the user has no tag \`${SECRET_TAG}\` with the name of the secret`,
    });
  }

  /** Whether the caller is the user; undefined where STS does not know the key, which may pass. */
  async #isOwn(sts: AwsQuery): Promise<boolean | undefined> {
    try {
      const arn = textAt(await sts.ask('GetCallerIdentity', {}), 'Arn');
      return arn.split(/[:/]/).at(-1) === this.#options.user;
    } catch (error) {
      if (!(error instanceof QueryRefusal)) throw error;
      if (error.name === 'InvalidClientTokenId') return undefined;
      if (error.name === 'SignatureDoesNotMatch') return false;
      throw error.asAdapterError;
    }
  }
}
