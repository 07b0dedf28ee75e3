import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openPage } from './support/browser.ts';
import { findFaults } from './support/faults.ts';
import { enrolPasskey } from './support/passkeys.ts';
import { shoot, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
/** Jane's own browser, with her passkey. */
let jane: Page;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  jane = (await openPage(browser)).page;
  await addAuthenticator(jane);
  await jane.goto(world.pageOf('none'));
  await enrolPasskey(world, jane, 'jane');
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** The id of the recovery whose screen this is. */
const shownOn = (page: Page): string => /#\/recoveries\/([a-z0-9-]+)$/.exec(page.url())?.[1] ?? page.url();

describe('the console', () => {
  it('leads from a call to a new password: an agent opens, the requester proves, her manager countersigns, she takes it', async () => {
    const { page: alex, said } = await signedIn(browser, { world, who: 'alex' });
    await alex.getByRole('link', { name: 'New request' }).click();
    await alex.locator('#open-account').fill('cognito:jane');
    await alex.locator('#open-reason').fill('She cannot sign in since this morning');
    await alex.locator('#open-requester').fill('jane@example.com');
    expect(await findFaults(alex)).toEqual([]);
    await shoot(alex, 'agent-opens');
    await alex.locator('#open-do').click();
    await alex.getByText('It waits until the requester has proved who they are.').waitFor();
    const recovery = shownOn(alex);
    const words = (await alex.locator('#words').innerText()).replace(/\s+/g, ' ').trim();
    expect(await findFaults(alex)).toEqual([]);
    await shoot(alex, 'agent');

    await jane.goto(world.pageOf(recovery));
    await jane.locator('#heard').fill(words);
    await jane.locator('#hear').click();
    await jane.locator('#met').waitFor();
    await jane.locator('#prove-passkey-summary').click();
    await jane.locator('#prove-passkey-do').click();
    await jane.getByRole('heading', { name: 'Somebody else looks at it' }).waitFor();

    const { page: mara } = await signedIn(browser, { world, who: 'mara', at: `#/recoveries/${recovery}` });
    await mara.locator('#countersign-do').waitFor();
    expect(shownOn(mara)).toBe(recovery);
    expect(await findFaults(mara)).toEqual([]);
    await shoot(mara, 'approver');
    await mara.locator('#countersign-do').click();
    await mara.getByText('Thank you. Your countersignature is recorded.').waitFor();

    await jane.getByRole('button', { name: 'Show it now' }).click();
    const secret = await jane.locator('#secret').innerText();
    expect(secret.length).toBeGreaterThan(11);
    await alex.getByText('It was executed. The access ends by itself.').waitFor();
    expect(await alex.content()).not.toContain(secret);
    expect(said).toEqual([]);
  });
});
