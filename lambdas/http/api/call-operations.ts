import * as calls from './calls.ts';
import { ALWAYS, type DescribedOperation, HELD_TWICE, JSON_BODY, KEYED, READS, TOKEN, WRITES } from './codes.ts';
import { nothing } from './recoveries.ts';

const AGENT = [...HELD_TWICE, 'machine-cannot-decide', 'assurance-too-low'] as const;
const OPEN = [...ALWAYS, ...JSON_BODY, ...KEYED, 'fields-invalid', 'fields-unknown'] as const;

/** Calls of the help desk, which whoever is called can look up. */
export const CALL_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'POST /calls': {
    id: 'openCall',
    summary: 'As an agent who calls the owner of an account: open the call, so that they can look up who calls and why',
    body: calls.opening,
    answer: calls.openedCall,
    status: 200,
    codes: [
      ...[...WRITES, ...AGENT],
      ...(['account-malformed', 'desk-not-theirs', 'call-without-owner', 'too-many-calls', 'call-unknown'] as const),
    ],
  },
  'GET /calls': {
    id: 'listCalls',
    summary: 'The calls that an agent makes now, with the words to say',
    query: nothing,
    answer: calls.ownCalls,
    status: 200,
    codes: [...READS, ...HELD_TWICE],
  },
  'POST /calls/{id}/answers': {
    id: 'answerCall',
    summary: 'As the agent who calls: the words that whoever was called said back',
    body: calls.answer,
    answer: calls.answered,
    status: 200,
    codes: [...WRITES, ...AGENT, 'call-unknown', 'words-wrong'],
  },
  'POST /calls/lookups': {
    id: 'lookUpCall',
    summary: 'Who of the help desk makes the call with these words, and why; null for every other words',
    body: calls.heard,
    answer: calls.behind,
    status: 200,
    codes: OPEN,
  },
  'POST /calls/reports': {
    id: 'reportCall',
    summary: 'The call with these words is false: it ends, and its account is under suspicion',
    body: calls.heard,
    answer: calls.reportTaken,
    status: 200,
    codes: [...OPEN, 'call-unknown', 'not-the-owner'],
  },
  'GET /me/calls': {
    id: 'listCallsToMe',
    summary: 'Who of the help desk calls the signed-in person, and why; without the words that they say',
    query: nothing,
    answer: calls.toMe,
    status: 200,
    codes: [...TOKEN, 'fields-unknown', 'fields-invalid'],
  },
  'POST /me/calls/reports': {
    id: 'reportCallToMe',
    summary:
      'Somebody who says that they are the help desk has called: a suspicion on the account, or on every own one',
    body: calls.ownReport,
    answer: calls.reportTaken,
    status: 200,
    codes: [...WRITES, 'call-unknown', 'not-the-owner', 'caller-malformed'],
  },
};
