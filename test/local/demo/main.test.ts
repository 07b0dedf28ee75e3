import { describe, expect, it } from '@jest/globals';
import { run } from '../../support/local-process.ts';

describe('npm run demo', () => {
  it('plays both tickets to their end, and finds the one changed byte', async () => {
    const { code, stdout, stderr } = await run('local/demo/main.ts', '--json');
    const report = JSON.parse(stdout);
    expect([code, stderr, report.reason]).toEqual([0, '', undefined]);
    expect(report.recoveries).toMatchObject([
      { account: 'secret:prod/payments/db', ticket: 'HELP-20002', end: 'closed', states: 9 },
      { account: 'cognito:lena-admin', ticket: '35436', end: 'closed', states: 9 },
    ]);
    expect(new Set(report.alerts.map(({ account }: { account: string }) => account)).size).toBe(2);
    expect(report.intact.exit).toBe(0);
    expect(report.tampered).toMatchObject({ exit: 4, account: 'secret:prod/payments/db' });
  }, 120_000);

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
