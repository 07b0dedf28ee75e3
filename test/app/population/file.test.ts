import { beforeEach, describe, expect, it } from '@jest/globals';
import { CsvPopulation } from '../../../lambdas/adapters/csv/population.ts';
import { HttpsFile } from '../../../lambdas/adapters/https/file.ts';
import { type PopulationServices, syncPopulation } from '../../../lambdas/app/population/sync.ts';
import { populationStream } from '../../../lambdas/core/recovery/state/population.ts';
import type { RowRecord } from '../../../lambdas/core/registry/batch.ts';
import { Secret } from '../../../lambdas/ports/secret.ts';
import { type FileRow, LocalPeopleFile } from '../../../local/people/file.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { aPolicy, aProfile, at, NOW, PEOPLE } from '../../support/fixtures.ts';
import { caughtLog } from '../../support/http.ts';
import { ModelPopulationPlaces } from '../../support/models/population-places.ts';

const URL_OF_FILE = 'https://hr.example.com/people.csv';
const POLICY = aPolicy({ directory: { alone: ['manager', 'contacts', 'tier'], atMost: 10 } });
const STREAM = populationStream('cognito');
const DIRECTORY_ID = 'a1b2c3d4-0000-4000-8000-000000000000';

const world = new ApiWorld();
let hr: LocalPeopleFile;
let places: ModelPopulationPlaces;
let source: CsvPopulation;

const mail = (address: string, since = '') => `work|email|${address}|${since}`;
/** The directory's own ids are nowhere in the file. */
const recordOf = (who: string, owner: string) =>
  aProfile({
    ...{ account: `cognito:${who}`, target: who, owner, manager: null, directoryId: `${DIRECTORY_ID}-${who}` },
    contacts: [{ id: 'mail', kind: 'email', address: `${who}@example.com`, since: at(-90 * 86_400) }],
  });
const rowOf = (who: string, owner: string, over: FileRow = {}): FileRow => ({
  ...{ account: `cognito:${who}`, kind: 'human', tier: 'standard', environment: 'staging', owner, name: who },
  ...{ contacts: mail(`${who}@example.com`), connector: 'cognito', target: who },
  ...over,
});
const change = (who: string, over: FileRow) => hr.rows.set(who, { ...hr.rows.get(who), ...over });

async function look() {
  const services: PopulationServices = {
    ...world.services,
    ...{ sources: [source], places, people: world.people, environment: 'production' },
    members: { next: async () => [] },
  };
  const [synced] = await syncPopulation(services, () => 600_000);
  return synced;
}
const found = () => {
  const last = world.events(STREAM).findLast(({ type }) => type === 'PopulationReported');
  return last?.type === 'PopulationReported' ? last.report.findings.map(({ code, of }) => `${code} ${of}`) : [];
};
async function proposed(): Promise<readonly RowRecord[]> {
  const last = world.events(STREAM).findLast(({ type }) => type === 'PopulationReported');
  if (last?.type !== 'PopulationReported' || last.report.proposed === null) return [];
  return places.kept('cognito', last.report.proposed);
}

beforeEach(async () => {
  caughtLog();
  await world.reset(recordOf('jane', PEOPLE.jane), POLICY);
  await world.register(recordOf('bob', PEOPLE.agent));
  hr = new LocalPeopleFile({ url: URL_OF_FILE, authorization: 'Bearer canary-token' });
  hr.rows.set('jane', rowOf('jane', PEOPLE.jane));
  hr.rows.set('bob', rowOf('bob', PEOPLE.agent));
  places = new ModelPopulationPlaces();
  const credential = async () => ({ bearer: new Secret('canary-token') });
  source = new CsvPopulation(new HttpsFile({ url: URL_OF_FILE, send: hr.handle, credential }), {
    ...({ connector: 'cognito', counted: false } as const),
    patience: { call: (work) => work() },
  });
});

