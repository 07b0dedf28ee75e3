import { z } from 'zod';
import type { FiledName, PopulationFile, PopulationSettings } from '../lambdas/contract/population.ts';
import { SettingsInvalid } from './settings-invalid.ts';
import { SECRET } from './settings-secrets.ts';

/** No query of an address is a place for a credential, but exports have parameters. */
const FILE_URL = /^https:\/\/[a-z0-9.-]+(:\d{1,5})?\/[\w./~%@:+,-]*(\?[\w./~%@:+,=&-]*)?$/;

const FILE = z.strictObject({
  url: z
    .string()
    .max(500)
    .regex(FILE_URL, 'is not `https://`, a host and a path')
    .describe('the only address that is called'),
  secret: z
    .string()
    .regex(SECRET, 'is no whole ARN of a secret')
    .describe('ARN of the secret: a bearer token, or for `basic` JSON with `username` and `password`'),
  scheme: z.enum(['bearer', 'basic']).describe('how the credential is sent; `bearer`').optional(),
  counted: z
    .boolean()
    .describe('whether the file ends with a line `#rows=N`, without which it is cut off; false')
    .optional(),
});

/** The connectors of these settings. */
const CONNECTORS_OF = {
  userPool: 'cognito',
  activeDirectory: 'active-directory',
  openldap: 'openldap',
  entra: 'entra',
  okta: 'okta',
  googleWorkspace: 'google-workspace',
} as const satisfies Record<string, FiledName>;
type Filed = keyof typeof CONNECTORS_OF;

/** The setting of directories of record. */
export const POPULATION_SETTING = z
  .strictObject({
    from: z
      .array(z.enum(['activeDirectory', 'openldap', 'entra', 'okta']))
      .min(1)
      .max(4)
      .describe('the directories that are followed themselves; none')
      .optional(),
    files: z
      .partialRecord(z.enum(Object.keys(CONNECTORS_OF) as [Filed, ...Filed[]]), FILE)
      .refine((files) => JSON.stringify(files).length <= 2_000, 'is longer than 2,000 characters')
      .describe('the CSV files that stand for directories, by the setting of each; none')
      .optional(),
    environment: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'is no environment')
      .describe('the environment of accounts that are proposed; `production`')
      .optional(),
  })
  .describe(
    'the directories of record, from which people, managers and contacts are taken over: as far as the policy lets them alone, else as proposals; none',
  )
  .optional();

type Population = NonNullable<z.output<typeof POPULATION_SETTING>>;

/** A directory of record is one of the deployment's directories, whose settings are `given`, and is followed in one way. */
export function populationOf(
  population: Population | undefined,
  given: readonly string[],
): PopulationSettings | undefined {
  if (population === undefined) return undefined;
  const { from = [], environment = 'production' } = population;
  const files = filesIn(population);
  const named = [...from, ...files.map(([name]) => name)];
  if (named.length === 0) throw wrong('`population` has neither `from` nor `files`');
  const missing = named.find((name) => !given.includes(name));
  if (missing !== undefined) throw wrong(`\`population\` names \`${missing}\`, which is not set`);
  const twice = files.find(([name]) => (from as readonly string[]).includes(name));
  if (twice !== undefined)
    throw wrong(`\`population\` follows \`${twice[0]}\` itself and by a file, and one of them is of record`);
  return {
    from: [...new Set(from)].map((name) => CONNECTORS_OF[name]),
    ...(files.length > 0 && { files: Object.fromEntries(files.map(([name, file]) => [CONNECTORS_OF[name], file])) }),
    environment,
  };
}

function filesIn({ files = {} }: Population): readonly (readonly [Filed, PopulationFile])[] {
  return (Object.keys(CONNECTORS_OF) as Filed[]).flatMap((name) => {
    const file = files[name];
    if (file === undefined) return [];
    const { url, secret, scheme = 'bearer', counted } = file;
    return [[name, { url, secret, scheme, ...(counted !== undefined && { counted }) }] as const];
  });
}

const wrong = (says: string): SettingsInvalid => new SettingsInvalid('setting-wrong', says);
