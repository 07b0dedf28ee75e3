import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tamper } from '../aws/tamper.ts';
import type { ShownAlert } from '../serve/app.ts';
import { NAMES } from '../start/environment.ts';
import type { LocalSystem } from '../start/system.ts';
import { Disappointment, expectThat } from './expectation.ts';
import type { Stage } from './stage.ts';

/** The result of the command line. */
export interface Verified {
  /** 0: intact; 4: not. */
  readonly exit: number;
  /** Its output, line by line. */
  readonly said: readonly string[];
}

const CLI = fileURLToPath(new URL('../../bin/countersign.ts', import.meta.url));

/** Runs `countersign ledger verify` as the auditor. */
export async function verifyLedger({ url, folder }: Pick<Stage, 'url' | 'folder'>): Promise<Verified> {
  const args = ['--import', import.meta.resolve('tsx'), CLI];
  args.push('--url', url, '--token-file', `${folder}/tokens/otto`, 'ledger', 'verify');
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.split('\n').map((line) => line.trim());
      resolve({ exit: error === null ? 0 : Number(error.code ?? 1), said: said.filter((line) => line !== '') });
    });
  });
}

/** Checks the ledger as an auditor would. */
export async function isIntact(stage: Stage): Promise<Verified> {
  const verified = await tellVerified(stage);
  expectThat(verified.exit === 0, `the ledger is not intact: ${verified.said.join('; ')}`);
  return verified;
}

async function tellVerified(stage: Stage): Promise<Verified> {
  const verified = await verifyLedger(stage);
  const [answer = '', ...more] = verified.said;
  stage.timeline.tell({ about: 'ledger', who: 'otto', did: 'npx countersign ledger verify', answer });
  for (const line of more) stage.timeline.note(line);
  return verified;
}

/** The changed byte, and the result. */
export interface Tampered extends Verified {
  readonly account: string;
  readonly seq: number;
  readonly changed: string;
  /** The alert for people on duty. */
  readonly alert: string;
}

const ACCOUNT = 'secret:prod/payments/db';

/**
 * Changes one byte of a stored commit behind the API: another approver in the first countersignature. Verification must name that commit,
 * and people on duty must be alerted. Undefined on a system that the demo did not start.
 */
export async function isTamperedWith(stage: Stage): Promise<Tampered | undefined> {
  const { own, timeline } = stage;
  if (own === undefined) return undefined;
  const seq = await firstCountersignature(own);
  const [genuine, forged] = ['"approver":"person:pia"', '"approver":"person:pib"'];
  await tamper(own.aws, { table: NAMES.ledger, account: ACCOUNT, seq }, (item) => {
    return { ...item, bytes: { S: (item['bytes']?.S ?? '').replace(genuine, forged) } };
  });
  const changed = `person:pia is person:pib in commit ${seq}`;
  timeline.tell({ about: 'ledger', who: 'an intruder', did: 'changes one byte of a stored commit', answer: changed });
  const alert = (await stage.alerts()).find(({ subject }) => subject.includes('tampering'))?.subject ?? 'nothing';
  timeline.tell({ about: 'ledger', who: 'alerting', did: 'tells the people on duty', answer: alert });
  const verified = await tellVerified(stage);
  const said = verified.said.join('; ');
  const named = said.includes(`commit ${seq} of \`${ACCOUNT}\``);
  expectThat(verified.exit === 4 && named, `verification did not name commit ${seq} of \`${ACCOUNT}\`: ${said}`);
  expectThat(alert !== 'nothing', 'nobody was alerted that a commit was changed');
  return { account: ACCOUNT, seq, changed, alert, ...verified };
}

async function firstCountersignature({ aws }: LocalSystem): Promise<number> {
  for await (const item of aws.dynamodb.scan({ TableName: NAMES.ledger })) {
    const { account, seq, bytes } = item as Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
    if (account?.S === ACCOUNT && bytes?.S?.includes('"approver":"person:pia"')) return Number(seq?.N);
  }
  throw new Disappointment(`there is no countersignature in \`${ACCOUNT}\``);
}

/** Prints the alerts about these accounts; each account must have one. */
export async function alertsAreShown(stage: Stage, accounts: readonly string[]): Promise<readonly ShownAlert[]> {
  const alerts = (await stage.alerts()).filter(({ account }) => accounts.includes(account));
  for (const { at, subject } of alerts) stage.timeline.note(`${at.slice(11, 19)}  ${subject}`);
  for (const account of accounts) {
    const told = alerts.some((alert) => alert.account === account);
    expectThat(told, `nobody was alerted about \`${account}\``);
  }
  return alerts;
}