describe('a file of record', () => {
  it('finds its accounts by their names, and costs nothing while it stays as it is', async () => {
    expect(await look()).toMatchObject({ rows: 2, isWhole: true, changed: 0, proposed: 0, findings: 0, stop: null });
    const before = world.heights();
    world.advance(900);
    expect(await look()).toMatchObject({ rows: 0, isWhole: false, changed: 0, finished: true });
    expect(world.heights()).toEqual(before);
    expect(hr.calls).toEqual(['GET 200', 'GET 304']);
  });

  it('changes alone what the policy lets a directory change, with its own date', async () => {
    await look();
    world.advance(3_600);
    change('jane', { contacts: mail('jane.new@example.com', at(1_800)), manager: PEOPLE.agent });
    expect(await look()).toMatchObject({ rows: 2, isWhole: true, changed: 1, findings: 0 });
    const event = world.events('cognito:jane').findLast(({ type }) => type === 'ProfileSynced');
    expect(event).toMatchObject({
      ...{ source: 'cognito', manager: PEOPLE.agent },
      contacts: [{ address: 'jane.new@example.com', since: at(1_800) }],
    });
  });

  it('says who left as soon as a file without them comes, or one that says so', async () => {
    await look();
    world.advance(900);
    hr.rows.delete('bob');
    change('jane', { active: 'no' });
    expect(await look()).toMatchObject({ isWhole: true, changed: 0, stop: null });
    expect(found()).toEqual(expect.arrayContaining(['left cognito:bob', 'left cognito:jane']));
  });

  it('changes nothing of an account that it gives to somebody else', async () => {
    await look();
    world.advance(900);
    change('jane', { owner: PEOPLE.agent, contacts: mail('bob@evil.example'), tier: 'critical', target: 'bob2' });
    expect(await look()).toMatchObject({ changed: 0, proposed: 0 });
    expect(found()).toEqual(['owner-differs cognito:jane']);
  });

  it('proposes whom nobody registered, once a person, as its rows say; a registered person with the account alone', async () => {
    const about = { contacts: mail('new@example.com'), labels: 'finance', language: 'de' };
    hr.rows.set('new', rowOf('new', 'person:new', about));
    hr.rows.set('new-2', rowOf('new-2', 'person:new', { tier: 'privileged', contacts: mail('new2@example.com') }));
    hr.rows.set('jane-2', rowOf('jane-2', PEOPLE.jane, { contacts: mail('jane2@example.com') }));
    hr.rows.set('x', rowOf('x', 'person:x', { contacts: mail('jane@example.com') }));
    await world.register(recordOf('other', PEOPLE.jane));
    await look();
    const records = await proposed();
    const named = records.map((one) => ('person' in one ? one.person : `${one.account} of ${one.owner}`));
    const people = named.filter((one) => one.startsWith('person:'));
    expect(new Set(people).size).toBe(people.length);
    expect(named).toEqual(
      expect.arrayContaining([
        ...[`cognito:jane-2 of ${PEOPLE.jane}`, 'cognito:new of person:new', 'cognito:new-2 of person:new'],
        'person:new',
      ]),
    );
    expect(records).toContainEqual(
      expect.objectContaining({
        ...{ account: 'cognito:new', environment: 'staging', labels: ['finance'], language: 'de' },
        ...{ custodians: [], contacts: [expect.objectContaining({ address: 'new@example.com', since: NOW })] },
      }),
    );
    expect(found()).toContain('privileged-unregistered cognito:new-2');
  });

  it.each([
    ['is cut off', () => hr.rows.set('bob', { ...hr.rows.get('bob'), account: 'half' }), 'file-malformed'],
    ['names somebody twice', () => hr.rows.set('again', rowOf('jane', PEOPLE.agent)), 'file-repeats'],
  ])('that %s changes nothing, and the call fails', async (_, breaks, code) => {
    await look();
    const before = world.heights();
    world.advance(900);
    change('jane', { contacts: mail('jane.new@example.com') });
    breaks();
    await expect(look()).rejects.toMatchObject({ code });
    expect(world.heights()).toEqual(before);
  });

  it('that has nobody in it changes nothing, and rings until somebody is in it again', async () => {
    await look();
    const everybody = [...hr.rows];
    world.advance(900);
    hr.rows.clear();
    for (const _again of [1, 2]) expect(await look()).toMatchObject({ changed: 0, stop: 'feed-empty' });
    expect(world.events('cognito:jane').map(({ type }) => type)).not.toContain('ProfileSynced');
    for (const [who, row] of everybody) hr.rows.set(who, row);
    expect(await look()).toMatchObject({ stop: null, findings: 0 });
  });

  it('takes the place of a directory that was followed itself: nobody seems to have left', async () => {
    const people = Array.from({ length: 40 }, (_one, index) => `id-${index}`);
    await places.move('cognito', null, { place: 'one', lookedAt: NOW, wholeAt: NOW, people });
    expect(await look()).toMatchObject({ isWhole: true, stop: null, findings: 0 });
  });
});
