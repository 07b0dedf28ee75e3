import { describe, expect, it } from '@jest/globals';
import { DEMO_ACCOUNTS } from '../../../local/directory/accounts.ts';
import { DEMO_PEOPLE } from '../../../local/directory/people.ts';
import { frontPage } from '../../../local/serve/page.ts';
import { hintsFor } from '../../../local/start/hints.ts';

const running = {
  url: 'http://127.0.0.1:4600',
  policy: 'trial',
  folder: '/data/countersign',
  kept: true,
  people: DEMO_PEOPLE,
  accounts: DEMO_ACCOUNTS,
  hints: hintsFor('http://127.0.0.1:4600', '/data/countersign'),
};

describe('the front page', () => {
  it('says what runs and where things are, in words', () => {
    const page = frontPage(running);
    for (const text of ['Running on this machine', '/openapi.json', '/data/countersign/tokens/', 'kept when it stops'])
      expect(page).toContain(text);
    expect(frontPage({ ...running, kept: false })).toContain('removed when it stops');
  });

  it('names every person with the groups of their token, and every account', () => {
    const page = frontPage(running);
    for (const { name, short } of DEMO_PEOPLE) {
      expect(page).toContain(name);
      expect(page).toContain(`<code>${short}</code>`);
    }
    for (const { account } of DEMO_ACCOUNTS) expect(page).toContain(account);
  });

  it('loads nothing and runs nothing', () => {
    expect(frontPage(running)).not.toMatch(/<script|<img|<link|src=|url\(|\son\w+=/);
  });

  it('writes what it shows as text', () => {
    const page = frontPage({ ...running, folder: `/data/<b>"&'` });
    expect(page).not.toContain('<b>');
    expect(page).toContain('/data/&lt;b&gt;&quot;&amp;&#39;');
  });
});

describe('hints', () => {
  it('bind what Vera has seen to the page on which Jane takes her password: no session can take it', () => {
    const lines = running.hints.map(({ line }) => line).join('\n');
    expect(lines).toMatch(/ open ID\n.* prove ID .*--page /);
    expect(lines).not.toContain(' claim ');
  });

  it('name the URL only where it is not the default of the command line', () => {
    expect(JSON.stringify(running.hints)).not.toContain('COUNTERSIGN_URL');
    expect(JSON.stringify(hintsFor('http://127.0.0.1:4601', '/data'))).toContain(
      'export COUNTERSIGN_URL=http://127.0.0.1:4601',
    );
  });
});
