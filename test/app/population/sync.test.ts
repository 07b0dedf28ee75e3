import { beforeEach, describe, expect, it } from '@jest/globals';
import { type PopulationServices, syncPopulation } from '../../../lambdas/app/population/sync.ts';
import { step } from '../../../lambdas/app/workflow/workflow-step.ts';
import { populationStream } from '../../../lambdas/core/recovery/state/population.ts';
import { normalTarget } from '../../../lambdas/core/registry/identity.ts';
import type { FeedRow } from '../../../lambdas/core/registry/population.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';
import type { PopulationSource } from '../../../lambdas/ports/population.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { aPolicy, aProfile, at, PEOPLE, partsOf } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { ModelPopulationPlaces } from '../../support/models/population-places.ts';

const POLICY = aPolicy({ directory: { alone: ['manager', 'contacts', 'tier'], atMost: 10 } });
const world = new ApiWorld();
let places: ModelPopulationPlaces;
let everybody: readonly FeedRow[];
let changed: readonly FeedRow[] | null;
let whole: number;

const mailOf = (address: string) => [{ kind: 'email', address, changedAt: null } as const];
const aRow = (who: string, over: Partial<FeedRow> = {}): FeedRow => ({
  ...{ directoryId: normalTarget(who), target: who, aliases: [], name: who },
  ...{ contacts: mailOf(`${who}@example.com`), manager: null, isActive: true, tier: null },
  ...over,
});
const MAIL = { id: 'mail', kind: 'email', address: 'jane@example.com', since: at(-90 * 86_400) } as const;
const JANE = aProfile({ contacts: [MAIL], manager: null });
const REF = { account: 'cognito:jane', recovery: 'rec-1' };
const BOB = aProfile({ account: 'cognito:bob', target: 'bob', owner: PEOPLE.agent, manager: null });

const source: PopulationSource = {
  ...{ connector: 'cognito', kinds: ['email', 'sms'] },
  whole: async () => {
    whole += 1;
    return { rows: everybody, place: `whole ${whole}` };
  },
  since: async () => (changed === null ? null : { rows: changed, place: `since ${whole}` }),
};
const services = (over: Partial<PopulationServices> = {}): PopulationServices => ({
  ...world.services,
  ...{ sources: [source], places, people: world.people, environment: 'production' },
  members: {
    next: async (group) => (group === `related:${PEOPLE.agent}` ? ['cognito:bob', 'secret:prod/payments/db'] : []),
  },
  ...over,
});
const sync = (over: Partial<PopulationServices> = {}, left = 600_000) => syncPopulation(services(over), () => left);
const look = async (over: Partial<PopulationServices> = {}) => (await sync(over))[0];
const synced = (account: string) => world.events(account).filter(({ type }) => type === 'ProfileSynced');
const reports = () => world.events(populationStream('cognito')).filter(({ type }) => type === 'PopulationReported');

beforeEach(async () => {
  await world.reset(JANE, POLICY);
  await world.register({ ...BOB, contacts: [{ ...MAIL, address: 'bob@example.com' }] });
  places = new ModelPopulationPlaces();
  everybody = [aRow('jane'), aRow('bob')];
  [changed, whole] = [[], 0];
  caughtLog();
});

