import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './support/browser.ts';
import { spoken } from './support/spoken.ts';
import { signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

/** The main screens of agent, approver and requester, as a screen reader says them. After a change: `SPOKEN=write npm run test:browser -- spoken`, and read them. */
const KEPT = new URL('./spoken/', import.meta.url);

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** What is another one in each run: words, ids, digests, times and the port. */
async function steady(page: Page): Promise<string> {
  const pairs = await page.locator('.pair').allInnerTexts();
  const words = pairs.map((pair) => pair.replace(/\s+/g, ' ').trim()).filter((pair) => pair !== '');
  const text = words.reduce((all, pair) => all.replaceAll(pair, pair.replace(/\S+/g, 'word')), await spoken(page));
  return text
    .replace(/localhost:\d+/g, 'localhost')
    .replace(/\b[a-z2-7]{26}\b/g, 'ID')
    .replace(/\b[0-9a-f]{12}\b/g, 'DIGEST')
    .replace(/\d{1,2} [A-Z][a-z]{2,4} \d{4}(, |, at | at )?/g, '')
    .replace(/\b\d{1,2}:\d{2}\b/g, '10:00')
    .replace(/\b\d+ (second|minute|hour)s?\b/g, '5 minutes');
}

async function reads(page: Page, name: string): Promise<void> {
  const said = await steady(page);
  const file = new URL(`${name}.txt`, KEPT);
  if (process.env['SPOKEN'] === 'write') {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(file, said);
  }
  expect(said).not.toContain('UNNAMED');
  expect(said).toBe(readFileSync(file, 'utf8'));
}

describe('a screen reader says', () => {
  it('the agent’s screens, from the search to the sentences for the caller', async () => {
    const { page } = await signedIn(browser, { world, who: 'alex', at: '#/new' });
    await page.locator('#find').waitFor();
    await reads(page, 'agent-search');
    await page.locator('#find').fill('jane');
    await page.locator('#look-do').click();
    await page.locator('#open-reason').or(page.locator('#found')).first().waitFor();
    if (await page.locator('#found').isVisible()) {
      await reads(page, 'agent-found');
      await page.locator('#found button').first().click();
    }
    await page.locator('#open-reason').fill('Cannot sign in since this morning');
    await reads(page, 'agent-opening');
    await page.locator('#open-do').click();
    await page.getByText('It waits until the requester has proved who they are.').waitFor();
    await page.locator('#sentences').waitFor();
    await reads(page, 'agent-recovery');
    await world.clear('jane', /#\/recoveries\/([a-z0-9-]+)$/.exec(page.url())?.[1] ?? '');
  });

  it('the approver’s screens, from what waits to the thanks', async () => {
    const recovery = await world.open('ken', 'unlock');
    const { page: ken } = await openPage(browser);
    await ken.goto(world.pageOf(recovery));
    await ken.locator('#prove-issued-code-email-summary').click();
    await ken.locator('#prove-issued-code-email-send').click();
    await ken.locator('#prove-issued-code-email-code').waitFor();
    await reads(ken, 'requester-code');
    await ken.locator('#prove-issued-code-email-code').fill(await world.code(/@home/));
    await ken.locator('#prove-issued-code-email-check').click();
    await world.until(recovery, 'approving');
    const { page } = await signedIn(browser, { world, who: 'mara' });
    await page.locator(`#to-${recovery}`).waitFor();
    await reads(page, 'approver-waiting');
    await page.locator(`#to-${recovery}`).click();
    await page.locator('#countersign-do').waitFor();
    await reads(page, 'approver-decides');
    await page.locator('#countersign-do').click();
    await page.getByText('Thank you. Your countersignature is recorded.').waitFor();
    await world.until(recovery, 'granted');
    await page.getByText('Access is given').or(page.locator('#ends')).first().waitFor();
    await reads(page, 'approver-thanked');
  });

  it('the requester’s page, from the first visit to the end', async () => {
    const recovery = await world.open('jane');
    const { page } = await openPage(browser);
    await page.goto(world.pageOf(recovery));
    await page.locator('#page-words').waitFor();
    await reads(page, 'requester-first');
    await world.clear('jane', recovery);
    await page.reload();
    await page.getByRole('heading', { name: 'This recovery is over' }).waitFor();
    await reads(page, 'requester-over');
  });

  it('would say it of a control without a name', async () => {
    const { page } = await openPage(browser);
    await page.setContent(
      '<main><h1>One</h1><button></button><p>Two <strong>three</strong> <a href="#">four</a></p></main>',
    );
    expect(await spoken(page)).toBe('page, \nmain\n  heading 1, One\n  button, UNNAMED\n  Two three link, four\n');
  });
});
