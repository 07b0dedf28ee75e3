import { ACCESS_KEY_RIGHTS, CALLERS, IAM_CALLERS, NEVER_IN_CENTER, type RightsAtIam } from '../../contract/callers.ts';
import { CONNECTORS } from '../../contract/connectors.ts';
import { GOVERNED_TAG, SECRET_TAG } from '../../contract/tags.ts';
import type { MissingRight, Withholder } from '../../core/audit/findings/facts.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { IamApi } from './api.ts';
import { type Element, elementAt, textAt } from './xml.ts';

/** Operations of one function that are judged on the same resources; on none: what IAM judges on no resource. */
interface Question {
  readonly holder: string;
  /** IAM's prefix of operations that name no other; `iam` where absent. */
  readonly service?: string;
  readonly verbs: readonly string[];
  readonly on: readonly string[];
  /** A tag of the resources. */
  readonly tag?: { readonly key: string; readonly value: string };
  /** None of them may be allowed. */
  readonly isNever?: true;
}

/**
 * What IAM's own simulation says of the role of each function, what it lacks and what it must not have (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html):
 * it judges the role's policies, its permissions boundary and the policies of the organization, and carries nothing out. Throws `AdapterError`.
 */
export async function missingRights(iam: IamApi, rights: RightsAtIam): Promise<readonly MissingRight[]> {
  const questions = [
    ...identityQuestions(rights.identities),
    ...keyQuestions(rights.keyUsers),
    ...centerQuestions(rights.center),
  ];
  const all = Object.entries(rights.holders).map(async ([holder, role]) => {
    const missing: MissingRight[] = [];
    // One after the other: IAM takes few simulations at once.
    // One that is missing on several resources is missing once.
    for (const question of questions.filter((one) => one.holder === holder && one.verbs.length > 0))
      for (const one of await missingIn(iam, role, question))
        if (!missing.some(({ action, by }) => action === one.action && by === one.by)) missing.push(one);
    return missing;
  });
  return (await Promise.all(all)).flat();
}

/** For the functions that call the connector of users and roles. */
function identityQuestions(identities: readonly string[]): readonly Question[] {
  const [first] = identities;
  if (first === undefined) return [];
  const account = first.split(':').slice(0, 5).join(':');
  const { service: _, ...of } = CONNECTORS.iam.rights;
  return Object.entries(IAM_CALLERS).flatMap(([holder, purposes]) => {
    const all = [...new Set(purposes.flatMap((purpose): readonly string[] => of[purpose]))].sort();
    const question = (kind: Kind, on: readonly string[]): Question => ({
      ...{ holder, on, tag: GOVERNED_TAG },
      verbs: all.filter((verb) => kindOf(verb) === kind),
    });
    const needed = (kind: 'user' | 'role'): Question => {
      const named = identities.filter((arn) => arn.startsWith(`${account}:${kind}/`)).map(somebodyIn);
      if (named.length > 0) return question(kind, named);
      // Where the settings name none, only the reads are needed.
      const asked = question(kind, [`${account}:${kind}/${NOBODY}`]);
      return { ...asked, verbs: asked.verbs.filter(isRead) };
    };
    const hasUsers = identities.some((arn) => arn.startsWith(`${account}:user/`));
    return [
      ...[needed('user'), needed('role'), question('group', [`${account}:group/${NOBODY}`]), question('all', [])],
      ...(hasUsers ? [question('device', [`${account}:mfa/${NOBODY}`])] : []),
    ];
  });
}

/** For the function that rotates access keys. */
function keyQuestions(users: readonly string[]): readonly Question[] {
  if (users.length === 0) return [];
  const verbs = [...ACCESS_KEY_RIGHTS.read, ...ACCESS_KEY_RIGHTS.change].sort();
  return [{ holder: 'rotateSecret', verbs, on: users.map(somebodyIn), tag: { key: SECRET_TAG, value: NOBODY } }];
}

