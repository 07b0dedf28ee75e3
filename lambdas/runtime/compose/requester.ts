import { readFileSync } from 'node:fs';
import { totp } from '../../adapters/totp.ts';
import { ENV } from '../../contract/environment.ts';
import { parseVendors, type Vendors } from '../proving/vendors.ts';
import type { RequesterServices } from '../requester.ts';
import { claimServices } from './claim.ts';
import { passkeys, totpSeals } from './enrolment.ts';
import { optionalEnvironment } from './environment.ts';
import { once } from './once.ts';
import { proofCodes } from './proof-codes.ts';
import { stopTokens } from './stop-tokens.ts';
import { submitServices } from './submit.ts';
import { ways } from './ways.ts';

/** What the requester's page uses. */
export const requesterServices = once(
  (): RequesterServices => ({
    ...submitServices(),
    codes: proofCodes(),
    enrolled: { passkeys: passkeys(), totp, totpSeals: totpSeals() },
    stopTokens: stopTokens(),
    credentials: claimServices().seals,
    ways: ways(),
    vendors: vendors(),
  }),
);

function vendors(): Vendors {
  const file = optionalEnvironment(ENV.vendorsFile);
  return file === undefined ? {} : parseVendors(JSON.parse(readFileSync(file, 'utf8')));
}
