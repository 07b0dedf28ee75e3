import { ENV } from '../contract/environment.ts';
import type { SignIn } from '../contract/sign-in.ts';
import { ASSURANCES, type Assurance } from '../core/registry/account.ts';
import { PageFiles } from '../http/page/files.ts';
import { deployedPath, environment, once, optionalEnvironment } from './clients/environment.ts';
import { helpDesk } from './help-desk.ts';

/** Least assurance of every token of the issuer; one factor when nothing valid is set. */
export function issuerAssurance(): Assurance {
  const level = Number(optionalEnvironment(ENV.issuerAssurance) ?? 1);
  return ASSURANCES.find((one) => one === level) ?? 1;
}

/** How people sign in here. */
export const signIn = /* @__PURE__ */ once(
  (): SignIn => ({
    issuer: environment(ENV.issuer),
    clientId: environment(ENV.signInClient),
    scopes: environment(ENV.signInScopes),
    assurance: issuerAssurance(),
    origins: environment(ENV.signInOrigins).split(' '),
  }),
);

/** The files of the console; its script also calls the issuer. */
export const consoleFiles = /* @__PURE__ */ once(
  (): PageFiles =>
    new PageFiles(deployedPath(environment(ENV.consoleFolder)), {
      helpDesk: helpDesk(),
      origins: environment(ENV.signInOrigins).split(' '),
    }),
);
