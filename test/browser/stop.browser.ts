import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator, openBrowser, openPage, type Watched } from './support/browser.ts';
import { enrolPasskey } from './support/passkeys.ts';
import { picture } from './support/staff.ts';
import { eventually, World } from './support/world.ts';

let world: World;
let browser: Browser;
/** Whoever asks; the test is about the one who did not. */
let asker: Page;
let open: string[] = [];

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  asker = (await openPage(browser)).page;
  await addAuthenticator(asker);
  await asker.goto(world.pageOf('none'));
  for (const who of ['jane', 'ken']) await enrolPasskey(world, asker, who);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

afterEach(async () => {
  for (const recovery of open) {
    const { recovery: shown } = (await world.show(recovery)) as { recovery: { requester: string } };
    const who = shown.requester.replace('person:', '');
    await world.clear(who, recovery);
  }
  open = [];
});

async function opened(who = 'jane'): Promise<string> {
  const recovery = await world.open(who);
  open.push(recovery);
  return recovery;
}

/** A recovery that waits for approval. */
async function proved(who = 'jane'): Promise<string> {
  const recovery = await opened(who);
  await asker.goto(world.pageOf(recovery));
  await asker.locator('#prove-passkey-summary').click();
  await asker.locator('#prove-passkey-do').click();
  await world.until(recovery, 'approving');
  return recovery;
}

/** Jane reads her mail in a browser that has never been here, and follows the link. */
async function fromNotice(recovery: string): Promise<Watched & { readonly token: string }> {
  const link = await world.stopLink(recovery);
  const watched = await openPage(browser);
  await watched.page.goto(link);
  await watched.page.locator('#stop-do').waitFor();
  await picture(watched.page, 'stop-link');
  return { ...watched, token: link.split('#stop=')[1] ?? 'none' };
}

async function stopsAtOnce({ page }: Watched): Promise<void> {
  await page.getByRole('button', { name: 'This was not me: stop it' }).click();
  await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
  await picture(page, 'stop-done');
}

describe('“This was not me”', () => {
  it('from a notice stops a recovery that waits for approval, at once and without any code', async () => {
    const recovery = await proved();
    await stopsAtOnce(await fromNotice(recovery));
    expect(await world.standing(recovery)).toBe('stopped');
    expect(await world.events(recovery)).toContain('RecoveryStopped');
  });

  it('from a notice revokes a recovery that is granted', async () => {
    // Ken, of whom nobody has said yet that it was not him: that would be a risk, and take more proof.
    const recovery = await proved('ken');
    await world.approve(recovery);
    await world.until(recovery, 'granted');
    await stopsAtOnce(await fromNotice(recovery));
    await eventually('it is revoked', async () =>
      (await world.events(recovery)).includes('RevocationConfirmed') ? true : undefined,
    );
    await asker.reload();
    await asker.locator('#status-head').waitFor();
    expect(await asker.locator('#reveal').count()).toBe(0);
  });

  it('leaves the token neither in the address nor in any request but the one that uses it', async () => {
    const watched = await fromNotice(await opened());
    const { page, token, urls, said } = watched;
    expect(token).toHaveLength(43);
    expect(page.url()).not.toContain('#');
    await stopsAtOnce(watched);
    expect([...urls, ...said].filter((one) => one.includes(token))).toEqual([]);
    expect(await page.content()).not.toContain(token);
  });

  it('without a notice asks for one code first', async () => {
    const recovery = await opened('ken');
    const { page } = await openPage(browser);
    await page.goto(world.pageOf(recovery));
    await page.locator('#stop-summary').click();
    expect(await page.locator('#stop-do').count()).toBe(0);
    await page.locator('#stop-issued-code-email-summary').click();
    await page.locator('#stop-issued-code-email-send').click();
    await page.locator('#stop-issued-code-email-code').waitFor();
    await picture(page, 'stop-code');
    await page.locator('#stop-issued-code-email-code').fill(await world.code(/ken@home/));
    await page.locator('#stop-issued-code-email-check').click();
    await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
    expect(await world.standing(recovery)).toBe('stopped');
  });

  it('with a token of another recovery stops nothing, and is in the ledger', async () => {
    const [one, link] = [await opened(), await world.stopLink(open[0] ?? '')];
    await world.post('jane', `/recoveries/${one}/stops`, { reason: 'only its link is wanted', cause: 'withdrawn' });
    const other = await opened();
    const { page } = await openPage(browser);
    await page.goto(`${world.pageOf(other)}#${link.split('#')[1]}`);
    await page.locator('#stop-do').click();
    await page.getByText('This link does not belong to this recovery').waitFor();
    await picture(page, 'stop-other-link');
    expect(await world.standing(other)).toBe('proofing');
  });
});
