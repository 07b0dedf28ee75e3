import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage, type Watched } from './support/browser.ts';
import { findFaults } from './support/faults.ts';
import { picture } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;
let recovery: string;
let who: string;
let watched: Watched;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

beforeEach(async () => {
  if (recovery !== undefined) await world.clear(who, recovery);
  // What goes wrong for Ken is no risk for Jane.
  who = expect.getState().currentTestName?.includes('wrong') === true ? 'ken' : 'jane';
  recovery = await world.open(who);
  watched = await openPage(browser, { viewport: { width: 320, height: 640 } });
  await watched.page.goto(world.pageOf(recovery));
  await watched.page.locator('#page-words').waitFor();
});

describe('the requester’s page', () => {
  it('speaks the language of the browser, and another when asked, also the next time', async () => {
    const { page } = await openPage(browser, { locale: 'es-MX' });
    await page.goto(world.pageOf(recovery));
    await page.getByRole('heading', { level: 1, name: 'Una contraseña nueva' }).waitFor();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ein neues Passwort' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Ein neues Passwort' }).waitFor();
  });

  it('takes the words of the help desk, says its own, and tells how the request came in', async () => {
    const { page } = watched;
    const own = (await page.locator('#page-words').innerText()).split(/\s+/);
    expect(own).toHaveLength(2);
    expect(await page.locator('#asked').innerText()).toMatch(/^Somebody who was signed in as you asked for this at /);
    await page.locator('#heard').fill(own.join(' '));
    await page.locator('#hear').click();
    await page.getByText('These are not the words of the help desk').waitFor();
    await picture(page, 'requester-words-wrong');
    await page.locator('#heard').fill(await world.words(recovery));
    await page.locator('#hear').click();
    await page.locator('#met').waitFor();
    await picture(page, 'requester-words-met');
    expect((await page.locator('#page-words').innerText()).split(/\s+/)).toEqual(own);
    for (const heard of (await world.words(recovery)).split(' '))
      expect(await page.content()).not.toContain(`>${heard}<`);
  });

  it('hands over here what whoever saw the requester bound to this page, and says elsewhere in another browser', async () => {
    const { page } = watched;
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
    const unbound = await world.post('vera', `/recoveries/${recovery}/proofs`, seen);
    expect(unbound['warnings']).toEqual(['claim-impossible']);
    await page.getByText('As it stands, nobody can take what is made for you').waitFor();
    await picture(page, 'requester-claim-nobody');
    await world.post('vera', `/recoveries/${recovery}/proofs`, { ...seen, page: words });
    await page.getByText('What is made for you will be shown here').waitFor();
    await picture(page, 'requester-claim-here');
    const other = await openPage(browser);
    await other.page.goto(world.pageOf(recovery));
    await other.page.getByText('It is handed over in the browser in which the proofs were given').waitFor();
    await picture(other.page, 'requester-claim-elsewhere');
    expect(await findFaults(page)).toEqual([]);
  });

  it('looks the same for a recovery that has ended and for none', async () => {
    await world.post(who, `/recoveries/${recovery}/stops`, { reason: 'the test wants it', cause: 'withdrawn' });
    const seen: string[] = [];
    for (const id of [recovery, 'a'.repeat(26), 'not an id', 'constructor']) {
      const { page } = await openPage(browser);
      await page.goto(world.pageOf(encodeURIComponent(id)));
      await page.getByRole('heading', { name: 'This recovery is over, or there is none at this address' }).waitFor();
      seen.push(await page.locator('body').innerHTML());
      if (seen.length === 1) await picture(page, 'requester-none');
    }
    expect(new Set(seen).size).toBe(1);
  });

  it('can be walked with the keyboard alone, from the skip link to the code that proves', async () => {
    const { page } = watched;
    const tabTo = async (id: string): Promise<void> => {
      for (let step = 0; step < 40; step += 1) {
        if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no way to \`${id}\``);
    };
    await tabTo('skip');
    await tabTo('prove-issued-code-email-summary');
    await page.keyboard.press('Enter');
    await tabTo('prove-issued-code-email-send');
    await page.keyboard.press('Enter');
    await page.locator('#prove-issued-code-email-code').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'prove-issued-code-email-code');
    await page.keyboard.type(await world.code(/@home/));
    await page.keyboard.press('Enter');
    await page.getByText('That was right. Thank you.').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'message-text');
    expect(await world.events(recovery)).toContain('ProofRecorded');
  });

  it('names the account, masked, and who else can confirm the requester', async () => {
    const { page } = watched;
    expect(await page.locator('#account').innerText()).toBe('Account: cognito:j***, in Amazon Cognito');
    await page.getByText('you can also be confirmed by somebody else').waitFor();
    expect(await page.locator('#elsewhere li').count()).toBeGreaterThan(0);
    expect(await page.content()).not.toContain('cognito:jane');
  });

  it('sends nothing that cannot be a code, and says that it cost no try', async () => {
    const { page, urls } = watched;
    await page.locator('#prove-issued-code-email-summary').click();
    await page.locator('#prove-issued-code-email-send').click();
    await page.locator('#prove-issued-code-email-code').fill('1234 567');
    await page.locator('#prove-issued-code-email-check').click();
    await page.getByText('This code has eight digits. What you typed did not count as a try.').waitFor();
    await picture(page, 'requester-code-shape');
    expect(urls.filter((url) => url.endsWith('/answers'))).toEqual([]);
    expect(await world.events(recovery)).not.toContain('ChallengeFailed');
  });

  it('says since when it is without a connection, does nothing then, and goes on by itself with one', async () => {
    const { page } = watched;
    await page.context().setOffline(true);
    await page.getByText(/There has been no connection since \d/).waitFor();
    await picture(page, 'requester-offline');
    expect(await page.locator('main').getAttribute('class')).toBe('stale');
    expect(await page.locator('main button:enabled').count()).toBe(0);
    await page.context().setOffline(false);
    await page.getByText('There has been no connection').waitFor({ state: 'detached' });
    expect(await page.locator('main.stale').count()).toBe(0);
    expect(await page.locator('main button:enabled').count()).toBeGreaterThan(0);
  });

  it('says how many tries are left, and that it has ended after the third wrong one', async () => {
    const { page } = watched;
    await page.locator('#prove-issued-code-sms-summary').click();
    await page.locator('#prove-issued-code-sms-send').click();
    for (const said of ['You can try 2 more times.', 'You can try once more']) {
      await page.locator('#prove-issued-code-sms-code').fill('00000001');
      await page.locator('#prove-issued-code-sms-check').click();
      await page.getByText(said).waitFor();
      await picture(page, said.includes('once') ? 'requester-try-last' : 'requester-tries-left');
    }
    await page.locator('#prove-issued-code-sms-code').fill('00000001');
    await page.locator('#prove-issued-code-sms-check').click();
    await page.getByRole('heading', { name: 'We could not recognize you' }).waitFor();
    await picture(page, 'requester-refused');
    expect(await world.standing(recovery)).toBe('refused');
  });

  it('keeps what is typed while it reads how things stand', async () => {
    const { page } = watched;
    await page.locator('#prove-issued-code-email-summary').click();
    await page.locator('#prove-issued-code-email-send').click();
    await page.locator('#prove-issued-code-email-code').fill('1234');
    await page.locator('#language-de').click();
    await page.waitForResponse((response) => response.url().endsWith('/state'));
    expect(await page.locator('#prove-issued-code-email-code').inputValue()).toBe('1234');
  });

  it.each(['light', 'dark'] as const)(
    'has labels, landmarks and contrast, and fits a narrow screen: %s',
    async (colorScheme) => {
      const { page } = watched;
      if (colorScheme === 'light') await picture(page, 'requester-start');
      await page.emulateMedia({ colorScheme });
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      expect(await findFaults(page)).toEqual([]);
      await page.locator('#language-de').click();
      expect(await findFaults(page)).toEqual([]);
    },
  );

  it('would not pass with a name, a landmark, an id, contrast or room missing', async () => {
    const { page } = await openPage(browser, { viewport: { width: 320, height: 640 } });
    await page.setContent(
      '<main><h3 id="a">x</h3><p id="a" style="color: #bbb">faint</p><button></button><input><div style="width: 900px">wide</div></main>',
    );
    const faults = (await findFaults(page)).join('\n');
    for (const fault of [
      'no name: <button',
      'no name: <input',
      'not one header',
      'id twice: a',
      'heading 3',
      'small',
      'wider',
      'contrast',
    ])
      expect(faults).toContain(fault);
  });

  it('asks nobody else for anything, and puts no code and no address into a URL or the console', async () => {
    const { page, urls, said } = watched;
    await page.locator('#prove-issued-code-email-summary').click();
    await page.locator('#prove-issued-code-email-send').click();
    await page.locator('#prove-issued-code-email-code').waitFor();
    const code = await world.code(/@home/);
    await page.locator('#prove-issued-code-email-code').fill(code);
    await page.locator('#prove-issued-code-email-check').click();
    await page.getByText('That was right. Thank you.').waitFor();
    expect(urls.filter((url) => !url.startsWith(`${world.url}/r/`))).toEqual([]);
    expect([...urls, ...said].filter((one) => one.includes(code) || /home\.example|%40|@/.test(one))).toEqual([]);
    expect(said).toEqual([]);
    expect(await page.content()).not.toContain('home.example');
  });
});