/** For the functions that read IAM Identity Center: all that they read on each resource, and nothing that would change anything. */
function centerQuestions(center: RightsAtIam['center']): readonly Question[] {
  if (center === undefined) return [];
  const { service, ...of } = CONNECTORS['identity-center'].rights;
  const set = `${center.instance.replace(':instance/', ':permissionSet/')}/ps-${NOBODY}`;
  const person = (kind: string): string =>
    `${center.store.replace(/:identitystore::.*$/, ':identitystore:::')}${kind}/${NOBODY}`;
  return Object.entries(CALLERS).flatMap(([holder, purposes]) => {
    const all = [...new Set(purposes.flatMap((purpose): readonly string[] => of[purpose]))].sort();
    const asked = (on: string, isMeant: (verb: string) => boolean): Question => ({
      ...{ holder, service, on: [on], verbs: all.filter(isMeant) },
    });
    const isOfInstance = (verb: string): boolean => verb.startsWith('sso:');
    return [
      asked(center.store, (verb) => !isOfInstance(verb)),
      asked(person('user'), (verb) => !isOfInstance(verb) && verb !== 'DescribeGroup'),
      asked(person('group'), (verb) => verb === 'DescribeGroup'),
      asked(center.instance, isOfInstance),
      asked(set, (verb) => isOfInstance(verb) && verb.includes('PermissionSet')),
      { holder, service, on: [], verbs: NEVER_IN_CENTER.console, isNever: true },
      { holder, service, on: [center.store], verbs: NEVER_IN_CENTER.store, isNever: true },
      { holder, service, on: [center.instance], verbs: NEVER_IN_CENTER.instance, isNever: true },
    ];
  });
}

/** A name at the end of a pattern: a simulation needs nobody who is there. */
const NOBODY = 'countersign-doctor';

const somebodyIn = (arn: string): string => arn.replace(/\*$/, NOBODY);

const isRead = (verb: string): boolean => /^(Get|List)/.test(verb);

type Kind = 'user' | 'role' | 'group' | 'device' | 'all';

/** On what IAM judges each: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
function kindOf(verb: string): Kind {
  if (verb === 'ListUsers') return 'all';
  if (verb === 'DeleteVirtualMFADevice') return 'device';
  if (verb === 'ListAttachedGroupPolicies') return 'group';
  return verb.includes('Role') ? 'role' : 'user';
}

async function missingIn(iam: IamApi, role: string, question: Question): Promise<readonly MissingRight[]> {
  const { holder, service = 'iam', on, tag, isNever } = question;
  const actions = question.verbs.map((verb) => (verb.includes(':') ? verb : `${service}:${verb}`));
  const results = await iam.all('SimulatePrincipalPolicy', 'EvaluationResults', {
    PolicySourceArn: role,
    ...membersOf('ActionNames', actions),
    ...membersOf('ResourceArns', on),
    ...(tag && {
      'ContextEntries.member.1.ContextKeyName': `aws:ResourceTag/${tag.key}`,
      'ContextEntries.member.1.ContextKeyValues.member.1': tag.value,
      'ContextEntries.member.1.ContextKeyType': 'string',
    }),
  });
  return actions.flatMap((action): readonly MissingRight[] => {
    // One for the action, or one for each resource that all say the same of it.
    const own = results.filter((one) => textAt(one, 'EvalActionName') === action);
    if (own.length === 0) throw new AdapterError('answer-unreadable', { retryable: true });
    const by = own.map(withholderIn).find((one) => one !== null);
    if (isNever) return by === undefined ? [{ holder, action, by: 'nobody' }] : [];
    return by === undefined || by === null ? [] : [{ holder, action, by }];
  });
}

/** Null where it is allowed (https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html). */
function withholderIn(result: Element): Withholder | null {
  if (isFalse(result, 'OrganizationsDecisionDetail', 'AllowedByOrganizations')) return 'organization';
  if (isFalse(result, 'PermissionsBoundaryDecisionDetail', 'AllowedByPermissionsBoundary')) return 'boundary';
  return textAt(result, 'EvalDecision') === 'allowed' ? null : 'role';
}

const isFalse = (result: Element, ...path: readonly string[]): boolean => elementAt(result, ...path)?.text === 'false';

const membersOf = (name: string, values: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]));
