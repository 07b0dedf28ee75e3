import * as z from 'zod/mini';
import { type DescribedOperation, HELD_TWICE, READS } from './codes.ts';
import { listQuery } from './records.ts';
import { nothing } from './recoveries.ts';

const names = () => z.array(z.string());
const facts = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.nullable(z.object(shape));

const system = () =>
  z.object({
    kind: z.enum(['database', 'key-api', 'probe', 'rotator']),
    name: z.string(),
    flaw: z.nullable(z.string()),
  });

const missingRight = () =>
  z.object({ holder: z.string(), action: z.string(), by: z.enum(['role', 'boundary', 'organization', 'nobody']) });

/** Answer to `GET /doctor`. */
export const serviceFacts = () =>
  z.object({
    at: z.string(),
    issuer: z.string(),
    release: z.object({ version: z.string(), state: z.int() }),
    you: z.object({
      person: z.string(),
      assurance: z.int(),
      halfHeld: facts({ token: names(), record: names() }),
    }),
    capabilities: z.record(z.string(), names()),
    ways: names(),
    policy: z.object({
      adopted: z.nullable(z.string()).check(z.describe('the digest that two administrators adopted')),
      deployed: z.nullable(z.looseObject({ name: z.string(), digest: z.string() })),
    }),
    keys: z.nullable(z.array(z.object({ use: z.string(), state: z.string() }))),
    subscribers: facts({ confirmed: z.int(), pending: z.int() }),
    mail: facts({ verified: z.boolean(), sandbox: z.boolean(), nearQuota: z.boolean() }),
    texts: facts({ sandbox: z.boolean() }),
    chats: z.array(z.object({ chat: z.string(), flaw: z.nullable(z.string()) })),
    tickets: z.array(z.object({ source: z.string(), flaw: z.nullable(z.string()) })),
    directories: z.array(z.object({ connector: z.string(), flaw: z.nullable(z.string()) })),
    files: z.array(z.object({ connector: z.string(), flaw: z.nullable(z.string()) })),
    systems: z.nullable(z.array(system())),
    rights: z.nullable(z.array(missingRight())),
    concurrency: facts({ limit: z.int() }),
    capped: z.boolean(),
    sources: z.nullable(
      z.array(
        z.object({
          source: z.string(),
          key: z.enum(['there', 'missing', 'deleted']),
          changedAt: z.nullable(z.string()),
        }),
      ),
    ),
    overdue: z.nullable(z.int()),
    grants: z.nullable(z.int()),
    heldSince: z.nullable(z.string()),
    unread: z.array(z.object({ what: z.string(), code: z.string() })),
  });

/** Answer to `GET /doctor/records`. */
export const recordFacts = () =>
  z.object({
    items: z.array(
      z.union([
        z.object({
          ...{ of: z.literal('person'), person: z.string(), nature: z.enum(['human', 'machine']), parts: names() },
          ...{ signsIn: z.boolean(), reachable: z.boolean() },
        }),
        z.object({
          ...{ of: z.literal('account'), account: z.string(), kind: z.string(), tier: z.string() },
          ...{ environment: z.string(), labels: names(), owner: z.nullable(z.string()), custodians: names() },
          ...{ manager: z.nullable(z.string()), connector: z.string(), contacts: z.int() },
          means: z.array(
            z.object({ method: z.string(), channel: z.string(), deviceBound: z.optional(z.literal(true)) }),
          ),
          frozenSince: z.nullable(z.string()),
        }),
        z.object({ of: z.literal('broken'), stream: z.string() }),
      ]),
    ),
    next: z.optional(z.string()),
  });

export const HEALTH_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'GET /doctor': {
    id: 'examineService',
    summary: 'What the deployment knows of its own state, for administrators and people on duty; changes nothing',
    query: nothing,
    answer: serviceFacts,
    status: 200,
    codes: [...READS, ...HELD_TWICE],
  },
  'GET /doctor/records': {
    id: 'examineRecords',
    summary: 'The registered people and accounts, as far as an examination needs them: no address is in it',
    query: listQuery,
    answer: recordFacts,
    status: 200,
    codes: [...READS, ...HELD_TWICE, 'cursor-malformed'],
  },
};
