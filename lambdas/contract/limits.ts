/** Bounds on input. */
export const LIMITS = {
  /** Bytes of a request body. Vendors' ticket payloads are a few KiB; API Gateway itself allows 10 MB. */
  bodyBytes: 64 * 1024,
  /** Bytes of a signed body: a Jira description of 32,767 characters alone is 98 KiB. Lambda takes 6 MB, base64 included. */
  signedBodyBytes: 1024 * 1024,
  /** Nesting of a JSON body. */
  jsonDepth: 32,
  /** Characters of a free-text field, such as a reason. */
  textLength: 2_000,
  /** Actions that one ticket may ask for. */
  actionsPerTicket: 6,
  /** Seconds a signed timestamp may lie in the past or the future (Standard Webhooks reference implementations: 300). */
  webhookToleranceSeconds: 300,
  /** Seconds that a reported signal may last: a longer one is a fact about the account and belongs in the registry. */
  signalSeconds: 30 * 86_400,
  /** Seconds that an event time in a signed body may lie in the past, for vendors that sign no delivery time. */
  eventToleranceSeconds: 48 * 3600,
} as const;
