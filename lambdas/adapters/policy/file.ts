import { readFile } from 'node:fs/promises';
import type { VersionedPolicy } from '../../core/policy/policy.ts';
import { canonical, digestOf } from '../../core/values/hash.ts';
import { AdapterError } from '../../ports/errors.ts';
import type { PolicySource } from '../../ports/ledger.ts';

/**
 * The policy in force, from a file of compiled JSON, read once and cached: a deployed function has one policy. Throws `AdapterError`
 * `policy-missing` or `policy-invalid`, not retryable; the next call reads an unreadable file again.
 */
export class PolicyFile implements PolicySource {
  readonly #path: string;
  #policy: VersionedPolicy | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async current(): Promise<VersionedPolicy> {
    this.#policy ??= await readPolicy(this.#path);
    return this.#policy;
  }
}

async function readPolicy(path: string): Promise<VersionedPolicy> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AdapterError('policy-missing', { retryable: false, cause, message: `no policy at \`${path}\`` });
  });
  // The schema is built only when a policy is read: building it takes a tenth of the SDK's start time.
  const { compiledPolicy } = await import('./schema.ts');
  const policy = compiledPolicy.safeParse(parseJson(text));
  if (!policy.success) throw invalid('is not a compiled policy', policy.error);
  if (canonical(policy.data) !== text) throw invalid('is not as it was compiled');
  return { ...policy.data, digest: digestOf(policy.data) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('is not JSON', error);
  }
}

const invalid = (what: string, cause?: unknown): AdapterError =>
  new AdapterError('policy-invalid', { retryable: false, cause, message: `the policy file ${what}` });
