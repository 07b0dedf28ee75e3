import { afterEach, describe, expect, it } from '@jest/globals';
import { placeIn, type Signing, wayBack } from '../../../../console/staff/place.ts';
import { LOOPBACK_PATH, LOOPBACK_PORTS } from '../../../../lambdas/contract/sign-in.ts';
import { planDigest } from '../../../../lambdas/core/recovery/plan.ts';
import { type Circumstances, cli } from '../../../support/cli.ts';
import { aStory } from '../../../support/cli-story.ts';
import { aProblem, type FakeService, fakeService, type Scripted } from '../../../support/fake-service.ts';
import { PEOPLE } from '../../../support/fixtures.ts';

const READ = 'GET /recoveries/rec-1';
const OFFERS = 'GET /recoveries/rec-1/offers';
const SIGN = 'POST /recoveries/rec-1/countersignatures';
const SITE = 'https://console.example.com';
const person = PEOPLE.identityApprover;

let service: FakeService | undefined;
afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

/** A plan that asks for a passkey, and what the service shows once it is countersigned, or otherwise changed. */
async function signedStory() {
  const { answer, recovery } = await aStory();
  if (recovery.plan === null) throw new Error('there is no plan');
  const plan = { ...recovery.plan, statements: true };
  const digest = planDigest(recovery.id, plan, recovery.proofs);
  const shows = (over: object, end: string | null = null) => ({
    body: { ...answer, recovery: { ...recovery, plan, ...over }, digest, end },
  });
  const own = { ...{ approver: person, groups: ['identity'], relations: [], digest }, at: recovery.openedAt };
  return { digest, shows, given: { ...own, signedIn: 7 } };
}

const offers = (over: object = {}): Scripted => ({
  body: {
    recovery: 'rec-1',
    countersign: true,
    passkeyMissing: false,
    signing: { statement: { person }, passkeys: [{ credentialId: 'c', site: SITE }] },
    ...over,
  },
});

async function approving(
  script: Readonly<Record<string, Scripted | readonly Scripted[]>>,
  circumstances: Circumstances,
) {
  service = await fakeService(script);
  const addresses: string[] = [];
  const { browser } = circumstances;
  const ran = await cli(['recoveries', 'approve', 'rec-1', '--yes', '--json'], {
    ...circumstances,
    url: service.url,
    browser: (address) => {
      addresses.push(address);
      browser?.(address);
    },
  });
  const [address = ''] = addresses;
  return { ...ran, address, sent: service.seen.filter(({ line }) => line === SIGN) };
}

/** The statement page, as the console reads its address. */
function pageOf(address: string): Signing {
  const place = placeIn(new URL(address).hash);
  if (place.at !== 'signing') throw new Error(`the console does not know ${address}`);
  return place;
}

/** A browser in which the person presses the button that ends the page so. */
const presses =
  (outcome: 'countersigned' | 'cancelled') =>
  (address: string): void =>
    void fetch(wayBack(pageOf(address), outcome));

describe('recoveries approve of a plan that asks for a passkey', () => {
  it('leads to the page of the console where exactly this plan is signed, and prints what the service has recorded', async () => {
    const { shows, given, digest } = await signedStory();
    const after = [shows({}), shows({}), shows({ status: 'approved', countersignatures: [given] })];
    const { code, out, err, address, sent } = await approving({ [READ]: after, [OFFERS]: offers() }, {});
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ recovery: 'rec-1', status: 'approved', seq: 7, repeated: false, warnings: [] });
    expect(sent).toEqual([]);
    // For a browser on another device.
    expect(err).toContain(`open this address:\n${address}\n`);
    expect(new URL(address).origin).toBe(SITE);
    const page = pageOf(address);
    expect(page).toMatchObject({ id: 'rec-1', digest });
    const back = new URL(wayBack(page, 'countersigned'));
    expect([back.hostname, back.pathname]).toEqual(['localhost', LOOPBACK_PATH]);
    expect(LOOPBACK_PORTS.map(String)).toContain(back.port);
  });

  it('knows each of the ports on which it may wait, and no other', () => {
    const hashAt = (port: number) => `#/recoveries/rec-1/sign/${'a'.repeat(64)}/${port}/${'s'.repeat(43)}`;
    expect(LOOPBACK_PORTS.map((port) => placeIn(hashAt(port)).at)).toEqual(['signing', 'signing', 'signing']);
    for (const port of [80, 47310, 47314, 473110]) expect(placeIn(hashAt(port)).at).toBe('list');
  });

  it('does nothing when the person goes back without signing', async () => {
    const { shows } = await signedStory();
    const circumstances = { live: true, browser: presses('cancelled') } as const;
    const { code, err, sent } = await approving({ [READ]: shows({}), [OFFERS]: offers() }, circumstances);
    expect([code, sent]).toEqual([1, []]);
    expect(err).toContain('nothing was signed');
  }, 20_000);

  it('does not believe a browser that it was signed: it reads on until the service has it', async () => {
    const { shows, given } = await signedStory();
    const ofAnother = { ...given, approver: PEOPLE.securityApprover };
    const reads = [shows({}), shows({ countersignatures: [ofAnother] }), shows({ countersignatures: [given] })];
    const circumstances = { live: true, browser: presses('countersigned') } as const;
    const { code, out } = await approving({ [READ]: reads, [OFFERS]: offers() }, circumstances);
    expect([code, JSON.parse(out)['seq']]).toEqual([0, 7]);
  }, 20_000);

  it('stops waiting after ten minutes, and when the recovery has ended', async () => {
    const { shows } = await signedStory();
    const waited = await approving({ [READ]: shows({}), [OFFERS]: offers() }, {});
    expect([waited.code, waited.slept.reduce((sum, one) => sum + one, 0)]).toEqual([1, 600_000]);
    await service?.close();
    const ended = await approving({ [READ]: [shows({}), shows({}, 'rejected')], [OFFERS]: offers() }, {});
    expect([ended.code, ended.slept.length]).toEqual([1, 1]);
  }, 20_000);

  it('tells an approver without a passkey what to do, and sends nothing', async () => {
    const { shows } = await signedStory();
    const without = offers({ signing: null, passkeyMissing: true });
    const { code, err, sent, address } = await approving({ [READ]: shows({}), [OFFERS]: without }, {});
    expect([code, sent, address]).toEqual([1, [], '']);
    expect(err).toContain('passkey-missing');
    expect(err).toContain(`${service?.url}/console#/me`);
  });

  it('lets the service say why somebody may not countersign', async () => {
    const { shows, digest } = await signedStory();
    const script = { [READ]: shows({}), [OFFERS]: offers({ signing: null }), [SIGN]: aProblem(403, 'not-an-approver') };
    const { code, err, sent } = await approving(script, {});
    expect([code, sent.map(({ body }) => body)]).toEqual([1, [{ digest }]]);
    expect(err).toContain('not-an-approver');
  });
});
