import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalSystem } from '../../local/start/system.ts';
import { startScenario } from '../support/local-system.ts';
import { Play, type Shown } from '../support/play.ts';

/** Rule 19 on the whole system: nobody who approves can be reached, and a privileged account is needed now. */

let system: LocalSystem;
let stop: () => Promise<void>;
let play: Play;
const alerts: string[] = [];

beforeAll(async () => {
  ({ system, stop } = await startScenario());
  play = new Play(system);
  system.aws.sns.messages.subscribe(({ attributes }) => alerts.push(String(attributes['what'])));
}, 60_000);
afterAll(() => stop());

const INCIDENT = 'INC-4711';
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const codeOf = async (who: string, path: string, body: unknown): Promise<unknown> =>
  (await play.call(who, 'POST', path, body)).body['code'];

const typesOf = ({ timeline }: Shown): readonly string[] =>
  timeline.flatMap(({ events }) => events.map(({ type }) => type));

describe('break-glass', () => {
  let recovery = '';

  it('needs a declared incident', async () => {
    const asked = { account: 'cognito:lena-admin', requester: 'person:lena', action: 'reset-password' };
    const opened = await play.does('alex', '/recoveries', {
      ...asked,
      channel: 'phone',
      reason: 'payments stand still',
    });
    recovery = String(opened['recovery']);
    await play.until(recovery, 'proofing');
    const breaks = { incident: INCIDENT, reason: 'no approver answers' };
    expect(await codeOf('alex', `/recoveries/${recovery}/emergencies`, breaks)).toBe('incident-unknown');
    expect(await codeOf('alex', '/incidents', { incident: INCIDENT, until: inHours(2), reason: 'fire' })).toBe(
      'role-missing',
    );
    await play.does('dana', '/incidents', { incident: INCIDENT, until: inHours(2), reason: 'the data centre burns' });
    await play.does('alex', `/recoveries/${recovery}/emergencies`, breaks);
  }, 90_000);

  it('takes two people of the roster, after the same proofs, and nobody whom the policy names', async () => {
    await play.proves('vera', recovery, 'in-person');
    await play.proves('victor', recovery, 'live-video');
    await play.proves('mara', recovery, 'manager-attestation');
    const { digest } = await play.until(recovery, 'approving');
    const path = `/recoveries/${recovery}/countersignatures`;
    expect(await codeOf('ida', path, { digest })).toBe('not-an-approver');
    for (const [who, countersign] of [
      ['cora', true],
      ['ida', false],
    ] as const) {
      const { body } = await play.call(who, 'GET', `/recoveries/${recovery}/offers`);
      expect([who, body['countersign'] ?? false]).toEqual([who, countersign]);
    }
    await play.countersigns('cora', recovery);
    expect(await codeOf('cora', path, { digest })).toBe('already-countersigned');
    await play.countersigns('carl', recovery);
    await play.until(recovery, 'granted');
  }, 90_000);

  it('rings at every step, and stands in the list of what is owed until it is reviewed', async () => {
    for (const what of ['IncidentDeclared', 'BreakGlassUsed', 'GlassBroken'])
      expect(alerts.some((one) => one.includes(what))).toBe(true);
    const { body } = await play.call('dana', 'GET', '/incidents');
    expect(body['incidents']).toMatchObject([{ incident: INCIDENT, by: 'person:dana' }]);
    const people = ['person:alex', 'person:cora', 'person:carl'];
    expect(body['uses']).toMatchObject([{ recovery, account: 'cognito:lena-admin', desk: 'service', people }]);

    await play.until(recovery, 'reviewing');
    await play.does('rita', `/recoveries/${recovery}/reviews`, { finding: 'appropriate', note: 'the fire was real' });
    const closed = await play.until(recovery, 'closed');
    expect(closed.end).toBe('closed');
    expect(typesOf(closed)).toEqual(expect.arrayContaining(['GlassBroken', 'GrantIssued', 'RevocationConfirmed']));
    expect((await play.call('dana', 'GET', '/incidents')).body['uses']).toEqual([]);
  }, 90_000);

  it('is over with the incident', async () => {
    await play.does('dana', '/incidents/ends', { incident: INCIDENT });
    const other = await play.opens('jane', 'cognito:jane', 'reset-password');
    await play.until(other, 'proofing');
    const path = `/recoveries/${other}/emergencies`;
    expect(await codeOf('dana', path, { incident: INCIDENT, reason: 'again' })).toBe('incident-unknown');
  }, 90_000);
});
