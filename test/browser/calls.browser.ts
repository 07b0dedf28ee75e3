import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './support/browser.ts';
import { check, pickAt, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** An agent opens a call to Jane: their page, and the words that they read to her. */
async function agentCalls(): Promise<{ readonly agent: Page; readonly words: string }> {
  const { page: agent } = await signedIn(browser, { world, who: 'alex', at: '#/calls' });
  await agent.locator('#find').fill('cognito:jane');
  await agent.locator('#look-do').click();
  await agent.locator('#dial-reason').selectOption('sign-in');
  await agent.locator('#dial-do').click();
  await agent.locator('#own-words-0').waitFor();
  return { agent, words: await agent.locator('#own-words-0').innerText() };
}

/** Somebody's own browser at the address that they keep in mind. */
async function calledBy(locale = 'en-GB', width = 375): Promise<Page> {
  const { page } = await openPage(browser, { viewport: { width, height: 740 }, locale });
  await page.goto(`${world.url}/call`);
  await page.locator('#heard').waitFor();
  return page;
}

const looksUp = async (page: Page, words: string): Promise<void> => {
  await page.locator('#heard').fill(words);
  await page.locator('#look-up-do').click();
  await page.locator('#found-call').waitFor();
};

describe('somebody whom the help desk calls', () => {
  it('sees who calls and why by the words alone, and says the words that the agent types', async () => {
    const { agent, words } = await agentCalls();
    await check(agent, 'calls-agent');
    const page = await calledBy();
    await check(page, 'call-empty');
    await looksUp(page, words.toUpperCase());
    const said = await page.locator('#screen').innerText();
    expect(said).toContain('The help desk calls you');
    expect(said).toContain('your sign-in');
    expect(said).not.toContain('cognito:jane');
    // The answer is on the first screen of a telephone, and has the focus.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('found-call');
    expect((await page.locator('#found-call').boundingBox())?.y).toBeLessThan(500);
    await check(page, 'call-true');
    await agent.locator('#reply-0').fill('brave otter');
    await agent.locator('#hear-do-0').click();
    await agent.locator('.message.bad').first().waitFor();
    await agent.locator('#reply-0').fill(await page.locator('#reply').innerText());
    await agent.locator('#hear-do-0').click();
    await agent.locator('#answered-0').waitFor();
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  it('is found by name where the agent only calls: nobody spells the id of an account, and a name of nobody is told as one', async () => {
    const { page: agent, said } = await signedIn(browser, { world, who: 'alex', at: '#/calls' });
    await agent.locator('#find').fill('nobody of that name');
    await agent.locator('#look-do').click();
    await agent.locator('#nobody').waitFor();
    await check(agent, 'calls-nobody');
    await agent.locator('#find').fill('Vic Tan');
    await agent.locator('#look-do').click();
    await agent.getByRole('heading', { name: 'Call Vic Tan · cognito:vic-acme' }).waitFor();
    expect(await agent.evaluate(() => document.activeElement?.id)).toBe('dial-reason');
    await check(agent, 'calls-found');
    await agent.locator('#dial-do').click();
    await agent.getByText('Call to the owner of cognito:vic-acme').waitFor();
    // Nothing of whom they call stays in the form for the next one, and the thanks are in the language that is chosen now.
    expect(await agent.locator('#dial').count()).toBe(0);
    const thanks = await agent.locator('.message.good').innerText();
    await agent.locator('#language-de').click();
    expect(await agent.locator('.message.good').innerText()).not.toBe(thanks);
    await agent.locator('#language-en').click();
    expect(await agent.locator('.message.good').innerText()).toBe(thanks);
    expect(said).toEqual([]);
  });

  it('is found first, and called with one click more: the words to say are there at once', async () => {
    const { page: agent, said } = await signedIn(browser, { world, who: 'alex', at: '#/new' });
    await agent.locator('#find').fill('cognito:ken');
    await agent.locator('#look-do').click();
    await agent.locator('#dial').waitFor();
    await check(agent, 'found-to-call');
    await agent.locator('#dial-do').click();
    await agent.getByText('Call to the owner of cognito:ken').waitFor();
    expect((await agent.locator('#own-words-0').innerText()).split(/\s+/)).toHaveLength(4);
    expect(said).toEqual([]);
  });

  it('sees nothing of it by other words, in the language of the browser, and by the keyboard alone', async () => {
    const page = await calledBy('de-DE');
    await page.locator('#heard').focus();
    await page.keyboard.type('brave otter calm lamp');
    await page.keyboard.press('Enter');
    await page.getByText('Niemand vom Helpdesk führt diesen Anruf').waitFor();
    await page.locator('#sign-in-report').waitFor();
    await check(page, 'call-false-german');
  });

  it('signed in, sees the call without its words, and reports it with one tap', async () => {
    const { agent, words } = await agentCalls();
    const page = await calledBy('es-ES');
    await page.locator('#sign-in').click();
    await pickAt(page, 'jane');
    expect(new URL(page.url()).hash).toBe('#/call');
    await page.locator('#report-0').waitFor();
    // One of them alone may be a word of the page too, such as llama.
    expect(await page.locator('#screen').innerText()).not.toMatch(new RegExp(words.trim().split(/\s+/).join('\\s+')));
    await check(page, 'call-mine-spanish');
    await page.locator('#report-0').click();
    await page.locator('.message.good').waitFor();
    await page.locator('#no-call').waitFor();
    await agent.locator('#reported-0').waitFor();
    await check(agent, 'calls-reported');
    const other = await calledBy();
    await looksUp(other, words);
    expect(await other.locator('#screen').innerText()).toContain('Nobody of the help desk makes this call');
  });

  it('signed in, reports a caller of whom nobody knows', async () => {
    const page = await calledBy('en-GB', 1200);
    await page.locator('#sign-in').click();
    await pickAt(page, 'lena');
    await page.locator('#report-nobody-caller').fill('the one that I know');
    await page.locator('#report-nobody').click();
    await page.locator('.message.bad').waitFor();
    expect(await page.locator('.message').innerText()).toContain('Type the number with + and the country');
    expect(await page.locator('#report-nobody-caller').inputValue()).toBe('the one that I know');
    await check(page, 'call-report-number');
    await page.locator('#report-nobody-caller').fill('+44 20 7946 0123');
    await page.locator('#report-nobody').click();
    await page.locator('.message.good').waitFor();
    const without = await calledBy('en-GB', 1200);
    await without.locator('#sign-in').click();
    await pickAt(without, 'vera');
    await without.locator('#report-nobody').click();
    await without.locator('.message.bad').waitFor();
    expect(await without.locator('.message').innerText()).toContain('you own no account here');
  });
});
