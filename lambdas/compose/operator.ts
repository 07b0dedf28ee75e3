import { LambdaClient } from '@aws-sdk/client-lambda';

/** Invokes functions as an operator does, by the AWS credentials of their shell. Whoever makes it destroys it. */
export const operatorClient = (): LambdaClient => new LambdaClient({});
