import { relative } from 'node:path';
import { DEMO_ACCOUNTS } from '../directory/accounts.ts';
import { DEMO_ADMINS, DEMO_PEOPLE, registryRecord } from '../directory/people.ts';
import type { Hint } from '../serve/page.ts';
import { type Passkeys, recordedPasskeys } from '../signing/passkeys.ts';
import { ALERT_TOPIC, functionArn, NAMES } from './environment.ts';
import type { Folder } from './folder.ts';

/** What the first day of an empty system needs to know. */
interface Deployed {
  readonly url: string;
  /** Address of the stand-ins of AWS, and the access key of whoever deployed the system. */
  readonly aws: { readonly endpoint: string; readonly environment: Readonly<Record<string, string>> };
  readonly operatorKey: string;
  readonly passkeys: Passkeys;
}

const FIRST_DAY = 'first-day';

/**
 * Writes what a person has in hand on the first day: the outputs of the stack, as `cdk deploy --outputs-file` writes them, the records of the
 * first two administrators and of everybody else, and a file for the shell with the address and the AWS credentials.
 */
export async function writeFirstDay(folder: Folder, { url, aws, operatorKey, passkeys }: Deployed): Promise<void> {
  const day = await folder.inner(FIRST_DAY);
  const isFirst = ({ person }: { readonly person: string }) =>
    DEMO_ADMINS.some((short) => person === `person:${short}`);
  // Nobody has made a passkey yet for a console that was just deployed; the others make theirs before the import.
  const people = DEMO_PEOPLE.map((person) => {
    const made = isFirst({ person: `person:${person.short}` }) ? [] : recordedPasskeys(passkeys, person.short, url);
    return registryRecord(person, url, made);
  });
  const files: Readonly<Record<string, string>> = {
    'outputs.json': pretty({ Countersign: outputsAt(url) }),
    'administrators.json': pretty({ administrators: people.filter(isFirst) }),
    'people.jsonl': lines(people.filter((person) => !isFirst(person))),
    'accounts.jsonl': lines(DEMO_ACCOUNTS),
    env: variables({
      ...aws.environment,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: operatorKey,
      COUNTERSIGN_URL: url,
      DAY: day,
    }),
  };
  for (const [name, text] of Object.entries(files)) await folder.write(`${FIRST_DAY}/${name}`, text);
}

/** The outputs that the stack of this machine would have. */
const outputsAt = (url: string) => ({
  ...{ ApiUrl: url, TokenIssuer: url, BootstrapFunctionName: 'bootstrap', AlertTopicArn: ALERT_TOPIC },
  ...{ CustodyKeyArn: NAMES.custodyKey, WebhookKeyPrefix: NAMES.webhookPrefix },
  RotationFunctionArn: functionArn('rotateSecret'),
});

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const variables = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');

const as = (profile: string): string => `npx countersign --profile ${profile}`;

/** The first day, from an empty deployment to the first closed recovery. The README has the same commands, and a test runs them. */
export const FIRST_DAY_HINTS: readonly Hint[] = [
  {
    does: 'Adam, who deployed it, names the first two administrators and proposes the policy',
    line: `${as('adam')} init --outputs $DAY/outputs.json --administrators $DAY/administrators.json --policy policies/demo.yaml --source jira --test-alert`,
  },
  {
    does: 'Ada, the other one, has read the policy, and confirms it by what `seen` says',
    line: `${as('ada')} init --outputs $DAY/outputs.json --seen $SEEN --yes`,
  },
  {
    does: 'Adam proposes everybody else, and their accounts',
    line: `${as('adam')} registry import $DAY/people.jsonl $DAY/accounts.jsonl --yes`,
  },
  {
    does: 'Ada confirms exactly the same files, by their digest',
    line: `${as('ada')} registry import $DAY/people.jsonl $DAY/accounts.jsonl --confirm --digest $DIGEST --yes`,
  },
  { does: 'Jane has locked herself out', line: `${as('jane')} login` },
  {
    does: 'She asks for herself; ID below is what this prints',
    line: `${as('jane')} recoveries open cognito:jane unlock --reason "mistyped it too often"`,
  },
  { does: 'Mara is her manager, and has spoken with her', line: `${as('mara')} login` },
  {
    does: 'Mara says so',
    line: `${as('mara')} recoveries prove $ID --method manager-attestation`,
  },
  { does: 'Ida approves for identity', line: `${as('ida')} login` },
  {
    does: 'She reads the plan and countersigns it; the rest happens by itself',
    line: `${as('ida')} recoveries approve $ID --yes`,
  },
];

/** What to paste first: the address, and the AWS credentials of whoever deployed the system. */
export function firstDayHints(folder: string): readonly Hint[] {
  const near = relative(process.cwd(), folder);
  const setting = {
    does: 'For the lines below',
    line: `. ${near.startsWith('..') ? folder : `./${near}`}/${FIRST_DAY}/env`,
  };
  return [setting, ...FIRST_DAY_HINTS];
}
