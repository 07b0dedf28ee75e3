/**
 * Every deployed function, by the name of its file in `lambdas/handlers/`. The stack makes one function for each,
 * the embedded engine loads each, and the bench weighs each.
 */
export const FUNCTIONS = {
  webhook: { file: 'webhook', does: 'verifies a ticket webhook and opens the recoveries it asks for' },
  signals: { file: 'signals', does: 'takes signed reports of what others see of an account' },
  openRecovery: { file: 'open-recovery', does: 'opens a recovery for a signed-in person' },
  recoveryCommands: {
    file: 'recovery-commands',
    does: 'takes what people do to a recovery: prove, approve, stop, review',
  },
  callBack: { file: 'call-back', does: 'sends the code of a verifier’s call-back, and takes what was read back' },
  claim: { file: 'claim', does: 'hands a boxed credential to the requester, once' },
  enrolment: { file: 'enrolment', does: 'enrols codes, passkeys and apps for the signed-in owner of an account' },
  vendor: { file: 'vendor', does: 'takes the signed result of an identity-verification vendor' },
  requesterPage: { file: 'requester-page', does: 'serves the page of the requester, who has no account' },
  requesterChallenge: {
    file: 'requester-challenge',
    does: 'asks for a proof on the page of the requester, and sends codes',
  },
  requester: { file: 'requester', does: 'takes what is done on the page of the requester: answer, stop, claim' },
  registry: { file: 'registry', does: 'registers accounts and people under dual control' },
  query: { file: 'query', does: 'reads recoveries, held tickets and the ledger' },
  openapi: { file: 'openapi', does: 'serves the OpenAPI description' },
  assess: { file: 'assess', does: 'workflow task: makes the plan' },
  openGate: { file: 'open-gate', does: 'workflow task: keeps a task token and waits' },
  execute: { file: 'execute', does: 'workflow task: executes the countersigned plan' },
  revoke: { file: 'revoke', does: 'workflow task and one-time schedule: ends a grant and reads back that it is gone' },
  expireStage: { file: 'expire-stage', does: 'workflow task: ends a stage whose window has passed' },
  close: { file: 'close', does: 'workflow task: closes a reviewed recovery' },
  relay: { file: 'relay', does: 'ledger stream: turns events into effects' },
  alerting: {
    file: 'alerting',
    does: 'ledger stream: alerts on privileged, critical and non-human accounts, and on tampering',
  },
  sweeper: { file: 'sweeper', does: 'schedule: revokes what is past its end and not confirmed gone' },
  rotateSecret: { file: 'rotate-secret', does: 'Secrets Manager rotation: the four steps' },
} as const;

export type FunctionName = keyof typeof FUNCTIONS;
