import * as z from 'zod/mini';
import type { DirectoryHealth } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import type { RotatorQuestions } from '../rotator-health.ts';
import { applicationPath } from './application.ts';
import { assignedRoles } from './directory.ts';
import type { Graph } from './graph.ts';

/** Nobody has this object id (RFC 9562 section 5.9): what is asked about it can change nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const PASS_POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass';

const named = z.object({ displayName: z.nullable(z.string()) });
const any = z.object({ id: z.string() });

/** Whether the reader's application has the least permissions of `docs/integrations/entra.md`: all of them and no more. */
export class EntraHealth implements DirectoryHealth {
  readonly #graph: Graph;
  readonly #diskKeys: boolean;

  constructor(graph: Graph, { diskKeys = false }: { readonly diskKeys?: boolean } = {}) {
    this.#graph = graph;
    this.#diskKeys = diskKeys;
  }

  /**
   * `credentials`: the secret does not belong to the application, or has ended. `access-denied`: a permission is missing, or nobody consented to it.
   * `reader-can-change`: it was given a permission of the operator. `reader-reads-keys`: it may read the keys of disks.
   */
  async flaw(): Promise<string | null> {
    try {
      await Promise.all([
        this.#graph.find(`/users/${NOBODY}?$select=id`, any),
        this.#namesOfGroups(),
        assignedRoles(this.#graph),
        this.#graph.get(PASS_POLICY, any),
        this.#graph.find(`/users/${NOBODY}/authentication/methods`, z.unknown()),
        ...(this.#diskKeys ? this.#ofDevices() : []),
      ]);
      if (await canChange(this.#graph, this.#diskKeys)) return 'reader-can-change';
      if (!this.#diskKeys) return null;
      // Nobody's key: what may not be read is refused before it is looked for, and nothing is logged as read.
      const asked = this.#graph.get(`/informationProtection/bitlocker/recoveryKeys/${NOBODY}?$select=key`, z.unknown());
      return (await mayAsk(asked)) ? 'reader-reads-keys' : null;
    } catch (error) {
      if (error instanceof AdapterError && ['credentials', 'access-denied'].includes(error.code)) return error.code;
      throw error;
    }
  }

  /** What is asked before a key of a disk is released. */
  #ofDevices(): readonly Promise<unknown>[] {
    const [of, managed] = [`deviceId eq '${NOBODY}'`, `azureADDeviceId eq '${NOBODY}'`].map(encodeURIComponent);
    return [
      this.#graph.find(`/devices/${NOBODY}?$select=id`, any),
      this.#graph.list(`/informationProtection/bitlocker/recoveryKeys?$filter=${of}`, any),
      this.#graph.list(`/deviceManagement/managedDevices?$filter=${managed}&$select=id`, any),
    ];
  }

  /** Without the permission Graph lists groups, and says no names. */
  async #namesOfGroups(): Promise<void> {
    const { value } = await this.#graph.get(
      '/groups?$select=id,displayName&$top=1',
      z.object({ value: z.array(named) }),
    );
    if (value.some(({ displayName }) => displayName === null))
      throw new AdapterError('access-denied', { retryable: false, message: 'Graph lists groups without names' });
  }
}

/** Graph looks at the permissions of an application before it looks for the object: who may not is told so, also about nobody. */
async function canChange(graph: Graph, diskKeys: boolean): Promise<boolean> {
  const tries = await Promise.all([
    mayAsk(graph.post(`/users/${NOBODY}/revokeSignInSessions`, {}, z.unknown())),
    mayAsk(graph.patch(`/users/${NOBODY}`, { accountEnabled: false })),
    mayAsk(graph.remove(`/users/${NOBODY}/authentication/phoneMethods/${NOBODY}`)),
    ...(diskKeys ? [mayAsk(graph.order(`/deviceManagement/managedDevices/${NOBODY}/rotateBitLockerKeys`))] : []),
  ]);
  return tries.includes(true);
}

/** For the application that changes credentials of others: an application that nobody has is asked for. */
export const askedOfEntraRotator = (graph: Graph): RotatorQuestions => ({
  mayWork: () => graph.find(`${applicationPath(NOBODY)}?$select=id,passwordCredentials`, any),
  mayMore: () => canChange(graph, false),
});

async function mayAsk(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof AdapterError && error.code === 'access-denied') return false;
    if (error instanceof AdapterError && ['not-found', 'invalid-request', 'conflict'].includes(error.code)) return true;
    throw error;
  }
}
