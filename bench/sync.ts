import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { directoryGroupTiers } from '../lambdas/adapters/connectors/group-tiers.ts';
import { openLdapPeople } from '../lambdas/adapters/connectors/ldap/openldap-people.ts';
import { LdapPopulation } from '../lambdas/adapters/connectors/ldap/population.ts';
import { DynamoDbMembers } from '../lambdas/adapters/dynamodb/members.ts';
import { DynamoDbPeople } from '../lambdas/adapters/dynamodb/people.ts';
import { DynamoDbPopulationPlaces } from '../lambdas/adapters/dynamodb/population-places.ts';
import { type PopulationServices, type Synced, syncPopulation } from '../lambdas/app/population/sync.ts';
import { dynamo } from '../lambdas/compose/clients/clients.ts';
import { callVariables } from '../lambdas/compose/clients/environment.ts';
import { submitServices } from '../lambdas/compose/ledger.ts';
import { ENV } from '../lambdas/contract/environment.ts';
import type { PopulationSource } from '../lambdas/ports/population.ts';
import { roleArn } from '../local/iam/physical.ts';
import { callingAs } from '../local/iam/principal.ts';
import { type DirectoryServer, serverAs } from '../local/ldap/server.ts';
import { startSlapd, whyNoSlapd } from '../local/ldap/slapd.ts';
import { NAMES } from '../local/start/environment.ts';
import { startLocal } from '../local/start/system.ts';
import { importFile } from './import.ts';
import type { Bench, Measure } from './measure.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

const PEOPLE = 10_000;
/** Of a hundred, how many change before the second look. */
const CHANGED = 1;

/** Their names are their ids, which the registry of a deployment without this connector takes for the directory's. */
const ids = Array.from({ length: PEOPLE }, () => randomUUID());
const mailOf = (id: string): string => `${id}@people.example.com`;

const entryOf = (id: string): string =>
  [
    ...[`dn: uid=${id},ou=people,dc=example,dc=test`, 'objectClass: inetOrgPerson', `uid: ${id}`, `cn: ${id}`],
    ...['sn: Person', `mail: ${mailOf(id)}`, `entryUUID: ${id}`, ''],
  ].join('\n');

const accountOf = (id: string): object => ({
  ...{ account: `openldap:${id}`, kind: 'human', tier: 'standard', environment: 'production' },
  ...{ owner: `person:${id}`, custodians: [], manager: null, connector: 'openldap', target: id },
  contacts: [{ id: 'mail', kind: 'email', address: mailOf(id), since: '2026-01-01T00:00:00.000Z' }],
});

/** What a deployment lets its directory of record do, on top of the shipped policy. */
const POLICY = [
  'name: bench',
  'extends: default',
  'directory: { alone: [manager, contacts, tier], atMost: 5 }',
  '',
].join('\n');

async function run(): Promise<readonly Measure[]> {
  const why = whyNoSlapd();
  if (why !== undefined) {
    process.stderr.write(`left out: the directory of record: ${why}\n`);
    return [];
  }
  const folder = await mkdtemp(join(tmpdir(), 'countersign-sync-'));
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'bin/build.ts')], { cwd: ROOT, stdio: 'inherit' });
  await writeFile(join(folder, 'policy.yaml'), POLICY);
  const directory = await startSlapd(`${ids.map(entryOf).join('\n')}\n`);
  const system = await startLocal({ policy: join(folder, 'policy.yaml') });
  try {
    const file = join(folder, 'accounts.jsonl');
    await writeFile(file, ids.map((id) => `${JSON.stringify(accountOf(id))}\n`).join(''));
    await importFile(system, file);
    await system.aws.stream?.settled();
    const services = servicesWith(directory);
    const first = await looked(services);
    for (const id of ids.slice(0, (PEOPLE * CHANGED) / 100))
      await directory.admin.describe(id, { mail: `new-${mailOf(id)}` });
    const second = await looked(services);
    const empty: PopulationSource = { ...emptied, connector: 'openldap' };
    const third = await looked(() => ({ ...services(), sources: [empty] }));
    assertSynced([first, second, third]);
    return [
      { what: `the first look at ${PEOPLE} people`, value: first.ms / 1000, unit: 's', atMost: 300 },
      { what: `the next one, when ${CHANGED} % have changed`, value: second.ms / 1000, unit: 's', atMost: 60 },
      { what: 'people whom the directory changed alone in it', value: second.synced.changed, unit: 'people' },
      { what: 'people whom an empty directory changed', value: third.synced.changed, unit: 'people', atMost: 0 },
      { what: 'memory of the whole system after the first look', value: first.kib, unit: 'KiB' },
      { what: 'memory, of what it was before it', value: first.kib / first.before, unit: 'x', atMost: 2 },
      { what: 'memory after the next one, of that', value: second.kib / first.kib, unit: 'x', atMost: 1.3 },
    ];
  } finally {
    await system.stop();
    await directory.stop();
    await rm(folder, { recursive: true });
  }
}

/** Nobody is there any more. */
const emptied: Omit<PopulationSource, 'connector'> = {
  kinds: ['email', 'sms'],
  whole: async () => ({ rows: [], place: 'empty' }),
  since: async () => null,
};

/** The services of the function `sync`, with a directory that the template of the local system does not have. */
function servicesWith(directory: DirectoryServer): () => PopulationServices {
  const options = { groupTiers: directoryGroupTiers() };
  const source = new LdapPopulation('openldap', serverAs(directory, directory.reader), openLdapPeople, options);
  return () => ({
    ...submitServices(),
    sources: [source],
    places: new DynamoDbPopulationPlaces(dynamo(), NAMES.workspace),
    members: new DynamoDbMembers(dynamo(), NAMES.workspace),
    people: new DynamoDbPeople(dynamo(), NAMES.workspace),
    environment: 'production',
  });
}

/** The variables of the function; one object, so that what it has made once is its own. */
const VARIABLES = { [ENV.signingFamily]: 'population' };

interface Looked {
  readonly synced: Synced;
  readonly ms: number;
  readonly before: number;
  readonly kib: number;
}

/** One look, with the rights of the function as the template gives them, and the memory before and after it. */
async function looked(services: () => PopulationServices): Promise<Looked> {
  const before = kib();
  const begin = performance.now();
  const look = () => syncPopulation(services(), () => Number.POSITIVE_INFINITY);
  const [synced] = await callingAs(roleArn('sync'), () => callVariables.run(VARIABLES, look));
  if (synced === undefined) throw new Error('no directory was looked at');
  return { synced, ms: performance.now() - begin, before, kib: kib() };
}

function kib(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024;
}

/** A look that sees nobody would be fast. */
function assertSynced([first, second, third]: readonly [Looked, Looked, Looked]): void {
  const people = (PEOPLE * CHANGED) / 100;
  const said = [first, second, third].map(({ synced }) => synced);
  const { synced: whole } = first;
  const isRight =
    whole.rows === PEOPLE &&
    whole.changed === 0 &&
    second.synced.changed === people &&
    third.synced.stop === 'feed-empty';
  if (!isRight) throw new Error(`the looks found something else: ${JSON.stringify(said)}`);
}

/** A whole directory of record, a change of a few, and a directory that has lost everybody. */
export const syncBench: Bench = {
  says: `${PEOPLE} people of a real \`slapd\` who are registered, looked at by the function \`sync\` on the local system, then ${CHANGED} % of them changed`,
  run,
};
