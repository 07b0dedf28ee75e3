import { describe, expect, it } from '@jest/globals';
import { differences, membersOf } from '../../../bin/cli/registry/differences.ts';

const PASSKEY = { credentialId: 'credential', publicKey: 'key', site: 'https://console.example.com' };

describe('a record in words', () => {
  it('names each passkey with its key and its site: who confirms agrees to exactly that', () => {
    const words = 'credential of https://console.example.com, key key';
    expect(membersOf({ passkeys: [PASSKEY] })).toEqual([['passkeys', words]]);
    expect(differences({ passkeys: [PASSKEY] }, { passkeys: [] })).toEqual([['passkeys', `${words} -> none`]]);
    expect(differences({}, { passkeys: [PASSKEY] })).toEqual([['passkeys', `none -> ${words}`]]);
  });
});
