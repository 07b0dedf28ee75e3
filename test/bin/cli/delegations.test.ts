import { afterEach, describe, expect, it } from '@jest/globals';
import { placeIn, type SigningOrder, wayBack } from '../../../console/staff/model/place.ts';
import { type Circumstances, cli } from '../../support/cli.ts';
import { aProblem, type FakeService, fakeService, type Scripted } from '../../support/fake-service.ts';

const LIST = 'GET /delegations';
const WITHDRAW = 'POST /delegations/withdrawals';
const SITE = 'https://console.example.com';
const UNTIL = '2026-12-14T18:00:00.000Z';
const lent = {
  id: 'd-1',
  from: 'person:ida',
  to: 'person:ivan',
  groups: ['identity'],
  until: UNTIL,
  reason: 'on leave',
};

let service: FakeService | undefined;
afterEach(async () => {
  await service?.close();
  expect(service?.complaints ?? []).toEqual([]);
  service = undefined;
});

const lists = (over: object = {}): Scripted => ({
  body: {
    ...{ person: 'person:ida', groups: ['identity', 'platform'], given: [], taken: [] },
    passkeys: [{ credentialId: 'c', site: SITE }],
    ...over,
  },
});

async function runs(
  argv: readonly string[],
  script: Readonly<Record<string, Scripted | readonly Scripted[]>>,
  circumstances: Circumstances = {},
) {
  service = await fakeService(script);
  let address = '';
  const { browser } = circumstances;
  const ran = await cli(['delegations', ...argv], {
    ...circumstances,
    url: service.url,
    browser: (shown) => {
      address = shown;
      browser?.(shown);
    },
  });
  return { ...ran, address, sent: service.seen.filter(({ line }) => line.startsWith('POST')) };
}

function pageOf(address: string): SigningOrder {
  const place = placeIn(new URL(address).hash);
  if (place.at !== 'lending') throw new Error(`the console does not know ${address}`);
  return place;
}

const GIVES = ['give', '--to', 'ivan', '--until', '2026-12-14T18:00:00Z', '--reason', 'on leave'];

describe('delegations give', () => {
  it.each<[string, string[], string[]]>([
    ['all groups that one holds', [], ['identity', 'platform']],
    ['the named groups', ['--group', 'identity'], ['identity']],
    ['only what one approves as a manager', ['--without-groups'], []],
  ])('leads to the page where exactly this is signed, and prints what the service has: %s', async (_, more, groups) => {
    const given = lists({ given: [{ ...lent, groups }] });
    const ran = await runs([...GIVES, ...more, '--json'], { [LIST]: [lists(), lists(), given] });
    expect([ran.code, JSON.parse(ran.out), ran.sent]).toEqual([0, { ...lent, groups }, []]);
    expect(new URL(ran.address).origin).toBe(SITE);
    expect(pageOf(ran.address).order).toEqual({ to: 'person:ivan', groups, until: UNTIL, reason: 'on leave' });
    expect(ran.err).toContain(`open this address:\n${ran.address}\n`);
  });

  it('says until when, and how to take it back', async () => {
    const { out } = await runs([...GIVES, '--group', 'identity'], { [LIST]: [lists(), lists({ given: [lent] })] });
    expect(out).toContain('You lend your right to approve (identity) to person:ivan until 2026-12-14 18:00:00 UTC');
    expect(out).toContain('npx countersign delegations withdraw d-1');
  });

  it('takes nothing else that was lent for what was signed', async () => {
    const others = [{ to: 'person:sam' }, { groups: [] }, { reason: 'x' }, { until: '2026-12-15T18:00:00.000Z' }];
    const reads = [
      lists(),
      ...others.map((over) => lists({ given: [{ ...lent, ...over }] })),
      lists({ given: [lent] }),
    ];
    const { code, out, slept } = await runs([...GIVES, '--group', 'identity', '--json'], { [LIST]: reads });
    expect([code, JSON.parse(out)['id'], slept.length]).toEqual([0, 'd-1', 5]);
  });

  it('asks for no second signature when it is said again', async () => {
    const script = { [LIST]: lists({ given: [lent] }) };
    const { code, out, address } = await runs([...GIVES, '--group', 'identity', '--json'], script);
    expect([code, JSON.parse(out)['id'], address]).toEqual([0, 'd-1', '']);
  });

  it('does nothing when the person goes back without signing', async () => {
    const browser = (address: string): void => void fetch(wayBack(pageOf(address), 'cancelled'));
    const { code, err } = await runs(GIVES, { [LIST]: lists() }, { live: true, browser });
    expect([code, err]).toEqual([1, expect.stringContaining('nothing was signed')]);
  }, 20_000);

  it('tells somebody without a passkey what to do', async () => {
    const { code, err, address } = await runs(GIVES, { [LIST]: lists({ passkeys: [] }) });
    expect([code, address]).toEqual([1, '']);
    expect(err).toContain('your record has none');
  });

  it.each([
    [['give', '--to', 'ivan', '--reason', 'x'], "required option '--until <moment>' not specified"],
    [['give', '--to', 'ivan', '--until', 'friday', '--reason', 'x'], 'a moment in UTC'],
    [[...GIVES, '--group', 'identity', '--without-groups'], 'cannot be used with'],
    [['give', '--to', 'jira:ivan', '--until', '2026-12-14T18:00:00Z', '--reason', 'x'], 'such as person:ivan'],
  ])('refuses %p before anything is sent', async (argv, why) => {
    const { code, err } = await cli(['delegations', ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});

describe('delegations list', () => {
  it('shows what one lent, and in whose place one may decide', async () => {
    const taken = [{ ...lent, id: 'd-9', from: 'person:mara', to: 'person:ida', groups: [] }];
    const { code, out } = await runs(['list'], { [LIST]: lists({ given: [lent], taken }) });
    expect(code).toBe(0);
    expect(out).toMatch(/You lend:\n.*\n.*d-1 +person:ivan +identity +2026-12-14 18:00:00 UTC.*on leave/);
    expect(out).toMatch(/--for PERSON.*\n.*\n.*d-9 +person:mara +-/);
  });

  it('says so where there is nothing', async () => {
    const { out } = await runs(['list'], { [LIST]: lists() });
    expect(out).toBe('you lend your right to approve to nobody\n\nnobody lends you theirs\n');
  });
});

describe('delegations withdraw', () => {
  const done: Scripted = { body: { delegation: 'd-1', from: 'person:ida' } };

  it.each([
    ['given', 'person:ida'],
    ['taken', 'person:mara'],
  ])('finds whose it is among those %s', async (which, from) => {
    const script = { [LIST]: lists({ [which]: [{ ...lent, from }] }), [WITHDRAW]: done };
    const { code, sent } = await runs(['withdraw', 'd-1'], script);
    expect([code, sent.map(({ body }) => body)]).toEqual([0, [{ from, delegation: 'd-1' }]]);
  });

  it('sends nothing for one that is neither', async () => {
    const { code, err, sent } = await runs(['withdraw', 'd-7'], { [LIST]: lists({ given: [lent] }) });
    expect([code, sent, err]).toEqual([1, [], expect.stringContaining('--from')]);
  });

  it('asks the service of one that somebody on duty names, and says its no', async () => {
    const script = { [WITHDRAW]: aProblem(403, 'role-missing', { role: 'on-duty' }) };
    const { code, sent } = await runs(['withdraw', 'd-1', '--from', 'ida'], script);
    expect([code, sent.map(({ body }) => body)]).toEqual([1, [{ from: 'person:ida', delegation: 'd-1' }]]);
  });
});
