import { type Input, type Needs, need, textIn } from './need.ts';

/** Direct uses of a key. `keyIn` names the key of a request, also of a ciphertext that names none. */
export function kmsNeeds(keyIn: (input: Input) => string): Needs {
  const on = (action: string) => (input: Input) => [need(`kms:${action}`, keyIn(input), contextIn(input))];
  return {
    Encrypt: on('Encrypt'),
    Decrypt: on('Decrypt'),
    GetPublicKey: on('GetPublicKey'),
    DescribeKey: on('DescribeKey'),
    Sign: (input) => [
      need('kms:Sign', keyIn(input), {
        'kms:SigningAlgorithm': textIn(input, 'SigningAlgorithm'),
        'kms:MessageType': input['MessageType'] === undefined ? 'RAW' : textIn(input, 'MessageType'),
      }),
    ],
  };
}

const contextIn = ({ EncryptionContext = {} }: Input): Record<string, string> =>
  Object.fromEntries(
    Object.entries(EncryptionContext as Readonly<Record<string, string>>).map(([name, value]) => [
      `kms:EncryptionContext:${name}`,
      value,
    ]),
  );
