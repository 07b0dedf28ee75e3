import { readFileSync } from 'node:fs';
import { DynamoDbBoxes } from '../adapters/dynamodb/boxes.ts';
import { DynamoDbMembers } from '../adapters/dynamodb/members.ts';
import { HmacPageCookies } from '../adapters/keyed/page-cookies.ts';
import { scryptProofCodes } from '../adapters/keyed/proof-codes.ts';
import { totp } from '../adapters/keyed/totp.ts';
import { WebAuthnPasskeys } from '../adapters/webauthn/passkeys.ts';
import type { EnrolServices } from '../app/enrolment/enrol.ts';
import type { MineServices } from '../app/enrolment/mine.ts';
import type { ClaimServices } from '../app/people/people-command.ts';
import type { AnswerServices } from '../app/proving/answer-challenge.ts';
import type { IssueServices } from '../app/proving/issue-challenge.ts';
import type { RequesterServices } from '../app/proving/page.ts';
import { parseVendors, type Vendors } from '../app/proving/vendors.ts';
import { ENV } from '../contract/environment.ts';
import { PageFiles } from '../http/page/files.ts';
import type { Visiting } from '../http/page/visiting.ts';
import type { PageCookies, ProofCodes } from '../ports/keyed.ts';
import type { Boxes } from '../ports/secret.ts';
import { dynamo } from './clients/clients.ts';
import { deployedPath, environment, once, optionalEnvironment } from './clients/environment.ts';
import { kms } from './clients/kms.ts';
import { boxesUnder, deploymentKey, spokenWords } from './clients/secrets.ts';
import { helpDesk } from './help-desk.ts';
import { capabilities, submitServices } from './ledger.ts';
import { delivery, stopTokens, ways } from './outside/messages.ts';

const codeKey = /* @__PURE__ */ once(() => deploymentKey(environment(ENV.codeKey)));

/** Makes and compares codes. */
export const proofCodes = /* @__PURE__ */ once((): ProofCodes => scryptProofCodes(codeKey()));

/** Makes and verifies the cookies of the requester's page. */
const pageCookies = /* @__PURE__ */ once((): PageCookies => new HmacPageCookies(codeKey()));

/** For the claim function, the only function that opens boxes. */
export const claimServices = /* @__PURE__ */ once(
  (): ClaimServices => ({
    ...submitServices(),
    boxes: boxesUnder(environment(ENV.boxPrefix)),
  }),
);

/** Secrets of one-time passwords: the enrolment function puts and destroys them, the requester's page opens them. */
export const totpBoxes = /* @__PURE__ */ once(
  (): Boxes =>
    new DynamoDbBoxes(dynamo(), kms(), {
      ...{ table: environment(ENV.workspaceTable), keyId: environment(ENV.keyId) },
    }),
);

export const passkeys = /* @__PURE__ */ once(() => new WebAuthnPasskeys(environment(ENV.publicUrl)));

/** For the enrolment function. */
export const enrolmentServices = /* @__PURE__ */ once(
  (): EnrolServices => ({
    ...submitServices(),
    codes: proofCodes(),
    passkeys: passkeys(),
    totp,
    totpBoxes: totpBoxes(),
  }),
);

/** For the page on which people prepare; reads only. */
export const mineServices = /* @__PURE__ */ once(
  (): MineServices => ({
    ...submitServices(),
    members: new DynamoDbMembers(dynamo(), environment(ENV.workspaceTable)),
    reachable: { ways: ways(), vendors: Object.keys(vendors()) },
    capabilities: capabilities(),
  }),
);

/** For whoever sends codes. */
const issuing = (): IssueServices => ({
  ...submitServices(),
  codes: proofCodes(),
  delivery: delivery(),
  ways: ways(),
  helpDesk: helpDesk(),
});

/** For verifiers who call back: codes only, no enrolled authenticators. */
export const callBackServices = /* @__PURE__ */ once((): IssueServices & AnswerServices => ({
  ...issuing(),
  words: spokenWords(),
}));

/** For challenges on the requester's page: sends codes and opens nothing. */
export const challenging = /* @__PURE__ */ once((): Visiting<IssueServices> => {
  const { protocol, hostname } = new URL(environment(ENV.publicUrl));
  const services = { ...issuing(), party: hostname };
  return { services, cookies: pageCookies(), secure: protocol === 'https:' };
});

/** For the requester's page. */
export const requesterServices = /* @__PURE__ */ once(
  (): RequesterServices => ({
    ...submitServices(),
    codes: proofCodes(),
    enrolled: { passkeys: passkeys(), totp, totpBoxes: totpBoxes() },
    stopTokens: stopTokens(),
    credentials: claimServices().boxes,
    ways: ways(),
    vendors: vendors(),
    words: spokenWords(),
  }),
);

/** The identity-verification vendors of the deployment. */
export function vendors(): Vendors {
  const file = optionalEnvironment(ENV.vendorsFile);
  return file === undefined ? {} : parseVendors(JSON.parse(readFileSync(deployedPath(file), 'utf8')));
}

/** For the API of the requester's page. */
export const visiting = /* @__PURE__ */ once(
  (): Visiting<RequesterServices> => ({
    services: requesterServices(),
    cookies: pageCookies(),
    secure: environment(ENV.publicUrl).startsWith('https:'),
  }),
);

/** For the function that serves the files of the requester's page. */
export const pageFiles = /* @__PURE__ */ once(
  (): PageFiles => new PageFiles(deployedPath(environment(ENV.pageFolder)), { helpDesk: helpDesk() }),
);
