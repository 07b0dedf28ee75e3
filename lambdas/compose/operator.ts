import { LambdaClient } from '@aws-sdk/client-lambda';

/** Invokes functions like an operator, with the AWS credentials of their shell. The caller must destroy it. */
export const operatorClient = (): LambdaClient => new LambdaClient({});
