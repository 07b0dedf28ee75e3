import { HttpKeyApi } from '../adapters/https/key-api.ts';
import { KeyApiHealth } from '../adapters/https/key-api-health.ts';
import { readToken } from '../adapters/secrets-manager/token.ts';
import type { KeyApiSettings } from '../contract/key-apis.ts';
import type { DirectoryHealth } from '../ports/connector.ts';
import type { KeyApi } from '../ports/key-api.ts';
import { secretsManager } from './clients/secrets-manager.ts';

// Calls described APIs of keys. `rotation.ts` loads this file with the first of their secrets.

export const keyApiOf = (described: KeyApiSettings): KeyApi =>
  new HttpKeyApi(described, { send: fetch, token: () => readToken(secretsManager(), described.secret) });

export const keyApiHealth = (described: KeyApiSettings): DirectoryHealth => new KeyApiHealth(keyApiOf(described));
