import { TIER_TAG } from '../../../contract/tags.ts';
import { TIERS, type Tier } from '../../../core/registry/account.ts';
import { higherTier } from '../../../core/registry/identity.ts';
import type { ConnectorRequest, Directory } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { IamApi } from '../../iam/api.ts';
import { type Element, elementAt, textAt } from '../../iam/xml.ts';
import { directoryGroupTiers, type GroupTier, tierOfGroups } from '../group-tiers.ts';
import { type IamIdentity, identityIn, namedIn, targetIn, wordOf } from './identity.ts';

/** The tiers of policies that AWS manages: with each of the first, everything else can be had. */
const POLICY_TIERS: Readonly<Record<string, Tier>> = {
  AdministratorAccess: 'critical',
  IAMFullAccess: 'critical',
  PowerUserAccess: 'privileged',
};

/** `arn:aws:iam::aws:policy/AdministratorAccess`: one with this name in the customer's own account is another one. */
const MANAGED = /^arn:aws[\w-]*:iam::aws:policy\/(\w+)$/;

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
   * The highest of: the tag `countersign:tier`, the groups of a user by their names, and the policies of AWS that are attached to the identity or
   * to a group of the user. Policies of one's own are not read: where one of them gives as much, a tag or a group says so.
   */
  async tierOfIdentity(identity: IamIdentity): Promise<Tier | null> {
    const groups = identity.kind === 'user' ? await this.#groupsOf(identity) : [];
    const attached = [await this.#policies(`ListAttached${wordOf(identity)}Policies`, namedIn(identity))];
    for (const GroupName of groups) attached.push(await this.#policies('ListAttachedGroupPolicies', { GroupName }));
    const given = [taggedTier(identity), ...attached.flat()];
    return given.reduce<Tier | null>(higherTier, tierOfGroups(this.#groupTiers, groups));
  }

  async #groupsOf(identity: IamIdentity): Promise<readonly string[]> {
    const groups = await this.#api.all('ListGroupsForUser', 'Groups', namedIn(identity));
    return groups.map((one) => textAt(one, 'GroupName'));
  }

  async #policies(action: string, of: Readonly<Record<string, string>>): Promise<readonly (Tier | null)[]> {
    const attached = await this.#api.all(action, 'AttachedPolicies', of);
    return attached.map((one) => POLICY_TIERS[MANAGED.exec(textAt(one, 'PolicyArn'))?.[1] ?? ''] ?? null);
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
