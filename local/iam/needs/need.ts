import { REGION } from '../../aws/arns.ts';
import type { Context } from '../encryption-context.ts';

/** A right that a request needs of its sender. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export const need = (action: string, resource: string, context: Context = {}): Need => ({ action, resource, context });

/** The rights at KMS that a service needs of its caller, for the data that it keeps under a key. */
export const viaKms = (
  service: string,
  {
    key,
    actions,
    context = {},
  }: { readonly key: string; readonly actions: readonly string[]; readonly context?: Readonly<Record<string, string>> },
): readonly Need[] =>
  actions.map((action) =>
    need(`kms:${action}`, key, {
      'kms:ViaService': `${service}.${REGION}.amazonaws.com`,
      ...Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    }),
  );

export type Input = Readonly<Record<string, unknown>>;

/** What an operation needs, by the name of the operation. */
export type Needs = Readonly<Record<string, (input: Input) => readonly Need[]>>;

export const textIn = (input: Input, name: string): string => String(input[name] ?? '');
