import { ALWAYS, type Codes, type DescribedOperation, JSON_BODY, KEYED } from './codes.ts';
import * as page from './requester.ts';

const WRITES: Codes = [...ALWAYS, ...JSON_BODY, 'fields-invalid', 'fields-unknown', 'page-not-open', ...KEYED];
const RECOVERY: Codes = [...WRITES, 'recovery-ended', 'wrong-status'];
const CHALLENGES: Codes = [
  ...RECOVERY,
  'window-passed',
  'account-frozen',
  'method-throttled',
  'method-not-theirs',
  'method-not-permitted',
];
const REACH: Codes = [
  ...(['contact-unknown', 'contact-too-new', 'contact-unreachable', 'contact-not-independent'] as const),
  ...(['authenticator-unknown', 'authenticator-too-new', 'challenge-mismatch', 'conflicting-part'] as const),
];

/** Operations of the requester's page, where nobody signs in (a cookie ties together what one browser does), and the files of the console. */
export const PAGE_OPERATIONS: Readonly<Record<string, DescribedOperation>> = {
  'GET /r/{id}': {
    ...{ id: 'openPage', summary: 'The page of the requester; the same for every recovery, existing or not' },
    ...{ status: 200, media: 'text/html', codes: ALWAYS },
  },
  'GET /r/assets/{name}': {
    ...{ id: 'openPageFile', summary: 'A file of the page', status: 200, media: '*/*' },
    codes: [...ALWAYS, 'route-unknown'],
  },
  'GET /console': {
    ...{ id: 'openConsole', summary: 'The console of the people who work with it; the same for everybody' },
    ...{ status: 200, media: 'text/html', codes: ALWAYS },
  },
  'GET /me': {
    ...{
      id: 'openMine',
      summary: 'The console, at the screen on which people prepare for the day they cannot sign in',
    },
    ...{ status: 200, media: 'text/html', codes: ALWAYS },
  },
  'GET /call': {
    ...{ id: 'openCallPage', summary: 'The console, at the screen that says who of the help desk calls' },
    ...{ status: 200, media: 'text/html', codes: ALWAYS },
  },
  'GET /console/assets/{name}': {
    ...{ id: 'openConsoleFile', summary: 'A file of the console', status: 200, media: '*/*' },
    codes: [...ALWAYS, 'route-unknown'],
  },
  'GET /r/{id}/state': {
    id: 'readPage',
    summary: 'The state that the page shows: no name, no account, no whole address; nothing about an ended recovery',
    answer: page.pageState,
    status: 200,
    codes: [...ALWAYS, 'idempotency-key-malformed'],
  },
  'POST /r/{id}/challenges': {
    id: 'askForProof',
    summary: 'Ask for a challenge: a code is sent, or a passkey must sign',
    body: page.challenge,
    answer: page.issued,
    status: 200,
    codes: [...CHALLENGES, ...REACH, 'too-many-challenges'],
  },
  'POST /r/{id}/answers': {
    id: 'answerChallenge',
    summary: 'Answer a challenge of this browser; the third wrong answer ends the recovery',
    body: page.pageAnswer,
    answer: page.pageAnswered,
    status: 200,
    codes: [
      ...CHALLENGES,
      ...REACH,
      'challenge-unknown',
      'challenge-expired',
      'challenge-answered',
      'answer-reused',
      'passkey-not-device-bound',
      'recovery-full',
    ],
  },
  'POST /r/{id}/words': {
    id: 'hearWords',
    summary: 'The words that whoever helps says: right ones let people name this page',
    body: page.heardWords,
    answer: page.standing,
    status: 200,
    codes: [...RECOVERY, 'words-wrong', 'too-many-pages', 'account-frozen', 'window-passed', 'method-not-theirs'],
  },
  'POST /r/{id}/stops': {
    id: 'stopFromPage',
    summary: 'This was not me: by the token of a notice, or by a challenge that this browser answered correctly',
    body: page.stop,
    answer: page.standing,
    status: 200,
    codes: [...RECOVERY, 'stop-unproved'],
  },
  'POST /r/{id}/claims': {
    id: 'claimOnPage',
    summary: 'Take the credential once, in the browser that gave the proofs; again within 300 s with the same key',
    body: page.claim,
    answer: page.pageCredential,
    status: 200,
    codes: [
      ...RECOVERY,
      ...(['not-the-requester', 'requester-not-entitled', 'nothing-to-claim', 'already-claimed'] as const),
      'account-frozen',
    ],
  },
};
