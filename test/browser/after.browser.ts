import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { PageState } from '../../lambdas/contract/requester.ts';
import { openBrowser, openPage } from './support/browser.ts';
import { check, picture } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
let recovery: string;
let who: string;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

afterEach(() => world.clear(who, recovery));

/** Somebody on their telephone, whom Vera has seen: their page is the one that takes what is made for them. */
async function seenOnPage(by = 'jane'): Promise<Page> {
  who = by;
  recovery = await world.open(who);
  const { page } = await openPage(browser, { viewport: { width: 375, height: 800 }, timezoneId: 'Europe/Madrid' });
  await page.goto(world.pageOf(recovery));
  await page.locator('#page-words').waitFor();
  await check(page, 'requester-proofing');
  await page.locator('#heard').fill(await world.words(recovery));
  await page.locator('#hear').click();
  await page.locator('#met').waitFor();
  const words = (await page.locator('#page-words').innerText()).replace(/\s+/g, ' ');
  const seen = {
    method: 'in-person',
    outcome: 'verified',
    reference: 'badge-log/1',
    seen: ['passport', 'employee-badge'],
  };
  await world.post('vera', `/recoveries/${recovery}/proofs`, { ...seen, page: words });
  await world.until(recovery, 'approving');
  await page.locator('#lasts').waitFor();
  return page;
}

/** The page reads this instead of what the server says from now on. */
async function reads(page: Page, over: Partial<PageState>): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.route('**/state', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as PageState), ...over } });
  });
}

/** Whether somebody with a telephone sees all of it without moving the page. */
const isInSight = (page: Page, selector: string): Promise<boolean> =>
  page.locator(selector).evaluate((one) => one.getBoundingClientRect().bottom <= window.innerHeight);

describe('the requester’s page from the approval to the end', () => {
  it('tells of a failed execution as one, and says what is true then and what is next', async () => {
    const page = await seenOnPage();
    await reads(page, { status: 'revoking', failed: true, handover: null, claimable: false });
    await page.getByRole('heading', { name: 'It could not be carried out' }).waitFor();
    await page.getByText('It is not known how far it came.').waitFor();
    await check(page, 'requester-failed');
    await reads(page, { status: 'reviewing', failed: true, handover: null, claimable: false });
    await page.getByText('What was begun has been taken back, and that was checked.').waitFor();
    await picture(page, 'requester-failed-back');
    expect(await page.getByText(/nothing was changed/i).count()).toBe(0);
  });

  it('says what is possible when every way on it is used or closed', async () => {
    const page = await seenOnPage();
    const given = { method: 'passkey', outcome: 'verified', at: new Date().toISOString(), here: true };
    const passkey = {
      method: 'passkey',
      asks: { for: 'passkey' },
      throttled: false,
      contacts: [],
      vendors: [],
    } as const;
    await reads(page, { status: 'proofing', methods: [passkey], proofs: [given], elsewhere: ['live-video'] });
    await page.getByText('every way on this page is used or closed').waitFor();
    expect(await page.locator('#elsewhere li').count()).toBe(1);
    expect(await page.getByText('please use another way as well').count()).toBe(0);
    await check(page, 'requester-used');
  });

  it('shows the key of a disk in groups that fit on a telephone and can be read aloud, after what to compare', async () => {
    const page = await seenOnPage();
    const deadline = new Date(Date.now() + 4 * 3_600_000).toISOString();
    const disk = { action: 'release-disk-key', directory: 'entra', gives: 'disk-key', deadline } as const;
    await reads(page, { ...disk, status: 'granted', handover: 'here', claimable: true });
    await page.route('**/claims', (route) =>
      route.fulfill({ json: { recovery, credential: `1A2B3C4D ${GROUPS.join('-')}` } }),
    );
    await page.getByText('start your computer with it by').waitFor();
    await check(page, 'requester-disk-key');
    await page.locator('#reveal').click();
    await page.locator('#secret').waitFor();
    expect(await page.locator('#disk-key-id').innerText()).toMatch(/begins with 1A2B3C4D$/);
    const groups = page.locator('#secret').getByRole('listitem');
    expect(await groups.allInnerTexts()).toEqual(GROUPS.map((group) => [...group].join(' ')));
    // Each group is on one line, and nothing of the page is beside the telephone.
    for (const box of await Promise.all((await groups.all()).map((one) => one.boundingBox())))
      expect([box !== null && box.x >= 0 && box.x + box.width <= 375, (box?.height ?? 99) < 40]).toEqual([true, true]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await page.locator('#use').innerText()).toContain('blue BitLocker screen');
    expect(await page.locator('#disk-key-after').innerText()).toContain('gets a new key by itself');
    await check(page, 'requester-disk-key-shown');
    await page.locator('#hide').click();
    expect(await page.content()).not.toContain([...(GROUPS[0] ?? '')].join(' '));
    await reads(page, { ...disk, status: 'revocation-overdue', handover: null, claimable: false });
    await page.getByText('has not replaced the key of its disk yet').waitFor();
    await check(page, 'requester-disk-key-offline');
  });

  it('tells the page that took part how it ended, also when it comes back, and another that it is over or none', async () => {
    const page = await seenOnPage();
    const other = await openPage(browser);
    await other.page.goto(world.pageOf(recovery));
    await other.page.locator('#account').waitFor();
    await world.post('mara', `/recoveries/${recovery}/rejections`, { reason: 'not today' });
    await page.getByRole('heading', { name: 'Somebody who must agree said no' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Somebody who must agree said no' }).waitFor();
    expect(await page.content()).not.toContain('not today');
    expect(await page.locator('#next').innerText()).toContain('ask the help desk why');
    await check(page, 'requester-rejected');
    await other.page.getByRole('heading', { name: 'This recovery has ended' }).waitFor();
    await picture(other.page, 'requester-ended');
    await other.page.reload();
    await other.page
      .getByRole('heading', { name: 'This recovery is over, or there is none at this address' })
      .waitFor();
  });

  it('says whose it is, how long it lasts, where to use it, and what happens when it is not used', async () => {
    // Nobody has said no to Ken yet, which would be a risk.
    const page = await seenOnPage('ken');
    expect(await page.locator('#whose').innerText()).toBe('Example Corp · Account recovery');
    expect(await page.locator('#desk').innerText()).toContain('+1 202-555-0111');
    expect(await page.locator('#lasts').innerText()).toMatch(/^Once it is done, you have \d+ \w+ to sign in with it/);
    await check(page, 'requester-approving');
    await world.approve(recovery);
    await page.locator('#reveal').waitFor();
    expect(await isInSight(page, '#reveal')).toBe(true);
    expect(await page.locator('#lasts').innerText()).toMatch(
      /by .*(GMT\+[12]|CES?T)\. If you do not, it stops working then/,
    );
    await check(page, 'requester-granted');
    await page.locator('#reveal').click();
    await page.locator('#secret').waitFor();
    expect(await page.locator('#use').innerText()).toContain('Amazon Cognito');
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('forbidden', 'NotAllowedError'));
    });
    await page.locator('#copy').click();
    await page.getByText('Your browser did not copy it. Select it and copy it yourself.').waitFor();
    await page.getByText('It was handed over.').waitFor();
    expect(await page.getByText('If you did not take it yourself, stop it below.').count()).toBe(1);
    expect(await page.locator('#stop-head').count()).toBe(1);
    await check(page, 'requester-taken');
    await page.reload();
    await page.getByText('It was handed over.').waitFor();
  });
});

const GROUPS = ['110121', '220242', '330363', '440484', '550605', '660726', '077088', '000011'];
