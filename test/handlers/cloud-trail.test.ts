import { describe, expect, it } from '@jest/globals';
import type { TrailServices } from '../../lambdas/app/intake/cloud-trail.ts';
import { ApiWorld } from '../support/api-world.ts';
import { composed } from '../support/compose.ts';
import { aProfile, NOW } from '../support/fixtures.ts';

const ACCOUNT = '111122223333';
const world = new ApiWorld();
await world.reset();
const services: TrailServices = {
  ...world.services,
  connectorRoles: [`arn:aws:iam::${ACCOUNT}:role/execute`],
  rotationFunctions: [],
};
composed('directory-logs', { trailServices: services });
const { handler } = await import('../../lambdas/handlers/cloud-trail.ts');

const detail = {
  ...{
    eventID: 'event-1',
    eventTime: NOW,
    eventSource: 'cognito-idp.amazonaws.com',
    eventName: 'AdminSetUserPassword',
  },
  additionalEventData: { sub: aProfile().directoryId },
};

describe('the function that hears of CloudTrail', () => {
  it('records a reset that went around every recovery, and fails for what it cannot read, so that it is kept', async () => {
    const event = { 'detail-type': 'AWS API Call via CloudTrail', account: ACCOUNT, detail };
    expect(await handler(event)).toMatchObject({ is: 'ungoverned', account: 'cognito:jane' });
    await expect(handler({ ...event, account: '999988887777' })).rejects.toThrow('account-foreign');
    await expect(handler(undefined)).rejects.toMatchObject({ code: 'fields-invalid' });
  });
});
