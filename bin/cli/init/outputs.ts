import { usageFailure } from '../failure.ts';
import { readJson } from '../registry/propose.ts';

/** What a stack says of itself. */
export interface StackOutputs {
  readonly stack: string;
  readonly ApiUrl: string;
  readonly TokenIssuer: string;
  readonly BootstrapFunctionName: string;
  readonly AlertTopicArn: string;
  readonly CustodyKeyArn: string;
  readonly WebhookKeyPrefix: string;
  readonly RotationFunctionArn: string;
}

const NAMES = [
  ...([
    'ApiUrl',
    'TokenIssuer',
    'BootstrapFunctionName',
    'AlertTopicArn',
    'CustodyKeyArn',
    'WebhookKeyPrefix',
    'RotationFunctionArn',
  ] as const),
];

/** The outputs of one stack in a file. Throws a usage `Failure`: nothing has been done. */
export function outputsIn(file: string, wanted: string | undefined): StackOutputs {
  const stacks = stacksIn(readJson(file)).filter(
    ([name, outputs]) => name === wanted || (wanted === undefined && 'BootstrapFunctionName' in outputs),
  );
  const [found, ...others] = stacks;
  if (found === undefined)
    throw usageFailure(
      `\`${file}\` has no outputs of ${wanted === undefined ? 'a stack of Countersign' : `the stack \`${wanted}\``}`,
      'deploy with `npx cdk deploy --outputs-file outputs.json`, and give that file',
    );
  if (others.length > 0)
    throw usageFailure(
      `\`${file}\` has ${stacks.length} stacks of Countersign: ${stacks.map(([name]) => name).join(', ')}`,
      'say which with `--stack`',
    );
  const [stack, outputs] = found;
  const missing = NAMES.filter((name) => typeof outputs[name] !== 'string' || outputs[name] === '');
  if (missing.length > 0)
    throw usageFailure(
      `the stack \`${stack}\` has no output ${missing.join(', ')}`,
      'deploy this release of Countersign, and take its outputs again',
    );
  return { ...(outputs as Readonly<Record<(typeof NAMES)[number], string>>), stack };
}

type Outputs = Readonly<Record<string, unknown>>;

/** Both forms: `{ STACK: { NAME: VALUE } }` of the CDK, and `{ Stacks: [{ StackName, Outputs }] }` of CloudFormation. */
function stacksIn(content: unknown): readonly (readonly [name: string, Outputs])[] {
  if (!isObject(content)) return [];
  const { Stacks: described } = content;
  if (!Array.isArray(described))
    return Object.entries(content).flatMap(([name, one]) => (isObject(one) ? [[name, one]] : []));
  return described.filter(isObject).map(({ StackName, Outputs: listed }) => {
    const pairs = (Array.isArray(listed) ? listed : []).filter(isObject);
    return [String(StackName), Object.fromEntries(pairs.map((one) => [String(one['OutputKey']), one['OutputValue']]))];
  });
}

const isObject = (value: unknown): value is Outputs =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
