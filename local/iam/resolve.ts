import { ACCOUNT_ID, REGION, STACK_INSTANCE } from '../aws/arns.ts';

/** What a logical id of the template stands for here. */
export interface Physical {
  /** The value of `Ref`. */
  readonly ref: string;
  /** Attributes by name, such as `Arn`. */
  readonly attributes: Readonly<Record<string, string>>;
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Region': REGION,
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/countersign/${STACK_INSTANCE}-0000-4000-8000-000000000000`,
};

/**
 * Replaces every reference in a part of the template by what it stands for on this machine. Throws an `Error` for a reference or an
 * intrinsic function that it does not know: a right must never be judged by a guess.
 */
export function resolver(physicalOf: (logicalId: string) => Physical | undefined): (value: unknown) => unknown {
  const known = (logicalId: string): Physical => {
    const found = physicalOf(logicalId);
    if (found === undefined) throw new Error(`the template refers to \`${logicalId}\`, which is not here`);
    return found;
  };
  const attribute = ([logicalId = '', name = '']: readonly string[]): string => {
    const value = known(logicalId).attributes[name];
    if (value === undefined) throw new Error(`\`${logicalId}\` has no attribute \`${name}\` here`);
    return value;
  };
  const intrinsics: Readonly<Record<string, (given: unknown) => unknown>> = {
    Ref: (given) => PSEUDO[String(given)] ?? known(String(given)).ref,
    'Fn::GetAtt': (given) => attribute(given as readonly string[]),
    'Fn::Join': (given) => {
      const [separator, parts] = given as readonly [string, readonly unknown[]];
      return parts.map((part) => String(resolve(part))).join(separator);
    },
    'Fn::Select': (given) => {
      const [index, list] = given as readonly [number, unknown];
      return (resolve(list) as readonly unknown[])[index];
    },
    'Fn::Split': (given) => {
      const [separator, text] = given as readonly [string, unknown];
      return String(resolve(text)).split(separator);
    },
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name = '', given] = [], ...more] = Object.entries(value);
    const intrinsic = Object.hasOwn(intrinsics, name) && more.length === 0 ? intrinsics[name] : undefined;
    if (intrinsic !== undefined) return intrinsic(given);
    if (name.startsWith('Fn::')) throw new Error(`\`${name}\` is not resolved here`);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one)]));
  };
  return resolve;
}
