import { GOVERNED_TAG } from '../../../contract/tags.ts';
import { type Element, elementAt, membersAt, textAt } from '../../iam/xml.ts';

/** A user or a role of the AWS account, as `GetUser` and `GetRole` show it. */
export interface IamIdentity {
  readonly kind: IamKind;
  readonly name: string;
  /** `AIDA…` or `AROA…`: never used again (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids). */
  readonly id: string;
  readonly path: string;
  readonly tags: ReadonlyMap<string, string>;
  /** ARN of the policy beyond which nothing is allowed, whatever others allow; null for none. */
  readonly boundary: string | null;
  /** When the password, or the role, was last used; null where IAM has no word of it. */
  readonly lastUsedAt: string | null;
}

export type IamKind = 'user' | 'role';

/** What names one in a call, and how its calls are called. */
const WORDS = { user: 'User', role: 'Role' } as const satisfies Record<IamKind, string>;

export const wordOf = ({ kind }: Pick<IamIdentity, 'kind'>): 'User' | 'Role' => WORDS[kind];

/** The parameter that names it. */
export const namedIn = ({ kind, name }: Pick<IamIdentity, 'kind' | 'name'>): Readonly<Record<string, string>> => ({
  [`${WORDS[kind]}Name`]: name,
});

/** `user/jane` or `role/deployer`: the end of the ARN without the path, as names are unique without it. Undefined for no such target. */
export function targetIn(target: string): Pick<IamIdentity, 'kind' | 'name'> | undefined {
  const [, kind = '', name = ''] = /^(user|role)\/([\w+=,.@-]{1,64})$/.exec(target) ?? [];
  return name === '' ? undefined : { kind: kind as IamKind, name };
}

/** Throws `answer-unreadable`. */
export function identityIn(kind: IamKind, element: Element): IamIdentity {
  const word = WORDS[kind];
  return {
    kind,
    name: textAt(element, `${word}Name`),
    id: textAt(element, `${word}Id`),
    path: textAt(element, 'Path'),
    boundary: elementAt(element, 'PermissionsBoundary', 'PermissionsBoundaryArn')?.text ?? null,
    lastUsedAt:
      (elementAt(element, 'PasswordLastUsed') ?? elementAt(element, 'RoleLastUsed', 'LastUsedDate'))?.text ?? null,
    tags: new Map(membersAt(element, 'Tags').map((tag) => [textAt(tag, 'Key'), textAt(tag, 'Value')])),
  };
}

export const isGoverned = ({ tags }: IamIdentity): boolean => tags.get(GOVERNED_TAG.key) === GOVERNED_TAG.value;

/**
 * Roles that AWS keeps to itself: those of its services, and those that IAM Identity Center makes of permission sets. Nobody can put a policy
 * into them (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html).
 */
export const isOfAws = ({ kind, path }: IamIdentity): boolean =>
  kind === 'role' && /^\/aws-(service-role|reserved)\//.test(path);
