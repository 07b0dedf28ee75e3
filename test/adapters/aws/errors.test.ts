import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { adapterError, answerOf, answerUnless } from '../../../lambdas/adapters/aws/errors.ts';
import { AdapterError } from '../../../lambdas/ports/errors.ts';

const CANARY = 'canary-5d1e-credential';

/** An error as the SDK throws it. */
function sdkError(name: string, status?: number, message = `Value '${CANARY}' at 'secretString' is too long`): Error {
  return Object.assign(new Error(message), {
    name,
    $metadata: { requestId: 'request-1', ...(status === undefined ? {} : { httpStatusCode: status }) },
    $response: { body: CANARY },
  });
}

describe('errors of AWS calls', () => {
  it.each([
    ['ThrottlingException', 400, 'throttled', true],
    ['TooManyRequestsException', 400, 'throttled', true],
    ['ProvisionedThroughputExceededException', 400, 'throttled', true],
    ['SomethingElse', 429, 'throttled', true],
    ['LimitExceededException', 400, 'limit-exceeded', true],
    ['ServiceQuotaExceededException', 402, 'limit-exceeded', true],
    ['ExpiredTokenException', 400, 'credentials', true],
    ['CredentialsProviderError', undefined, 'credentials', true],
    ['AccessDeniedException', 400, 'access-denied', false],
    ['NotAuthorizedException', 400, 'access-denied', false],
    ['ResourceNotFoundException', 400, 'not-found', false],
    ['UserNotFoundException', 400, 'not-found', false],
    ['StateMachineDoesNotExist', 400, 'not-found', false],
    ['ConcurrentModificationException', 400, 'conflict', true],
    ['ResourceExistsException', 400, 'conflict', true],
    ['InternalServiceError', 500, 'unavailable', true],
    ['TimeoutError', undefined, 'unavailable', true],
    ['Weird', 503, 'unavailable', true],
    ['SyntaxError', undefined, 'unavailable', true],
    ['ValidationException', 400, 'invalid-request', false],
    ['InvalidParameterException', 400, 'invalid-request', false],
  ])('maps %s with status %s to `%s`', (name, status, code, retryable) => {
    const mapped = adapterError(sdkError(name, status));
    expect(mapped).toMatchObject({
      name: retryable ? 'AdapterError' : 'FinalAdapterError',
      code,
      retryable,
      cause: { name, status },
    });
  });

  it('takes a broken connection for a call that may have been carried out', () => {
    const broken = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    expect(adapterError(broken)).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it.each([
    ['an error of the language', new TypeError('x is not a function')],
    ['an error of Node for a wrong argument', Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })],
    ['what is no error at all', 'text'],
  ])('does not take a mistake of ours for a fault that passes: %s', (_, error) => {
    expect(adapterError(error)).toMatchObject({ code: 'unexpected', retryable: false });
  });

  it.each(['ValidationException', 'InternalServiceError', 'InvalidParameterException', 'SyntaxError'])(
    'repeats nothing that was sent: %s',
    (name) => {
      const mapped = adapterError(sdkError(name, 400));
      expect(mapped.message).not.toContain(CANARY);
      expect(inspect(mapped, { depth: 9, showHidden: true })).not.toContain(CANARY);
      expect(mapped.cause).toMatchObject({ name, message: name, status: 400, requestId: 'request-1' });
    },
  );

  it('says who may not do what', () => {
    const message = 'User: arn:aws:iam::1:role/a is not authorized to perform: states:StartExecution';
    expect(adapterError(sdkError('AccessDeniedException', 400, message)).message).toBe(`access-denied: ${message}`);
  });

  it('leaves an adapter error as it is', () => {
    const error = new AdapterError('rotation-in-progress', { retryable: false });
    expect(adapterError(error)).toBe(error);
  });

  it('hands on an answer, and a failure as an adapter error', async () => {
    expect(await answerOf(Promise.resolve(1))).toBe(1);
    await expect(answerOf(Promise.reject(sdkError('InternalError', 500)))).rejects.toThrow(AdapterError);
  });

  it('takes only the named exceptions for no error', async () => {
    const names = ['ResourceNotFoundException'];
    expect(await answerUnless(Promise.resolve(1), names)).toBe(1);
    expect(await answerUnless(Promise.reject(sdkError('ResourceNotFoundException', 400)), names)).toBeUndefined();
    await expect(answerUnless(Promise.reject(sdkError('UserNotFoundException', 400)), names)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
