import { toJSONSchema } from 'zod/mini';
import { ACCOUNT, PERSON } from '../../../../lambdas/adapters/csv/columns.ts';
import { proposeChange } from '../../../../lambdas/http/api/registry.ts';
import type { Session } from '../../service/session.ts';

const EXAMPLES: Readonly<Record<'people' | 'accounts', readonly (readonly string[])[]>> = {
  people: [
    Object.keys(PERSON),
    [
      ...['person:jane', 'human', 'Jane Doe', 'https://issuer.example.com|2f9d1c1e', 'jane.doe@example.com'],
      ...['jira:5b10a2844c20165700ede21g', 'agent;desk:service'],
    ],
  ],
  accounts: [
    Object.keys(ACCOUNT),
    [
      ...['cognito:jane', 'human', 'standard', 'production', '', 'person:jane', '', 'person:mara'],
      ...['work|email|jane.doe@example.com|2026-01-05T08:00:00.000Z;phone|sms|+15550142|2026-01-05T08:00:00.000Z'],
      ...['', 'en', 'cognito', 'jane'],
    ],
  ],
};

/** `registry template`: a table to fill in, or the schema of every member. Custodians are a column of accounts. */
export function printTemplate({ document, json, terminal }: Session, of: 'people' | 'accounts'): void {
  const { properties = {} } = toJSONSchema(proposeChange(), { io: 'input' });
  const schema = properties[of === 'people' ? 'person' : 'profile'];
  terminal.out(json ? document(schema) : EXAMPLES[of].map((row) => `${row.join(',')}\n`).join(''));
}
