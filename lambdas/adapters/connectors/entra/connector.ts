import { CONNECTORS } from '../../../contract/connectors.ts';
import type { Action } from '../../../core/registry/account.ts';
import type { Connector, ConnectorRequest } from '../../../ports/connector.ts';
import { type Acting, assertAction } from '../action.ts';
import { EntraDirectory, type EntraDirectoryOptions } from './directory.ts';
import { EntraDiskKeys } from './disk-keys.ts';
import type { Graph } from './graph.ts';
import { EntraUsers, type EntraUsersOptions } from './users.ts';

export type EntraConnectorOptions = EntraDirectoryOptions & EntraUsersOptions;

/** The people of a Microsoft Entra tenant, and, where the deployment says so, the keys of the disks of its devices. */
export class EntraConnector implements Connector {
  readonly name = 'entra';
  readonly actions: readonly Action[];
  readonly findsById = true;
  readonly #directory: EntraDirectory;
  readonly #users: Acting;
  readonly #diskKeys: Acting;

  constructor(graph: Graph, { groupTiers, diskKeys = false, ...options }: EntraConnectorOptions = {}) {
    const all: readonly Action[] = CONNECTORS.entra.actions;
    this.actions = diskKeys ? all : all.filter((action) => action !== 'release-disk-key');
    this.#directory = new EntraDirectory(graph, { ...(groupTiers && { groupTiers }), diskKeys });
    this.#users = new EntraUsers(graph, this.#directory, options);
    this.#diskKeys = new EntraDiskKeys(graph);
  }

  identityOf(target: string): ReturnType<Connector['identityOf']> {
    return this.#directory.identityOf(target);
  }

  tierOf(target: string): ReturnType<Connector['tierOf']> {
    return this.#directory.tierOf(target);
  }

  scopeOf(target: string): ReturnType<Connector['scopeOf']> {
    return this.#directory.scopeOf(target);
  }

  async examine(request: Parameters<Connector['examine']>[0]): ReturnType<Connector['examine']> {
    assertAction(this, request);
    return this.#acting(request).examine(request);
  }

  async perform(request: ConnectorRequest): ReturnType<Connector['perform']> {
    assertAction(this, request);
    return this.#acting(request).perform(request);
  }

  async revoke(request: ConnectorRequest): Promise<void> {
    assertAction(ENDING, request);
    return this.#acting(request).revoke(request);
  }

  async verifyGone(request: ConnectorRequest): ReturnType<Connector['verifyGone']> {
    assertAction(ENDING, request);
    return this.#acting(request).verifyGone(request);
  }

  #acting({ action }: Pick<ConnectorRequest, 'action'>): Acting {
    return action === 'release-disk-key' ? this.#diskKeys : this.#users;
  }
}

/** What was given ends, also after the setting was taken back. */
const ENDING: Pick<Connector, 'name' | 'actions'> = { name: 'entra', actions: CONNECTORS.entra.actions };
