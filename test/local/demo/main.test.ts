import { describe, expect, it } from '@jest/globals';
import { whyNoSamba } from '../../../local/ldap/samba.ts';
import { whyNoPostgres } from '../../../local/postgres/server.ts';
import { run } from '../../support/local-process.ts';

/** A line of the report. */
interface Said {
  readonly about: string;
  readonly who: string;
}

const [noSamba, noPostgres] = [whyNoSamba(), whyNoPostgres()];

describe('npm run demo', () => {
  it('plays both tickets to their end, what happens in the real servers that are here, and finds the one changed byte', async () => {
    const { code, stdout, stderr } = await run('local/demo/main.ts', '--json');
    const report = JSON.parse(stdout);
    expect([code, stderr, report.reason]).toEqual([0, '', undefined]);
    const [ken, orders] = [
      { account: 'active-directory:kwatanabe', ticket: '35437', end: 'closed', states: 9 },
      { account: 'secret:prod/orders/db', ticket: 'HELP-20004', end: 'closed', states: 9 },
    ];
    expect(report.recoveries).toMatchObject([
      { account: 'secret:prod/payments/db', ticket: 'HELP-20002', end: 'closed', states: 9 },
      { account: 'cognito:lena-admin', ticket: '35436', end: 'closed', states: 9 },
      ...(noSamba === undefined ? [ken] : []),
      ...(noPostgres === undefined ? [orders] : []),
    ]);
    const alerted = new Set(report.alerts.map(({ account }: { account: string }) => account));
    expect([...alerted].sort()).toEqual([
      ...(noSamba === undefined ? ['active-directory:lena-admin'] : []),
      'cognito:lena-admin',
      ...(noPostgres === undefined ? ['secret:prod/orders/db'] : []),
      'secret:prod/payments/db',
    ]);
    expect(report.leftOut).toHaveLength([noSamba, noPostgres].filter((why) => why !== undefined).length);
    if (noSamba === undefined) {
      const told = report.steps.filter(({ about, who }: Said) => about === 'by hand' && who === 'alerting');
      expect(told).toEqual([expect.objectContaining({ answer: expect.stringContaining('UngovernedChangeSeen') })]);
      expect(report.directory.alertedAfter).toBeLessThan(60);
    }
    expect(stdout).not.toContain('canary-');
    expect(report.intact.exit).toBe(0);
    expect(report.tampered).toMatchObject({ exit: 4, account: 'secret:prod/payments/db' });
  }, 180_000);

  it('says why where it cannot play', async () => {
    const { code, stdout, stderr } = await run('local/demo/main.ts', '--url', 'http://127.0.0.1:1');
    expect([code, stderr]).toEqual([1, '\nNot as it should be: no local system answers at http://127.0.0.1:1\n']);
    expect(stdout).toBe('');
    const asJson = await run('local/demo/main.ts', '--json', '--url', 'http://127.0.0.1:1');
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      ok: false,
      reason: 'no local system answers at http://127.0.0.1:1',
    });
  }, 60_000);
});
