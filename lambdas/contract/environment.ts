/** Environment variables of the functions: the stack sets them, the composition root reads them. */
export const ENV = {
  ledgerTable: 'LEDGER_TABLE',
  workspaceTable: 'WORKSPACE_TABLE',
  stateMachineArn: 'STATE_MACHINE_ARN',
  alertTopicArn: 'ALERT_TOPIC_ARN',
  eventBusName: 'EVENT_BUS_NAME',
  /** The customer-managed key that encrypts gates. */
  keyId: 'KEY_ID',
  /** ARNs of the keys that sign commits, as JSON: a list for each family; its first key counts from the beginning. */
  ledgerKeys: 'LEDGER_KEYS',
  /** Path of the texts of the shipped policies by name (JSON); absent: none can be extended. */
  shippedPoliciesFile: 'SHIPPED_POLICIES_FILE',
  /** The family whose key the function signs with; absent when it appends nothing. */
  signingFamily: 'SIGNING_FAMILY',
  /** Path of the compiled policy (JSON). */
  policyFile: 'POLICY_FILE',
  /** Name prefix of the secrets that hold the webhook signing keys, one a source. */
  webhookSecretPrefix: 'WEBHOOK_SECRET_PREFIX',
  /** Name prefix of the secrets that hold the keys of signal sources, one a source. */
  signalSecretPrefix: 'SIGNAL_SECRET_PREFIX',
  /** Name prefix of boxed credentials that wait for their requester. */
  boxPrefix: 'BOX_PREFIX',
  /** Executions at once that a public function may have; absent: none are reserved. */
  caps: 'CAPS',
  /** Names of the connectors that the deployment has, separated by spaces. */
  connectors: 'CONNECTORS',
  /** The user pool of the people who recover; only with the connector `cognito`. */
  userPoolId: 'USER_POOL_ID',
  /** The Microsoft Entra tenant of the people who recover, and the client id of the application of this function there; only with the connector `entra`. */
  entraTenant: 'ENTRA_TENANT',
  entraClient: 'ENTRA_CLIENT',
  /** ARN of the secret with the client secret of that application. */
  entraSecret: 'ENTRA_SECRET',
  /** `true` where the keys of disks are released; absent: nobody performs that. */
  entraDiskKeys: 'ENTRA_DISK_KEYS',
  /** Host of the Okta org of the people who recover, and the client id of the service app of this function there; only with the connector `okta`. */
  oktaOrg: 'OKTA_ORG',
  oktaClient: 'OKTA_CLIENT',
  /** ARN of the secret with the private key of that service app. */
  oktaSecret: 'OKTA_SECRET',
  /** Primary domain of the Google Workspace of the people who recover, and the administrator in whose name this function calls; only with the connector `google-workspace`. */
  googleDomain: 'GOOGLE_DOMAIN',
  googleSubject: 'GOOGLE_SUBJECT',
  /** ARN of the secret with the key file of the service account. */
  googleSecret: 'GOOGLE_SECRET',
  /** The instance of IAM Identity Center, as JSON (`IdentityCenterSettings`); only with the connector `identity-center`. */
  identityCenter: 'IDENTITY_CENTER',
  /** Directories without an API, as JSON (`HandDirectories`); only with the connector `by-hand`. */
  byHand: 'BY_HAND',
  /** The tiers that groups of the directories give, as `PATTERN=TIER` between commas; absent: the built-in default. */
  groupTiers: 'GROUP_TIERS',
  /** The Active Directory of the people who recover, as JSON (`LdapSettings`); only with the connector `active-directory`. */
  activeDirectory: 'ACTIVE_DIRECTORY',
  /** The same for OpenLDAP and the connector `openldap`. */
  openldap: 'OPENLDAP',
  /** The directories of record, as JSON (`PopulationSettings`); only where there is one. */
  population: 'POPULATION',
  /** The logs of the tenant and of the org, as JSON (`VendorLogSettings`); absent: they are not asked. */
  entraLog: 'ENTRA_LOG',
  oktaLog: 'OKTA_LOG',
  /** Client ids of our own service apps in the Okta org that change something, separated by spaces; only where an event hook of the org is heard. */
  oktaHook: 'OKTA_HOOK',
  /** ARNs of the roles of the functions that change directories, separated by spaces. */
  connectorRoles: 'CONNECTOR_ROLES',
  /** Which functions must have which rights at IAM, as JSON (`RightsAtIam`); absent: IAM is not governed. */
  rightsAtIam: 'RIGHTS_AT_IAM',
  /** Set where calls of IAM are reconciled with the ledger. */
  iamTrail: 'IAM_TRAIL',
  /** Names of the rotation functions of others that governed secrets may use, separated by spaces; absent: none. */
  rotationFunctions: 'ROTATION_FUNCTIONS',
  /** ARN of the rotation function, which looks at the systems behind secrets for the doctor; absent: there are none. */
  rotationFunction: 'ROTATION_FUNCTION',
  /** The PostgreSQL servers whose roles the rotation function sets, as JSON (`DatabaseServerSettings`, a list); absent: none. */
  postgres: 'POSTGRES',
  /** The described APIs whose keys the rotation function makes, by their names, as JSON (`KeyApiSettings`); absent: none. */
  keyApis: 'KEY_APIS',
  /** ARNs of the IAM users whose access keys the rotation function makes and deletes, separated by spaces; absent: none. */
  iamUsers: 'IAM_USERS',
  /** Addresses at which consumers say whether they are well, by the name of their secret, as JSON; absent: none. */
  probes: 'PROBES',
  scheduleGroup: 'SCHEDULE_GROUP',
  scheduleRoleArn: 'SCHEDULE_ROLE_ARN',
  /** The revoke function, target of the one-time schedule. */
  revokeFunctionArn: 'REVOKE_FUNCTION_ARN',
  /** ARN of the queue for schedules that could not be delivered. */
  scheduleDeadLettersArn: 'SCHEDULE_DEAD_LETTERS_ARN',
  /** ARNs of the secrets that the edge may send, newest first, separated by spaces; absent: there is no edge. */
  edgeSecrets: 'EDGE_SECRETS',
  /** `iss` of the tokens of people. */
  issuer: 'ISSUER',
  /** Accepted `aud` or `client_id` of those tokens; several are separated by spaces. */
  audience: 'AUDIENCE',
  /** Name of the token claim that lists a person's groups. */
  groupsClaim: 'GROUPS_CLAIM',
  /** Least assurance level (1 to 3) of every token of the issuer; absent: 1. */
  issuerAssurance: 'ISSUER_ASSURANCE',
  /** The issuer's public client with which people sign in. */
  signInClient: 'SIGN_IN_CLIENT',
  /** What they ask the issuer for, separated by spaces. */
  signInScopes: 'SIGN_IN_SCOPES',
  /** Origins that a browser calls to sign in, separated by spaces. */
  signInOrigins: 'SIGN_IN_ORIGINS',
  /** Path of the field mapping of the ticket sources (JSON); absent: the built-in defaults. */
  sourcesFile: 'SOURCES_FILE',
  /** Public address of the requester's page, without a final slash: `https://recover.example.com`. */
  publicUrl: 'PUBLIC_URL',
  /** The sender address of messages, verified in SES; absent: no mail is sent. */
  mailFrom: 'MAIL_FROM',
  /** The mail address of the mailroom, which prints letters and posts them; absent: no letters are sent. */
  mailroom: 'MAILROOM',
  /** Telephone number or sender id that texts come from; absent: no texts are sent. */
  smsFrom: 'SMS_FROM',
  /** ARN of the telephone number, or pool of numbers, that calls come from; absent: nobody is called. */
  voiceFrom: 'VOICE_FROM',
  /** The chats that messages to staff go to, as JSON (`ChatSettings`); absent: none. */
  chats: 'CHATS',
  /** The ticket systems that are asked and written to, as JSON (`TicketSettings`); absent: none. */
  tickets: 'TICKETS',
  /** The hours in which staff are left alone with what can wait, as JSON (`Hours` of a policy); absent: none. */
  quietHours: 'QUIET_HOURS',
  /** The organisation and its help desk, as JSON (`HelpDesk`, without the members that are not set); absent: none are named. */
  helpDesk: 'HELP_DESK',
  /** URL of the queue through which notices leave. */
  noticeQueueUrl: 'NOTICE_QUEUE_URL',
  /** URL of the relay's own queue: commits to work again. */
  relayQueueUrl: 'RELAY_QUEUE_URL',
  /** URL of the dead letters of the relay. */
  relayDeadLettersUrl: 'RELAY_DEAD_LETTERS_URL',
  /** URL of the dead letters of the notices function. */
  noticeDeadLettersUrl: 'NOTICE_DEAD_LETTERS_URL',
  /** Name prefix of the key of the links that stop a recovery. */
  stopKeyPrefix: 'STOP_KEY_PREFIX',
  /** Name of the secret with the key for the pseudonyms of callers and networks. */
  pseudonymKey: 'PSEUDONYM_KEY',
  /** Name of the secret with the key for the hashes of codes. */
  codeKey: 'CODE_KEY',
  /** Name of the secret with the key for the words that people say to each other. */
  wordKey: 'WORD_KEY',
  /** Name prefix of the secrets that hold the signing keys of identity-verification vendors, one a source. */
  vendorSecretPrefix: 'VENDOR_SECRET_PREFIX',
  /** Path of the vendors (JSON) to whom the requester's page sends people; absent: none. */
  vendorsFile: 'VENDORS_FILE',
  /** Folder with the files of the requester's page. */
  pageFolder: 'PAGE_FOLDER',
  /** Folder with the files of the console. */
  consoleFolder: 'CONSOLE_FOLDER',
} as const;
