import type { Row } from './row.ts';

const CORRECT = 'propose the corrected record: `npx countersign registry propose --file record.json`';

/** What registered people, groups and accounts can lack. */
export const ROWS_OF_RECORDS = {
  'administrators-too-few': {
    severity: 'error',
    says: 'fewer than two administrators can sign in: nothing under dual control can change',
    next: 'register another administrator while two are left; with fewer, see *administrator-lost* in docs/runbook.md',
  },
  'group-empty': {
    severity: 'error',
    says: 'nobody who can sign in approves for this group',
    next: 'give `approver:GROUP` to at least two people, in their records and in their directory',
  },
  'group-thin': {
    severity: 'warning',
    says: 'one person approves for this group: nobody does when they ask, or are away',
    next: 'give `approver:GROUP` to a second person, in their record and in their directory',
  },
  'approver-unreachable': {
    severity: 'warning',
    says: 'this approver has no mail address: nobody tells them what waits',
    next: CORRECT,
  },
  'class-understaffed': {
    severity: 'error',
    says: 'there are too few people for any recovery of this class of account',
    next: 'register people with the missing parts; `npx countersign policy check FILE` lists the numbers',
  },
  'class-thin': {
    severity: 'warning',
    says: 'there are too few people for the strictest recovery of this class of account',
    next: 'register people with the missing parts; `npx countersign policy check FILE` lists the numbers',
  },
  'staff-without-sign-in': {
    severity: 'warning',
    says: 'this person holds parts and has no subject of the issuer: they cannot sign in',
    next: CORRECT,
  },
  'account-unprovable': {
    severity: 'error',
    says: 'whoever asks for this account could never prove themselves as the policy demands',
    next: 'register contacts, a manager or custodians, or have the owner enrol a passkey, an app or saved codes',
  },
  'account-uncovered': {
    severity: 'warning',
    says: 'the policy denies every action that the connector of this account can perform',
    next: 'ask the policy why: `npx countersign policy explain FILE --kind KIND --tier TIER --action ACTION`',
  },
  'connector-missing': {
    severity: 'error',
    says: 'no deployed connector acts on this account',
    next: 'deploy the connector, or correct the record',
  },
  'account-untold': {
    severity: 'warning',
    says: 'the owner has fewer than two contacts: a recovery cannot be announced on a way that it does not use',
    next: CORRECT,
  },
  'account-frozen': {
    severity: 'warning',
    says: 'this account is frozen: nothing is recovered until two administrators lift it',
    next: 'find out who tried, then lift the freeze: `npx countersign registry show ACCOUNT`',
  },
  'owner-unregistered': {
    severity: 'error',
    says: 'the owner, or the manager, of this account is not registered',
    next: 'register the person, or propose the account with another one',
  },
  'custodian-missing': {
    severity: 'error',
    says: 'nobody answers for this account: it has neither an owner nor a custodian',
    next: CORRECT,
  },
  'custodian-stale': {
    severity: 'error',
    says: 'a custodian of this account is not registered, is a machine, or no longer holds the part `custodian`',
    next: 'propose the account with another custodian, or give the part back',
  },
  'record-broken': {
    severity: 'error',
    says: 'this stream of the ledger is not intact',
    next: 'see what is wrong: `npx countersign ledger verify STREAM`',
  },
} as const satisfies Record<string, Row>;
