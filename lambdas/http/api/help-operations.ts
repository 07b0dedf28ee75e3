import { CALL_OPERATIONS } from './call-operations.ts';
import { type DescribedOperation, HELD_TWICE, HELPS, PART, RECOVERY, WRITES } from './codes.ts';
import * as help from './help.ts';
import { commandAnswer } from './recoveries.ts';

/** What a help desk does for a requester, the calls that it makes, and what the person whose account it is says afterwards. */
export const HELP_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  ...CALL_OPERATIONS,
  'POST /accounts/searches': {
    id: 'findAccounts',
    summary: 'Find accounts by what a caller says; for agents; shows nothing that a caller could be asked',
    body: help.searchBody,
    answer: help.searchAnswer,
    status: 200,
    codes: [...WRITES, ...HELD_TWICE],
  },
  'POST /recoveries/{id}/links': {
    id: 'sendLink',
    summary: 'As the agent, send the address of the page to a registered contact',
    body: help.linkBody,
    answer: commandAnswer,
    status: 200,
    codes: [
      ...[...RECOVERY, ...PART, ...HELPS, ...HELD_TWICE],
      ...(['desk-not-theirs', 'contact-unknown', 'contact-unreachable', 'recovery-full'] as const),
    ],
  },
  'POST /recoveries/{id}/subject-answers': {
    id: 'answerAsSubject',
    summary: 'As the person whose account it is, say whether you asked for what was done; for reviewers',
    body: help.subjectBody,
    answer: commandAnswer,
    status: 200,
    codes: [
      ...RECOVERY,
      ...(['machine-cannot-decide', 'not-the-subject', 'already-repudiated', 'assurance-too-low'] as const),
    ],
  },
  'POST /recoveries/{id}/handovers': {
    id: 'handOver',
    summary: 'As the agent, let another desk go on; the policy still judges the desk at which it was opened',
    body: help.handoverBody,
    answer: commandAnswer,
    status: 200,
    codes: [...RECOVERY, ...PART, ...HELD_TWICE, 'desk-not-theirs', 'desk-unknown', 'recovery-full'],
  },
};
