export const FINDING_SEVERITIES = ['error', 'warning'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** `error`: something does not work, or protects nobody; `warning`: it will, or one more absence is enough. `next`: what to do, without a period. */
interface Row {
  readonly severity: FindingSeverity;
  readonly says: string;
  readonly next: string;
}

const CORRECT = 'propose the corrected record: `npx countersign registry propose --file record.json`';

/** Everything that an examination can find. */
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
  'key-unusable': {
    severity: 'error',
    says: 'this key is disabled or will be deleted: what it protects cannot be read, or nothing can be signed',
    next: 'enable the key again, or cancel its deletion, at once',
  },
  'alerts-unheard': {
    severity: 'error',
    says: 'nobody is subscribed to the alert topic: alerts and alarms ring for nobody',
    next: 'subscribe the people on duty to the output `AlertTopicArn`, and have them confirm',
  },
  'mail-off': {
    severity: 'error',
    says: 'no mail can be sent: no owner hears of a recovery by mail',
    next: 'set `mailFrom` in countersign.config.json and deploy again',
  },
  'mail-unverified': {
    severity: 'error',
    says: 'SES has not verified the sender of mail: every message is refused',
    next: 'verify the identity in SES, and see its DNS records',
  },
  'mail-sandbox': {
    severity: 'error',
    says: 'SES is in its sandbox: mail reaches verified addresses only',
    next: 'ask AWS for production access of SES in this region',
  },
  'mail-near-quota': {
    severity: 'warning',
    says: 'four fifths of the mails that SES sends in a day are used: beyond its quota a mail is not sent at all',
    next: 'ask AWS for a larger sending quota of SES in this region, and see who causes the mails: `npx countersign recoveries list`',
  },
  'text-sandbox': {
    severity: 'warning',
    says: 'text messages are in the sandbox of SNS: they reach verified numbers only',
    next: 'ask AWS to move the account out of the SMS sandbox',
  },
  'chat-refused': {
    severity: 'error',
    says: 'this chat refuses its credential, or has none: staff do not hear there what waits for them',
    next: 'store a new one in the secret that countersign.config.json names: docs/integrations/slack.md, docs/integrations/teams.md',
  },
  'tickets-refused': {
    severity: 'error',
    says: 'this ticket system refuses our user: no ticket is checked there, and nobody reads there what became of a recovery',
    next: 'store the name and the token of a user with its rights in the secret that countersign.config.json names: docs/integrations/jira.md, docs/integrations/zendesk.md, docs/integrations/servicenow.md',
  },
  'connector-refused': {
    severity: 'error',
    says: 'this directory refuses the application that only reads, or lets it change users: nobody is recovered there, or a function that registers could',
    next: 'correct the rights of the application, or store its new key: docs/integrations/okta.md, docs/integrations/google-workspace.md',
  },
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
