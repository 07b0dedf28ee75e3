import { afterEach, describe, expect, it } from '@jest/globals';
import { placeIn, wayBack } from '../../../console/staff/model/place.ts';
import { type Circumstances, cli } from '../../support/cli.ts';
import { ConfirmationWorld, STREAM } from '../../support/confirmation-world.ts';
import { aProblem, type FakeService, fakeService, type Script } from '../../support/fake-service.ts';
import { PEOPLE } from '../../support/fixtures.ts';
import { PUBLISHED } from '../../support/signing.ts';
import { SITE } from '../../support/statement-world.ts';

const SIGNING = 'GET /me/signing';
const PROPOSALS = `GET /registry/proposals/${encodeURIComponent(STREAM)}`;
const CONFIRM = 'POST /registry/confirmations';
const person = PEOPLE.secondAdmin;

let service: FakeService | undefined;
afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const signing = (passkeys: readonly object[] = [{ credentialId: 'c', site: SITE }]) => ({
  body: { person, at: '2026-11-27T08:00:00.000Z', passkeys },
});
const waits = (digest: string, by: string = PEOPLE.admin) => ({
  body: { stream: STREAM, proposals: [{ of: 'person', digest, by, at: '2026-11-27T08:00:00.000Z' }] },
});
const GONE = { body: { stream: STREAM, proposals: [] } };

/** Kim's record as it was confirmed and signed, or confirmed without a signature, and the digest of it. */
async function story(isSigned = true) {
  const world = await ConfirmationWorld.begin();
  const { digest } = await world.proposes();
  await (isSigned ? world.confirms(await world.signs()) : world.forges(undefined));
  const commits = world.rows.get(STREAM) ?? [];
  const ledger = {
    [`GET /ledger/${encodeURIComponent(STREAM)}?from=1&limit=100`]: { body: { account: STREAM, commits } },
  };
  return { digest, ledger: { ...ledger, 'GET /keys': { body: { keys: PUBLISHED } } } as Script, seq: commits.length };
}

async function confirming(script: Script, digest: string, circumstances: Circumstances = {}) {
  service = await fakeService(script);
  const addresses: string[] = [];
  const ran = await cli(['registry', 'confirm', STREAM, '--digest', digest, '--json'], {
    ...circumstances,
    url: service.url,
    browser: (address) => {
      addresses.push(address);
      circumstances.browser?.(address);
    },
  });
  return { ...ran, address: addresses[0] ?? '', sent: service.seen.filter(({ line }) => line === CONFIRM) };
}

function placeOf(address: string) {
  const place = placeIn(new URL(address).hash);
  if (place.at !== 'proposals' || place.asking === undefined) throw new Error(`nothing is asked at ${address}`);
  return { ...place, asking: place.asking };
}

describe('registry confirm by somebody with a passkey', () => {
  it('leads to the page of the console for exactly that proposal, and prints the commit that was signed', async () => {
    const { digest, ledger, seq } = await story();
    const script = { ...ledger, [SIGNING]: signing(), [PROPOSALS]: [waits(digest), waits(digest), GONE] };
    const { code, out, err, address, sent } = await confirming(script, digest);
    expect([code, JSON.parse(out)]).toEqual([0, { stream: STREAM, seq }]);
    expect(sent).toEqual([]);
    expect(err).toContain(`open this address:\n${address}\n`);
    expect(new URL(address).origin).toBe(SITE);
    expect(placeOf(address)).toMatchObject({ stream: STREAM, asking: { digest } });
  });

  it('does nothing when the person goes back without signing', async () => {
    const { digest, ledger } = await story();
    const browser = (address: string) => void fetch(wayBack(placeOf(address).asking, 'cancelled'));
    const script = { ...ledger, [SIGNING]: signing(), [PROPOSALS]: waits(digest) };
    const { code, err, sent } = await confirming(script, digest, { live: true, browser });
    expect([code, sent]).toEqual([1, []]);
    expect(err).toContain('nothing was signed');
  }, 20_000);

  it('does not take a confirmation that nobody signed for theirs', async () => {
    const { digest, ledger } = await story(false);
    const script = { ...ledger, [SIGNING]: signing(), [PROPOSALS]: [waits(digest), GONE] };
    const { code, err } = await confirming(script, digest);
    expect([code, err]).toEqual([1, expect.stringContaining('nothing was signed')]);
  });

  it.each([
    ['nobody has proposed it', GONE],
    ['they have proposed it themselves', waits('d'.repeat(64), person)],
    ['they may not read it', aProblem(403, 'role-missing')],
  ])('lets the service refuse it and record that where %s', async (_, proposals) => {
    const script = { [SIGNING]: signing(), [PROPOSALS]: proposals, [CONFIRM]: aProblem(409, 'no-such-proposal') };
    const { code, address, sent } = await confirming(script, 'd'.repeat(64));
    expect([code, address]).toEqual([1, '']);
    expect(sent).toHaveLength(1);
  });
});
