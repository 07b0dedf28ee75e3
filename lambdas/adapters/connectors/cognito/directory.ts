import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Tier } from '../../../core/registry/account.ts';
import { type Scope, scopeOf } from '../../../core/registry/scope.ts';
import type { Directory } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { answerUnless } from '../../aws/errors.ts';
import { DEFAULT_GROUP_TIERS, type GroupTier, parseGroupTiers, tierOfGroups } from '../group-tiers.ts';

/** What a user pool says of its users. */
export class CognitoDirectory implements Directory {
  readonly #client: CognitoIdentityProviderClient;
  readonly #userPoolId: string;
  readonly #groupTiers: readonly GroupTier[];

  constructor(
    client: CognitoIdentityProviderClient,
    userPoolId: string,
    groupTiers: readonly GroupTier[] = parseGroupTiers(DEFAULT_GROUP_TIERS),
  ) {
    this.#client = client;
    this.#userPoolId = userPoolId;
    this.#groupTiers = groupTiers;
  }

  /** The user's `sub`: never reused, and the same for every case, alias or mail address of the user. */
  async identityOf(target: string): Promise<string | undefined> {
    const command = new AdminGetUserCommand(this.#key(target));
    const answer = await answerUnless(this.#client.send(command), ['UserNotFoundException']);
    const sub = answer?.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value;
    if (answer !== undefined && sub === undefined)
      throw new AdapterError('identity-missing', { retryable: false, message: `user \`${target}\` has no \`sub\`` });
    return sub;
  }

  /** By the groups that the user is in now, all pages of them: a group on a later page counts like one on the first. */
  async tierOf(target: string): Promise<Tier | null> {
    return tierOfGroups(this.#groupTiers, (await this.#groupsOf(target)) ?? []);
  }

  async scopeOf(target: string): Promise<Scope | undefined> {
    const groups = await this.#groupsOf(target);
    return groups === undefined ? undefined : scopeOf({ groups });
  }

  /** Undefined without such a user. */
  async #groupsOf(target: string): Promise<readonly string[] | undefined> {
    const groups: string[] = [];
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const token = next === undefined ? {} : { NextToken: next };
      const command = new AdminListGroupsForUserCommand({ ...this.#key(target), Limit: PAGE, ...token });
      const answer = await answerUnless(this.#client.send(command), ['UserNotFoundException']);
      if (answer === undefined) return undefined;
      groups.push(...(answer.Groups ?? []).map(({ GroupName = '' }) => GroupName));
      next = answer.NextToken;
      if (next === undefined) return groups;
    }
    throw new AdapterError('groups-endless', { retryable: false, message: `the groups of \`${target}\` have no end` });
  }

  #key(target: string): { readonly UserPoolId: string; readonly Username: string } {
    return { UserPoolId: this.#userPoolId, Username: target };
  }
}

/** Most groups that the pool lists in one page. */
const PAGE = 60;
/** Far more than the 100 groups that a user may be in. */
const MOST_PAGES = 20;
