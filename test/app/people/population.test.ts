import { beforeEach, describe, expect, it } from '@jest/globals';
import { submit } from '../../../lambdas/app/ledger/submit.ts';
import { populationFindings, proposedRecords } from '../../../lambdas/app/people/population.ts';
import { type PopulationReport, populationStream } from '../../../lambdas/core/recovery/state/population.ts';
import { ApiWorld } from '../../support/api-world.ts';
import { ACTORS, anEnvelope, aPerson, aPersonActor } from '../../support/fixtures.ts';
import { ModelPopulationPlaces } from '../../support/models/population-places.ts';

const world = new ApiWorld();
let places: ModelPopulationPlaces;
const ROWS = Array.from({ length: 120 }, (_, index) => aPerson({ person: `person:p${index}` }));
const REPORT: PopulationReport = {
  ...{ source: 'openldap', stop: null, total: 1, proposed: 'digest' },
  findings: [{ code: 'left', of: 'openldap:eve', with: null }],
};
beforeEach(async () => {
  await world.reset();
  places = new ModelPopulationPlaces();
  await places.keep('openldap', 'digest', ROWS);
});
const reported = () =>
  submit(
    world.services,
    anEnvelope(
      { type: 'ReportPopulation', report: REPORT },
      {
        ...{ stream: populationStream('openldap'), recovery: null },
        actor: { by: 'signal-source', source: 'openldap' },
      },
    ),
  );
const services = () => ({ ledger: world.ledger, population: places });
const AUDITOR = aPersonActor('person:dana', { roles: ['auditor'] });
const asked = (over: object = {}) =>
  proposedRecords(services(), ACTORS.admin, { source: 'openldap', from: 1, limit: 100, ...over });

describe('what directories of record say', () => {
  it('is shown to administrators, people on duty and auditors, once there is something', async () => {
    expect(await populationFindings(services(), AUDITOR)).toEqual({ sources: [] });
    await reported();
    for (const actor of [AUDITOR, ACTORS.admin, aPersonActor('person:dana', { roles: ['on-duty'] })])
      expect(await populationFindings(services(), actor)).toEqual({ sources: [REPORT] });
    await expect(populationFindings(services(), ACTORS.agent)).rejects.toMatchObject({ code: 'role-missing' });
  });

  it('has the records that it proposes, in parts, for administrators alone', async () => {
    expect(await asked()).toEqual({ records: [], total: 0 });
    await reported();
    expect(await asked()).toEqual({ records: ROWS.slice(0, 100), total: 120 });
    expect(await asked({ from: 101 })).toEqual({ records: ROWS.slice(100), total: 120 });
    expect(await asked({ source: 'nothing' })).toEqual({ records: [], total: 0 });
    await expect(
      proposedRecords(services(), AUDITOR, { source: 'openldap', from: 1, limit: 100 }),
    ).rejects.toMatchObject({ code: 'role-missing' });
  });
});
