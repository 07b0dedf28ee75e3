/** Key families: the functions of a family sign their commits with one key, and may use no other. */
export const KEY_FAMILIES = [
  ...(['people', 'requester', 'intake', 'enrolment', 'registry', 'population', 'workflow', 'timers'] as const),
] as const;
export type KeyFamily = (typeof KEY_FAMILIES)[number];

interface DeployedFunction {
  /** Name of its file in `lambdas/handlers/`. */
  readonly file: string;
  /** The family of its signing key; null for a function that appends nothing. */
  readonly family: KeyFamily | null;
  readonly does: string;
}

/** Every deployed function. The stack makes, the embedded engine loads and the bench measures one for each. */
export const FUNCTIONS = {
  webhook: {
    file: 'webhook',
    family: 'intake',
    does: 'verifies a ticket webhook and opens the recoveries it asks for',
  },
  signals: { file: 'signals', family: 'intake', does: 'takes signed reports of what others see of an account' },
  cloudTrail: {
    file: 'cloud-trail',
    family: 'intake',
    does: 'EventBridge: reconciles what CloudTrail tells of the user pool, of IAM and of secrets with the ledger',
  },
  directoryLog: {
    file: 'directory-log',
    family: 'intake',
    does: 'schedule: reconciles what the logs of LDAP directories show with the ledger',
  },
  sync: {
    file: 'sync',
    family: 'population',
    does: 'schedule: takes over from the directories of record what the policy lets them change alone, and lists the rest',
  },
  openRecovery: { file: 'open-recovery', family: 'people', does: 'opens a recovery for a signed-in person' },
  recoveryCommands: {
    file: 'recovery-commands',
    family: 'people',
    does: 'takes what people do to a recovery: prove, approve, stop, review',
  },
  callBack: {
    file: 'call-back',
    family: 'people',
    does: 'sends the code of a verifier’s call-back, and takes what was read back',
  },
  claim: { file: 'claim', family: 'people', does: 'hands a boxed credential to the requester, once' },
  enrolment: {
    file: 'enrolment',
    family: 'enrolment',
    does: 'enrols codes, passkeys and apps for the signed-in owner of an account',
  },
  vendor: { file: 'vendor', family: 'intake', does: 'takes the signed result of an identity-verification vendor' },
  requesterPage: { file: 'requester-page', family: null, does: 'serves the page of the requester, who has no account' },
  consolePage: { file: 'console-page', family: null, does: 'serves the console of the people who work with it' },
  requesterChallenge: {
    file: 'requester-challenge',
    family: 'requester',
    does: 'asks for a proof on the page of the requester, and sends codes',
  },
  requester: {
    file: 'requester',
    family: 'requester',
    does: 'takes what is done on the page of the requester: answer, stop, claim',
  },
  registry: { file: 'registry', family: 'registry', does: 'registers accounts and people under dual control' },
  warnings: {
    file: 'warnings',
    family: 'people',
    does: 'takes suspicions of staff and machines, and the threat level and the incidents of people on duty',
  },
  redeliver: {
    file: 'redeliver',
    family: 'people',
    does: 'has the effects of commits worked again, for people on duty',
  },
  bootstrap: {
    file: 'bootstrap',
    family: 'registry',
    does: 'names the first two administrators of an empty registry; no route leads to it, only IAM opens it',
  },
  guard: {
    file: 'guard',
    family: null,
    does: 'CloudFormation: refuses a change of the stack that would leave grants without whatever ends them',
  },
  query: {
    file: 'query',
    family: null,
    does: 'finds people for agents; reads recoveries, held tickets and the ledger',
  },
  doctor: {
    file: 'doctor',
    family: null,
    does: 'tells administrators and people on duty what is wrong; changes nothing',
  },
  openapi: { file: 'openapi', family: null, does: 'serves the OpenAPI description' },
  assess: { file: 'assess', family: 'workflow', does: 'workflow task: makes the plan' },
  openGate: { file: 'open-gate', family: 'workflow', does: 'workflow task: keeps a task token and waits' },
  execute: { file: 'execute', family: 'workflow', does: 'workflow task: executes the countersigned plan' },
  revoke: {
    file: 'revoke',
    family: 'timers',
    does: 'workflow task and one-time schedule: ends a grant and reads back that it is gone',
  },
  expireStage: {
    file: 'expire-stage',
    family: 'workflow',
    does: 'workflow task: ends a stage whose window has passed',
  },
  close: { file: 'close', family: 'workflow', does: 'workflow task: closes a reviewed recovery' },
  relay: { file: 'relay', family: null, does: 'ledger stream: turns events into effects' },
  notices: {
    file: 'notices',
    family: null,
    does: 'queue: tells people what happened, by mail, text, voice and letter',
  },
  alerting: {
    file: 'alerting',
    family: null,
    does: 'ledger stream: alerts on privileged, critical and non-human accounts, and on tampering',
  },
  sweeper: { file: 'sweeper', family: 'timers', does: 'schedule: revokes what is past its end and not confirmed gone' },
  rotateSecret: { file: 'rotate-secret', family: null, does: 'Secrets Manager rotation: the four steps' },
} as const satisfies Record<string, DeployedFunction>;

export type FunctionName = keyof typeof FUNCTIONS;
