import { TIER_TAG } from '../../../contract/tags.ts';
import { TIERS, type Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import { type Named, type Scope, scopeOf } from '../../../core/registry/scope.ts';
import { SESSION_CUT_OFF } from '../../../core/values/session-cut-off.ts';
import type { ConnectorRequest, Directory, ScopePurpose } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { IamApi } from '../../iam/api.ts';
import { type Element, elementAt, textAt } from '../../iam/xml.ts';
import { directoryGroupTiers, type GroupTier, tierOfGroups } from '../group-tiers.ts';
import { tierOfPolicy } from '../policy-tiers.ts';
import { type IamIdentity, identityIn, namedIn, targetIn, wordOf } from './identity.ts';

/** The users and roles of the AWS account. */
export class IamDirectory implements Directory {
  readonly #api: IamApi;
  readonly #groupTiers: readonly GroupTier[];

  constructor(api: IamApi, groupTiers: readonly GroupTier[] = directoryGroupTiers()) {
    this.#api = api;
    this.#groupTiers = groupTiers;
  }

  async identityOf(target: string): Promise<string | undefined> {
    return (await this.named(target))?.id;
  }

  async tierOf(target: string): Promise<Tier | null> {
    const identity = await this.named(target);
    return identity === undefined ? null : this.tierOfIdentity(identity);
  }

  /**
   * The groups of a user, the policies of the identity and those attached to its groups, all by their names, and its permissions boundary. Of what is
   * in a policy nothing is read, and of the inline policies of a group nothing at all.
   */
  async scopeOf(target: string, purpose: ScopePurpose): Promise<Scope | undefined> {
    const identity = await this.named(target);
    if (identity === undefined) return undefined;
    const groups = identity.kind === 'user' ? await this.#groupsOf(identity) : [];
    const attached = (await this.#attachedTo(identity, groups)).map((id) => ({ id, name: policyNamed(id) }));
    const { boundary } = identity;
    return scopeOf({
      groups,
      roles: [...attached, ...(await this.#inline(identity))],
      limits: boundary === null ? [] : [{ id: boundary, name: policyNamed(boundary) }],
      lastUsedAt: purpose === 'show' ? await this.#lastUseOf(identity) : null,
    });
  }

  /**
   * The highest of: the tag `countersign:tier`, the groups of a user by their names, and the policies of AWS that are attached to the identity or
   * to a group of the user. Policies of one's own are not read: where one of them gives as much, a tag or a group says so.
   */
  async tierOfIdentity(identity: IamIdentity): Promise<Tier | null> {
    const groups = identity.kind === 'user' ? await this.#groupsOf(identity) : [];
    const given = [taggedTier(identity), ...(await this.#attachedTo(identity, groups)).map(tierOfPolicy)];
    return given.reduce<Tier | null>(higherTier, tierOfGroups(this.#groupTiers, groups));
  }

  async #groupsOf(identity: IamIdentity): Promise<readonly string[]> {
    const groups = await this.#api.all('ListGroupsForUser', 'Groups', namedIn(identity));
    return groups.map((one) => textAt(one, 'GroupName'));
  }

  /** ARNs of managed policies, of the identity and of its groups. */
  async #attachedTo(identity: IamIdentity, groups: readonly string[]): Promise<readonly string[]> {
    const attached = [await this.#attached(`ListAttached${wordOf(identity)}Policies`, namedIn(identity))];
    for (const GroupName of groups) attached.push(await this.#attached('ListAttachedGroupPolicies', { GroupName }));
    return attached.flat();
  }

  async #attached(action: string, of: Readonly<Record<string, string>>): Promise<readonly string[]> {
    return (await this.#api.all(action, 'AttachedPolicies', of)).map((one) => textAt(one, 'PolicyArn'));
  }

  /** The identity's own policies, without the one that cuts sessions off: it allows nothing, and each execution puts it there. */
  async #inline(identity: IamIdentity): Promise<readonly Named[]> {
    const names = await this.#api.all(`List${wordOf(identity)}Policies`, 'PolicyNames', namedIn(identity));
    return names.flatMap(({ text: name }) => (name === SESSION_CUT_OFF ? [] : [{ id: `inline ${name}`, name }]));
  }

  /** Of a user the latest use of the password and of a key. */
  async #lastUseOf(identity: IamIdentity): Promise<string | null> {
    const uses = [identity.lastUsedAt];
    const keys =
      identity.kind === 'role' ? [] : await this.#api.all('ListAccessKeys', 'AccessKeyMetadata', namedIn(identity));
    for (const key of keys) {
      const used = await this.#api.find('GetAccessKeyLastUsed', { AccessKeyId: textAt(key, 'AccessKeyId') });
      uses.push((used && elementAt(used, 'AccessKeyLastUsed', 'LastUsedDate')?.text) ?? null);
    }
    return (
      uses
        .flatMap((at) => (at === null ? [] : [at]))
        .sort()
        .at(-1) ?? null
    );
  }

  /** Whoever has the name now. */
  async named(target: string): Promise<IamIdentity | undefined> {
    const asked = targetIn(target);
    if (asked === undefined) return undefined;
    const answer = await this.#api.find(`Get${wordOf(asked)}`, namedIn(asked));
    const found: Element | undefined = answer && elementAt(answer, wordOf(asked));
    return found === undefined ? undefined : identityIn(asked.kind, found);
  }

  /** By the id that was countersigned: a user who was renamed is found among all of them, and whoever has the name now is nobody. A role keeps its name. */
  async find({
    target,
    directoryId,
  }: Pick<ConnectorRequest, 'target' | 'directoryId'>): Promise<IamIdentity | undefined> {
    const named = await this.named(target);
    if (named?.id === directoryId) return named;
    if (targetIn(target)?.kind !== 'user') return undefined;
    const users = await this.#api.all('ListUsers', 'Users', {});
    const renamed = users.find((one) => textAt(one, 'UserId') === directoryId);
    if (renamed === undefined) return undefined;
    const found = await this.named(`user/${textAt(renamed, 'UserName')}`);
    return found?.id === directoryId ? found : undefined;
  }
}

/** `arn:aws:iam::123456789012:policy/team/deploy` */
const policyNamed = (arn: string): string => arn.split('/').at(-1) ?? arn;

/** A tag that names no tier is a mistake of somebody who meant one, so it is never read as none. */
function taggedTier({ name, tags }: IamIdentity): Tier | null {
  const tag = tags.get(TIER_TAG);
  const tier = TIERS.find((one) => one === tag);
  if (tag === undefined || tier !== undefined) return tier ?? null;
  throw new AdapterError('tier-tag-unknown', {
    retryable: false,
    message: `the tag \`${TIER_TAG}\` of \`${name}\` names no tier`,
  });
}
