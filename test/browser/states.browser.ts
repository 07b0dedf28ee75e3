import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page, Route } from 'playwright-core';
import { openBrowser } from './support/browser.ts';
import { check, picture, signedIn } from './support/staff.ts';
import { World } from './support/world.ts';

/** How the API answers the console: as it is, or not as the console would like. */
type Mode = 'truly' | 'never' | 'no-rights' | 'nothing' | 'down' | 'too-many' | 'offline' | 'session-over';

let world: World;
let browser: Browser;
let recovery: string;
const pages = new Map<string, { readonly page: Page; mode: Mode }>();

beforeAll(async () => {
  world = await World.start();
  browser = await openBrowser();
  recovery = await world.open('ken', 'unlock');
});

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** Answers in which there is nothing, by the end of their path. */
const NOTHING: readonly (readonly [RegExp, object])[] = [
  [/\/threats$/, { threats: [] }],
  [/\/incidents$/, { incidents: [], uses: [] }],
  [/\/registry\/proposals\/.+$/, { stream: 'person:nora', proposals: [] }],
  [/\/registry\/findings$/, { sources: [] }],
  [/\/put-aside$/, { stopped: [], unsent: [], more: false }],
  [/\/search$/, { items: [], lookedBackTo: null }],
  [/\/me\/accounts$/, { accounts: [], asked: [] }],
  [/./, { items: [], more: false }],
];

/** What came with a token is a request to the API; everything else is the page and its sign-in. */
async function answer(mode: Mode, route: Route): Promise<void> {
  const { authorization } = route.request().headers();
  const { pathname } = new URL(route.request().url());
  // Parts decide which screens there are: that is another test.
  if (authorization === undefined || mode === 'truly' || pathname === '/me/parts') return route.fallback();
  if (mode === 'never') return;
  if (mode === 'offline') return route.abort();
  if (mode === 'down') return route.fulfill({ status: 503, contentType: 'text/html', body: '<html>no</html>' });
  if (mode === 'too-many') return route.fulfill({ status: 429, json: { message: 'Too Many Requests' } });
  if (mode === 'session-over') return route.fulfill({ status: 401, json: { message: 'Unauthorized' } });
  if (mode === 'no-rights')
    return pathname.startsWith('/recoveries/')
      ? route.fulfill({ status: 404, json: { code: 'recovery-unknown', detail: 'no' } })
      : route.fulfill({ status: 403, json: { code: 'role-missing', detail: 'no' } });
  return route.fulfill({ json: NOTHING.find(([path]) => path.test(pathname))?.[1] ?? {} });
}

/** Somebody's console, on no screen in particular. */
async function consoleOf(who: string) {
  const known = pages.get(who);
  if (known !== undefined) return known;
  const { page } = await signedIn(browser, { world, who, at: '#/me' });
  // Nothing is read again by itself: the button that asks for it would go while it is clicked.
  await page.evaluate(() => {
    const soon = window.setTimeout.bind(window);
    const never = (what: TimerHandler, ms?: number) => (ms !== undefined && ms >= 5_000 ? 0 : soon(what, ms));
    Object.assign(window, { setTimeout: never });
  });
  const own = { page, mode: 'truly' as Mode };
  await page.route('**/*', (route) => answer(own.mode, route));
  pages.set(who, own);
  return own;
}

/** The screen of an address, drawn anew, with the API in this mode. */
async function shownIn(who: string, hash: string, mode: Mode): Promise<Page> {
  const own = await consoleOf(who);
  const { page } = own;
  own.mode = 'truly';
  await go(page, hash === '#/me' ? '#/call' : '#/me');
  own.mode = mode;
  await go(page, hash);
  return page;
}

/** Ends when the page has heard of its new address: two changes at once would be one, and the screen would not be drawn anew. */
async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(
    (to) =>
      new Promise<void>((heard) => {
        if (location.hash === to) return heard();
        addEventListener('hashchange', () => heard(), { once: true });
        location.assign(to);
      }),
    hash,
  );
}

const HASHES = {
  waiting: ['mara', '#/waiting', 'Nothing waits for you.'],
  open: ['alex', '#/', 'Nothing is open that you may read.'],
  ended: ['alex', '#/ended', 'Nothing has ended that you may read.'],
  duty: ['dana', '#/duty', 'No access is open, and none is on its way.'],
  proposals: ['adam', '#/proposals', 'Nothing waits to be confirmed.'],
  proposal: ['adam', `#/proposals/${encodeURIComponent('person:nora')}`, 'Nothing waits to be confirmed.'],
  search: ['otto', '#/search?words=jane', 'Nothing was found.'],
  calls: ['alex', '#/calls', 'Open the call before you dial.'],
  call: ['jane', '#/call', 'Nobody of the help desk calls you now.'],
  mine: ['jane', '#/me', 'No account is registered as yours.'],
} as const;
type Screen = keyof typeof HASHES;
const SCREENS = Object.keys(HASHES) as readonly Screen[];

const NO_RIGHTS = 'You have no part here. Open the link that you were sent, or ask an administrator.';
const FAULTS = [
  ['offline', 'There is no connection.'],
  ['down', 'The service has a fault.'],
  ['too-many', 'There are too many requests at this moment.'],
] as const;

