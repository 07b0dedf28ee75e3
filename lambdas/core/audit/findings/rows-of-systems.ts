import type { Row } from './row.ts';

/** What systems that the deployment calls can refuse: messages, chats, ticket systems, directories, databases, APIs of keys and consumers, and the rights at IAM that functions lack. */
export const ROWS_OF_SYSTEMS = {
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
    says: 'this directory refuses the application or account that only reads, shows it too little, or lets it change users: nobody is recovered there, or a function that registers could',
    next: 'correct the rights of whoever reads there, or store its new credential: docs/integrations/entra.md, okta.md, google-workspace.md, identity-center.md and ldap.md',
  },
  'directory-unreached': {
    severity: 'error',
    says: 'this directory is not reached, or its certificate is not trusted: nobody is recovered there, and no grant is ended',
    next: 'correct its address, the way to it from `directoryNetwork`, or `ca` in the secret of its reader: docs/integrations/ldap.md',
  },
  'right-missing': {
    severity: 'error',
    says: 'this function may not do this at IAM: somebody has changed its role, and recoveries there fail or grants do not end',
    next: 'deploy the stack again, which gives its functions the least rights: docs/integrations/iam-identities.md, iam.md, identity-center.md',
  },
  'right-bounded': {
    severity: 'error',
    says: 'the permissions boundary of this function does not let it do this at IAM: recoveries there fail, or grants do not end',
    next: 'allow these actions in the permissions boundary of the roles of the stack: docs/integrations/iam-identities.md, iam.md, identity-center.md',
  },
  'right-denied': {
    severity: 'error',
    says: 'a policy of the organization denies this function this at IAM: recoveries there fail, or grants do not end',
    next: 'have the organization exempt the role of the function from that service control policy: docs/integrations/iam-identities.md, iam.md, identity-center.md',
  },
  'right-excess': {
    severity: 'error',
    says: 'this function could change users or permission sets of IAM Identity Center, where it must only read: somebody has widened its role',
    next: 'take these actions from its role, which the stack never gave it: docs/integrations/identity-center.md',
  },
  'people-file-refused': {
    severity: 'error',
    says: 'this file of people does not come with our credential, or cannot be read: whoever left or changed stays unseen',
    next: 'correct the address, the credential in its secret, or the export: docs/integrations/people-file.md',
  },
  'people-file-open': {
    severity: 'error',
    says: 'this file of people comes without a credential too: anybody reads how everybody is reached',
    next: 'have the server ask for the credential: docs/integrations/people-file.md',
  },
  'database-refused': {
    severity: 'error',
    says: 'this database server is not reached, its certificate is not trusted, or it refuses our administrator: none of its secrets is rotated',
    next: 'correct its address, the way to it from `directoryNetwork`, or the secret of its administrator: docs/integrations/postgres.md',
  },
  'database-rights': {
    severity: 'error',
    says: 'our administrator of this database server may do less than a rotation needs, or is as good as a superuser',
    next: 'give it the least rights, and no more: docs/integrations/postgres.md',
  },
  'key-api-refused': {
    severity: 'error',
    says: 'this API of keys does not answer as it is described, or refuses our token: none of its keys is issued again',
    next: 'correct the description, or the token in its secret: docs/integrations/key-api.md',
  },
  'key-api-open': {
    severity: 'error',
    says: 'the path `test` of this API of keys accepts a key that it never made: a rotation takes any key for a good one',
    next: 'describe a path that asks for the key: docs/integrations/key-api.md',
  },
  'probe-unheard': {
    severity: 'error',
    says: 'the consumer of this secret does not answer at its address: with a grace its rotation is always taken back',
    next: 'correct the address in `probes`, or the way to it: docs/integrations/postgres.md',
  },
  'probe-blind': {
    severity: 'warning',
    says: 'the consumer of this secret says that it is well with a version that nobody made: a bad one is never taken back',
    next: 'have it answer 200 only once it has signed in with the version that it is asked about: docs/integrations/postgres.md',
  },
  'rotator-refused': {
    severity: 'error',
    says: 'the rotator of this directory does not get in, or lacks a permission, a scope or a role: no credential of an application is replaced there',
    next: 'give it the least rights of its page in docs/integrations, or put its key into its secret',
  },
  'rotator-excess': {
    severity: 'error',
    says: 'the rotator of this directory could change users, too: whoever captures the rotation function could reset anybody',
    next: 'take everything from it that its page in docs/integrations does not name',
  },
} as const satisfies Record<string, Row>;
