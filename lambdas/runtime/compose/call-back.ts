import type { AnswerServices } from '../proving/answer-challenge.ts';
import type { IssueServices } from '../proving/issue-challenge.ts';
import { delivery } from './messages.ts';
import { once } from './once.ts';
import { proofCodes } from './proof-codes.ts';
import { submitServices } from './submit.ts';
import { ways } from './ways.ts';

/** What verifiers use who call back: codes, and nothing that is enrolled. */
export const callBackServices = once((): IssueServices & AnswerServices => ({
  ...submitServices(),
  codes: proofCodes(),
  delivery: delivery(),
  ways: ways(),
}));