describe.each(SCREENS)('the screen %s', (screen) => {
  const [who, hash, nothing] = HASHES[screen];

  it('has its head and says that it reads, before it knows anything', async () => {
    const page = await shownIn(who, hash, 'never');
    expect((await page.locator('h1').innerText()).trim()).not.toBe('');
    // What somebody looks up by its words needs no answer first.
    if (screen !== 'call') expect(await page.getByText('One moment…').first().innerText()).toBe('One moment…');
    await picture(page, `state-${screen}-loading`);
  });

  it('says that nothing is there, and what that means', async () => {
    const page = await shownIn(who, hash, 'nothing');
    await page.getByText(nothing).first().waitFor();
    expect(await page.locator('#message-text').count()).toBe(0);
    await check(page, `state-${screen}-nothing`);
  });

  it('says whom to ask, to somebody without rights, and offers nothing', async () => {
    const page = await shownIn(who, hash, 'no-rights');
    await page.getByText(NO_RIGHTS).waitFor();
    if (screen !== 'call') expect(await page.locator('#screen button').count()).toBe(screen === 'search' ? 1 : 0);
    await check(page, `state-${screen}-no-rights`);
  });

  it.each(FAULTS)(
    'says of the fault “%s” that nothing was read, and reads again at once when asked',
    async (mode, said) => {
      const page = await shownIn(who, hash, mode);
      await page.getByText(`${said} Nothing could be read. It is tried again by itself.`).waitFor();
      if (mode === 'offline' || screen === 'waiting') await picture(page, `state-${screen}-${mode}`);
      (await consoleOf(who)).mode = 'nothing';
      await page.locator('#again').click();
      await page.getByText(nothing).first().waitFor();
      expect(await page.locator('#message-text, #again').count()).toBe(0);
    },
  );

  it('keeps what it shows without an answer, with its time', async () => {
    const page = await shownIn(who, hash, 'nothing');
    await page.getByText(nothing).first().waitFor();
    (await consoleOf(who)).mode = 'offline';
    // A read that comes by itself: the page was hidden, and is seen again.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const isKept = screen === 'mine' || screen === 'search';
    if (!isKept) await page.getByText(/^There is no connection\. What you see was read at \d/).waitFor();
    expect(await page.getByText(nothing).count()).toBeGreaterThan(0);
    await check(page, `state-${screen}-old`);
  });
});

describe('a recovery', () => {
  it.each(FAULTS)('says of the fault “%s” that nothing was read, and is there after it', async (mode, said) => {
    const page = await shownIn('ida', `#/recoveries/${recovery}`, mode);
    await page.getByText(`${said} Nothing could be read. It is tried again by itself.`).waitFor();
    (await consoleOf('ida')).mode = 'truly';
    await page.locator('#again').click();
    expect(await page.locator('#standing').innerText()).not.toBe('');
  });

  it('is none for somebody who may not read it', async () => {
    const page = await shownIn('ida', `#/recoveries/${recovery}`, 'no-rights');
    await page.getByText('There is no recovery at this address that you may read.').waitFor();
    expect(await page.locator('#screen form').count()).toBe(0);
  });
});

describe('what an agent does', () => {
  it.each([
    ['offline', 'There is no connection. It is not known whether it was done.'],
    ['down', 'The service has a fault. It is not known whether it was done.'],
    ['too-many', 'There are too many requests at this moment. Nothing was done.'],
  ] as const)('is not said to have failed where nobody knows: %s', async (mode, said) => {
    const page = await shownIn('alex', '#/new', 'truly');
    await page.locator('#find').fill('cognito:ken');
    await page.locator('#look-do').click();
    await page.locator('#open-reason').fill('Cannot sign in since this morning');
    (await consoleOf('alex')).mode = mode;
    await page.locator('#open-do').click();
    await page.getByText(said).waitFor();
    await picture(page, `state-new-${mode}`);
    expect(await page.locator('#open-reason').inputValue()).toBe('Cannot sign in since this morning');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('message-text');
  });

  it.each(FAULTS)('is no deed where they only search: %s', async (mode, said) => {
    const page = await shownIn('alex', '#/new', 'truly');
    (await consoleOf('alex')).mode = mode;
    await page.locator('#find').fill('jane');
    await page.locator('#look-do').click();
    await page.getByText(`${said} Nothing could be read. Try it again.`).waitFor();
    expect(await page.locator('#find').inputValue()).toBe('jane');
  });

  it('finds nobody, and says what to ask', async () => {
    const page = await shownIn('alex', '#/new', 'nothing');
    await page.locator('#find').fill('nobody at all');
    await page.locator('#look-do').click();
    await page.locator('#nobody').waitFor();
    await check(page, 'state-new-nothing');
  });
});

describe('whoever has no part in a screen', () => {
  it('is told whom it is for, and is offered nothing there', async () => {
    const ken = await shownIn('ken', '#/search', 'truly');
    await ken.locator('#not-yours').waitFor();
    await picture(ken, 'state-search-not-yours');
    expect(await ken.locator('#screen input').count()).toBe(0);
    await go(ken, '#/calls');
    await ken.getByText(NO_RIGHTS).waitFor();
    expect(await ken.locator('#screen form').count()).toBe(0);
  });
});

describe('a session that is over', () => {
  it.each(SCREENS)('leaves nothing of the screen %s, and says how to go on', async (screen) => {
    const [who, hash] = HASHES[screen];
    const page = await shownIn(who, hash, 'session-over');
    await page.getByText('Your session is over. Sign in again.').waitFor();
    await page.locator('#sign-in').waitFor();
    expect(await page.locator('#menu a').count()).toBe(0);
    pages.delete(who);
    await page.context().close();
  });
});
