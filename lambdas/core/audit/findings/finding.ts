import type { Row } from './row.ts';
import { ROWS_OF_RECORDS } from './rows-of-records.ts';
import { ROWS_OF_SYSTEMS } from './rows-of-systems.ts';

/** Everything that an examination can find, in the order in which it is said. */
export const FINDINGS = {
  'policy-missing': {
    severity: 'error',
    says: 'the deployed policy cannot be read: no recovery gets a plan',
    next: 'name the policy in countersign.config.json and deploy again, after `npx countersign policy check FILE`',
  },
  'policy-not-adopted': {
    severity: 'error',
    says: 'no policy is adopted: no recovery gets a plan',
    next: 'one administrator proposes the deployed policy, another confirms it: `npx countersign policy propose FILE`, then `policy confirm`',
  },
  'policy-not-deployed': {
    severity: 'error',
    says: 'the adopted policy is not the deployed one: no recovery gets a plan',
    next: 'deploy the adopted policy, or have two administrators adopt the deployed one',
  },
  'exception-ending': {
    severity: 'warning',
    says: 'an exception of the policy ends within 14 days, or has ended',
    next: 'meet its control, or propose a policy with a new end',
  },
  ...ROWS_OF_RECORDS,
  'key-unusable': {
    severity: 'error',
    says: 'this key is disabled or will be deleted: what it protects cannot be read, or nothing can be signed',
    next: 'enable the key again, or cancel its deletion, at once',
  },
  ...ROWS_OF_SYSTEMS,
  'concurrency-small': {
    severity: 'warning',
    says: 'the account may run fewer than 1,000 functions at once (a new one 10), and can reserve none for what ends grants',
    next: 'ask AWS for 1,000 concurrent executions of Lambda (Service Quotas), then set `caps`',
  },
  'caps-off': {
    severity: 'warning',
    says: 'no executions are reserved: a flood of public requests can take those of the functions that end grants',
    next: 'set `caps` in countersign.config.json, to 20 for a start, and deploy again',
  },
  'webhooks-none': {
    severity: 'warning',
    says: 'no ticket source has a webhook key: no ticket opens a recovery',
    next: 'make a key for your ticket system: `npx countersign init` does',
  },
  'webhook-key-deleted': {
    severity: 'error',
    says: 'the webhook key of this source is being deleted: its tickets are refused',
    next: 'restore the secret, or create another key',
  },
  'webhook-key-old': {
    severity: 'warning',
    says: 'the webhook key of this source is older than a year',
    next: 'rotate the secret; the previous key stays valid for a day',
  },
  'grants-overdue': {
    severity: 'error',
    says: 'grants are past their end and not confirmed gone: the timers do not do their work',
    next: 'see *revocation-overdue* in docs/runbook.md',
  },
  'tickets-waiting': {
    severity: 'warning',
    says: 'a ticket has waited for an agent for more than a day',
    next: 'see which: `npx countersign tickets list`',
  },
  'part-half-held': {
    severity: 'warning',
    says: 'you hold this part in your token or in your record only: it counts for nothing',
    next: 'have the other one changed: the record by two administrators, the group in the directory',
  },
  'sign-in-weak': {
    severity: 'error',
    says: 'your sign-in has one factor: no decision can be made with it',
    next: 'sign in with two factors; see `issuerAssurance` in the README where your issuer always asks for them',
  },
  'clock-apart': {
    severity: 'warning',
    says: 'the clock of this machine differs from the clock of the service by more than 30 seconds',
    next: 'let the machine set its clock by NTP: tokens and signed tickets are refused by their time',
  },
  'issuer-changed': {
    severity: 'error',
    says: 'the service names another issuer than when you first signed in',
    next: 'ask who changed it; then `npx countersign login --new-issuer`',
  },
  'state-differs': {
    severity: 'error',
    says: 'this command line folds the ledger otherwise than the service: what it shows before you confirm is not what the service sees',
    next: 'use the command line of the release that is deployed, or deploy the release of this one',
  },
  'release-differs': {
    severity: 'warning',
    says: 'this command line is not of the release that is deployed',
    next: 'use the command line of the release that is deployed, or deploy the release of this one',
  },
  'address-plain': {
    severity: 'error',
    says: 'the service is reached over plain http on another machine: anybody on the way reads your token',
    next: 'use its https address',
  },
  unread: {
    severity: 'warning',
    says: 'this could not be read, and is not examined',
    next: 'see whether the function `doctor` still has the rights of the stack, then try again',
  },
} as const satisfies Record<string, Row>;

export type FindingCode = keyof typeof FINDINGS;

/** A finding, and the names of what it is about; none when it is about the deployment. */
export interface HealthFinding {
  readonly code: FindingCode;
  readonly about: readonly string[];
}

export const found = (code: FindingCode, ...about: readonly string[]): HealthFinding => ({ code, about });
