import { TIERS, type Tier } from '../../core/registry/account.ts';
import { higherTier } from '../../core/registry/identity.ts';

/** Members of groups whose name matches have at least this tier. */
export interface GroupTier {
  /** `*` stands for any characters, also none. Case and width of letters do not count. */
  readonly pattern: string;
  readonly tier: Tier;
}

const NAMES = ['admin', 'admins', 'administrator', 'administrators'];

/**
 * In force for a user pool where a deployment sets nothing: groups that are called `admin`, `admins`, `administrator` or `administrators`, alone
 * or with more after a hyphen, dot, colon, slash or underscore, make their members privileged. `administration` does not.
 */
export const DEFAULT_GROUP_TIERS = NAMES.flatMap((name) => [
  name,
  ...['-', '.', ':', '/', '_'].map((sign) => `${name}${sign}*`),
])
  .map((pattern) => `${pattern}=privileged`)
  .join(',');

/**
 * The same for Active Directory, OpenLDAP and Entra, where names of groups also end with these words, as `DnsAdmins` and `SQL Admins` do. What
 * a deployment sets is added: the highest tier counts, so that naming one group leaves out no other. Throws as `parseGroupTiers`.
 */
export const directoryGroupTiers = (set?: string): readonly GroupTier[] =>
  parseGroupTiers([DEFAULT_GROUP_TIERS, ...ENDINGS, ...(set === undefined ? [] : [set])].join(','));

const ENDINGS = NAMES.map((name) => `*${name}=privileged`);

/** Reads `PATTERN=TIER` between commas. Throws an `Error` that says what is wrong. */
export function parseGroupTiers(text: string): readonly GroupTier[] {
  return text.split(',').map((part) => {
    const sign = part.lastIndexOf('=');
    const pattern = part.slice(0, Math.max(sign, 0)).trim();
    const tier = TIERS.find((one) => one === part.slice(sign + 1).trim());
    if (pattern === '' || tier === undefined)
      throw new Error(`\`${part}\` is not a group and its tier, as in \`admin*=privileged\``);
    return { pattern, tier };
  });
}

/** The highest tier that these groups give; null when none of them gives any. */
export function tierOfGroups(tiers: readonly GroupTier[], groups: readonly string[]): Tier | null {
  const names = groups.map(plain);
  const given = tiers.filter(({ pattern }) => names.some((name) => doesMatch(plain(pattern).split('*'), name)));
  return given.reduce<Tier | null>((highest, { tier }) => higherTier(highest, tier), null);
}

const plain = (name: string): string => name.normalize('NFKC').toLowerCase();

/** The parts between the stars stand in the name in this order: the first at its beginning, the last at its end. */
function doesMatch([first = '', ...rest]: readonly string[], name: string): boolean {
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= end;
}
