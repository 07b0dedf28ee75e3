// The used parts of jose, loaded with the first token: importing jose itself would load all of it at every start.
export { createRemoteJWKSet, errors, jwtVerify } from 'jose';
