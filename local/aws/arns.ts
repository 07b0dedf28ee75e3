/** The only account and region of the local server. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/** An ARN in the local account. */
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;

/** The ARN of a function by its name. Every place that names a function accepts both. */
export const functionArn = (name: string): string => arnOf('lambda', `function:${name}`);

/** What differs each time a stack is created; here it never is again. */
export const STACK_INSTANCE = '00000000';