describe('a look at a directory of record', () => {
  it('reads everybody first, and then whoever changed', async () => {
    expect(await look()).toMatchObject({ rows: 2, isWhole: true, changed: 0, findings: 0, stop: null, finished: true });
    world.advance(900);
    changed = [aRow('jane', { contacts: mailOf('jane.new@example.com') })];
    expect(await look()).toMatchObject({ rows: 1, isWhole: false, changed: 1, finished: true });
    expect(synced('cognito:jane')).toMatchObject([{ contacts: [{ address: 'jane.new@example.com' }] }]);
    expect(reports()).toHaveLength(1);
    world.advance(86_400);
    everybody = [...changed, aRow('bob')];
    expect(await look()).toMatchObject({ isWhole: true, changed: 0 });
    expect(reports()).toHaveLength(1);
  });

  it('reads everybody where the directory cannot say who changed, or a change needs people', async () => {
    await look();
    changed = null;
    expect(await look()).toMatchObject({ isWhole: true });
    changed = [aRow('jane', { manager: normalTarget('bob') })];
    everybody = [...changed, aRow('bob')];
    world.advance(60);
    expect(await look()).toMatchObject({ isWhole: true, changed: 1 });
    expect(synced('cognito:jane')).toMatchObject([{ manager: PEOPLE.agent, changes: ['manager'] }]);
  });

  it('makes the same change again after another one', async () => {
    for (const address of ['a@example.com', 'jane@example.com', 'a@example.com']) {
      everybody = [aRow('jane', { contacts: mailOf(address) }), aRow('bob')];
      world.advance(90_000);
      expect(await look()).toMatchObject({ changed: 1 });
    }
    expect(synced('cognito:jane')).toHaveLength(3);
  });

  it.each(['append', 'head', 'heads'] as const)(
    'changes nothing twice when `%s` fails after it was done',
    async (operation) => {
      await look();
      world.advance(90_000);
      everybody = ['jane', 'bob'].map((who) => aRow(who, { contacts: mailOf(`${who}.new@example.com`) }));
      let failing = 1;
      world.faults = (asked) => {
        if (asked !== operation || failing === 0) return 'none';
        failing -= 1;
        return 'after';
      };
      await expect(sync()).rejects.toThrow();
      world.faults = undefined;
      expect(await look()).toMatchObject({ finished: true });
      for (const who of ['cognito:jane', 'cognito:bob']) expect(synced(who)).toHaveLength(1);
    },
  );

  it('leaves contacts while somebody has just been given access, and changes them by a later look (rule 15)', async () => {
    await world.open();
    await world.grant();
    const moved = { kind: 'email', address: 'jane.new@example.com', changedAt: at(-60) } as const;
    everybody = [aRow('jane', { contacts: [moved] }), aRow('bob')];
    const lines = caughtLog();
    await look();
    expect([synced('cognito:jane'), lines.join('\n')]).toEqual([[], expect.stringContaining('grant-lasts')]);
    world.advance(90_000);
    await step(world.services, REF, { type: 'StartRevocation', trigger: 'sweeper' });
    await step(world.services, REF, { type: 'ConfirmRevocation', evidence: {} });
    await look();
    expect(synced('cognito:jane')).toMatchObject([{ contacts: [{ address: 'jane.new@example.com' }] }]);
  });

  it('stops when its time is over, and the next one goes on', async () => {
    everybody = [aRow('jane', { contacts: mailOf('jane.new@example.com') }), aRow('bob')];
    expect((await sync({}, 1_000))[0]).toMatchObject({ changed: 0, finished: false });
    expect(await places.load('cognito')).toBeNull();
    expect(await look()).toMatchObject({ changed: 1, finished: true });
  });

  it('changes nothing alone under a policy that says nothing, and keeps the records for two administrators', async () => {
    await world.reset(JANE);
    everybody = [aRow('jane', { contacts: mailOf('jane.new@example.com') })];
    expect(await look()).toMatchObject({ changed: 0, proposed: 1 });
    const [report] = reports();
    if (report?.type !== 'PopulationReported') throw new Error('nothing was reported');
    expect(await places.kept('cognito', report.report.proposed ?? '')).toMatchObject([
      { account: 'cognito:jane', contacts: [{ address: 'jane.new@example.com' }] },
    ]);
  });

  it('of a directory that has lost everybody changes nothing, rings once, and waits for them', async () => {
    await look();
    world.advance(90_000);
    const all = everybody;
    everybody = [];
    for (const _ of [1, 2]) expect(await look()).toMatchObject({ changed: 0, proposed: 0, stop: 'feed-empty' });
    expect(reports().at(-1)).toMatchObject({ report: { stop: { code: 'feed-empty', people: 2, of: 2 } } });
    expect(reports()).toHaveLength(2);
    everybody = all;
    expect(await look()).toMatchObject({ stop: null, isWhole: true, findings: 0 });
  });

  it('lists what whoever left still holds, and administrators whom nobody registered', async () => {
    await world.register(
      aProfile({
        ...{
          account: 'secret:prod/payments/db',
          kind: 'service-account',
          tier: 'critical',
          owner: null,
          manager: null,
        },
        ...{ custodians: [PEOPLE.agent, PEOPLE.custodian], connector: 'secrets-manager', target: 'prod/payments/db' },
      }),
    );
    everybody = [aRow('jane'), aRow('bob', { isActive: false }), aRow('root', { tier: 'privileged' })];
    expect(await look()).toMatchObject({ findings: 3 + partsOf('agent').length, proposed: 2 });
    expect(reports().at(-1)).toMatchObject({
      ...{ fresh: 3 + partsOf('agent').length },
      report: {
        findings: [
          { code: 'privileged-unregistered', of: 'cognito:root' },
          ...[...partsOf('agent')]
            .sort()
            .map((part) => ({ code: 'part-held-by-leaver', of: PEOPLE.agent, with: part })),
          { code: 'custodian-left', of: 'secret:prod/payments/db', with: PEOPLE.agent },
          { code: 'left', of: 'cognito:bob' },
        ],
      },
    });
  });

  it('proposes no record over a namesake’s, and gives an account to whoever has its address', async () => {
    const contacts = mailOf('identityapprover@example.com');
    everybody = [aRow('jane'), aRow('bob'), aRow('ida', { contacts }), aRow('adam-admin')];
    expect(await look()).toMatchObject({ proposed: 1, findings: 1 });
    const report = reports().at(-1);
    if (report?.type !== 'PopulationReported') throw new Error('nothing was reported');
    expect(await places.kept('cognito', report.report.proposed ?? '')).toMatchObject([
      { account: 'cognito:ida', owner: PEOPLE.identityApprover },
    ]);
    expect(report.report.findings).toEqual([{ code: 'name-taken', of: 'cognito:adam-admin', with: PEOPLE.admin }]);
  });

  it('passes over an account whose stream is stopped, in the log, and looks at the others', async () => {
    const rows = world.rows.get('cognito:jane') ?? [];
    const [last] = rows.slice(-1);
    if (last === undefined) throw new Error('the account is registered');
    const forged = { ...last, bytes: last.bytes.replace('cognito:jane', 'cognito:jan3') };
    world.rows.set('cognito:jane', [...rows.slice(0, -1), forged]);
    const lines = caughtLog();
    everybody = [aRow('jane'), aRow('bob', { contacts: mailOf('bob.new@example.com') })];
    expect(await look()).toMatchObject({ changed: 1 });
    expect(lines.join('\n')).toContain('population record put aside');
  });

  it('looks at the other directories when one cannot be read, and fails in the end', async () => {
    const broken: PopulationSource = {
      ...source,
      connector: 'openldap',
      whole: async () => {
        throw new AdapterError('directory-unreadable', { retryable: true });
      },
    };
    await expect(sync({ sources: [broken, source] })).rejects.toThrow('directory-unreadable');
    expect(await places.load('cognito')).not.toBeNull();
    expect(await places.load('openldap')).toBeNull();
  });
});
