// What is used of jose, loaded with the first token: an import of jose itself would run for every start and bring all of it along.
export { createRemoteJWKSet, errors, jwtVerify } from 'jose';
