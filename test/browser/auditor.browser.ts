import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Download } from 'playwright-core';
import { openBrowser, openPage } from './support/browser.ts';
import { check, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
let recovery: string;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  recovery = await world.open('ken', 'unlock');
  const { page } = await openPage(browser);
  await page.goto(world.pageOf(recovery));
  await page.locator('#prove-issued-code-email-summary').click();
  await page.locator('#prove-issued-code-email-send').click();
  await page.locator('#prove-issued-code-email-code').fill(await world.code(/@home/));
  await page.locator('#prove-issued-code-email-check').click();
  await world.approve(recovery);
  await world.until(recovery, 'granted');
  await world.open('jane');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

describe('an auditor', () => {
  it('goes on typing where they were when the answer to an earlier word comes', async () => {
    const { page } = await signedIn(browser, { world, who: 'otto', at: '#/search' });
    await page.locator('#find').click();
    await page.keyboard.type('ken');
    await page.locator('.hits li').first().waitFor();
    await page.keyboard.type(' unlock');
    expect(await page.locator('#find').inputValue()).toBe('ken unlock');
  });

  it('searches by parts, gives the link of a search away, and is told when nothing was found', async () => {
    const { page } = await signedIn(browser, { world, who: 'otto', at: '#/search' });
    await page.locator('#find-parts').click();
    await page.locator('#find-approver').fill('mara');
    await page.locator(`#to-${recovery}`).waitFor();
    expect(page.url()).toMatch(/#\/search\?approver=mara$/);
    await check(page, 'search-parts');
    const other = await signedIn(browser, { world, who: 'dana', at: '#/search?approver=mara' });
    await other.page.locator(`#to-${recovery}`).waitFor();
    await page.locator('#find-control').fill('no such control');
    await page.locator('#found-none').waitFor();
    await check(page, 'search-none');
  });

  it('reads the drawn stages, the policy as it was, and takes copies away', async () => {
    const { page, said } = await signedIn(browser, { world, who: 'otto', at: '#/search?words=ken' });
    const csv = page.waitForEvent('download');
    await page.locator('#export-csv').click();
    expect(await textOf(await csv)).toContain('"person:mara ');
    await page.locator(`#to-${recovery}`).click();
    await page.locator('#drawn').waitFor();
    expect(await page.locator('#drawn').getAttribute('aria-label')).toMatch(/proof: \d+ second/);
    await page.locator('#policy-show').click();
    await page.locator('#policy-was').waitFor();
    expect(await page.locator('.rules pre').first().innerText()).toContain('"control"');
    await check(page, 'record');
    const copy = page.waitForEvent('download');
    await page.locator('#record-save').click();
    const kept = JSON.parse(await textOf(await copy)) as { account: string; words: null; timeline: object[] };
    expect([kept.account, kept.words, kept.timeline.length > 3]).toEqual(['cognito:ken', null, true]);
    expect(said).toEqual([]);
  });

  it('is the only one with people on duty: nobody else has this screen', async () => {
    const { page } = await signedIn(browser, { world, who: 'ida', at: '#/search?words=ken' });
    await page
      .getByText('the token does not have the group of this part')
      .or(page.getByText('You have no part'))
      .first()
      .waitFor();
    expect(await page.getByRole('link', { name: 'Search' }).count()).toBe(0);
    expect(await page.locator('.hits').count()).toBe(0);
  });
});
