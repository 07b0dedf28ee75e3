import { CsvHealth } from '../adapters/csv/health.ts';
import { CsvPopulation } from '../adapters/csv/population.ts';
import { HttpsFile } from '../adapters/https/file.ts';
import { Persistence } from '../adapters/https/persistence.ts';
import type { Credential } from '../adapters/https/vendor-http.ts';
import { readServiceAccount } from '../adapters/secrets-manager/service-account.ts';
import { readToken } from '../adapters/secrets-manager/token.ts';
import type { FiledName, PopulationFile } from '../contract/population.ts';
import type { DirectoryHealth } from '../ports/connector.ts';
import type { PopulationSource } from '../ports/population.ts';
import { Secret } from '../ports/secret.ts';
import { secretsManager } from './clients/secrets-manager.ts';

// Fetches files of people. `population.ts` and `doctor.ts` load this file with the first use.

/** Milliseconds for the doctor, whom somebody waits for. */
const DOCTOR_MS = 10_000;

/** The people of a file. */
export const csvPopulation = (connector: FiledName, { counted = false, ...file }: PopulationFile): PopulationSource =>
  new CsvPopulation(fileAt(file), { connector, counted, patience: new Persistence() });

export const csvHealth = (connector: FiledName, { counted = false, ...file }: PopulationFile): DirectoryHealth =>
  new CsvHealth(fileAt(file, DOCTOR_MS), { connector, counted });

function fileAt({ url, secret, scheme }: PopulationFile, timeoutMs?: number): HttpsFile {
  const credential = () => (scheme === 'basic' ? basicIn(secret) : bearerIn(secret));
  return new HttpsFile({ url, send: fetch, credential, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

const bearerIn = async (secret: string): Promise<Credential> => ({ bearer: await readToken(secretsManager(), secret) });

async function basicIn(secret: string): Promise<Credential> {
  const { username, password } = await readServiceAccount(secretsManager(), secret);
  return { basic: new Secret(`${username}:${password.reveal()}`) };
}
