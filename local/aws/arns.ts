/** The one account and region that the local server speaks for. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/** The ARN of something in the local account. */
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;

/** The ARN of a function by its name; wherever a function is named, both are understood. */
export const functionArn = (name: string): string => arnOf('lambda', `function:${name}`);
