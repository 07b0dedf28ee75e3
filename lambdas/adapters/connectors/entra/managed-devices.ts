import * as z from 'zod/mini';
import type { ConnectorRequest } from '../../../ports/connector.ts';
import type { Graph } from './graph.ts';

/** https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice */
const managedShape = z.object({ id: z.string() });
type ManagedDevice = z.output<typeof managedShape>;

/** https://learn.microsoft.com/graph/api/resources/intune-devices-deviceactionresult */
const actionsShape = z.object({
  deviceActionResults: z.nullish(
    z.array(
      z.object({
        actionName: z.nullish(z.string()),
        actionState: z.nullish(z.string()),
        startDateTime: z.nullish(z.string()),
      }),
    ),
  ),
});

const ACTION = 'rotateBitLockerKeys';
/** States of an order that the device has still to carry out. */
const WAITING: readonly string[] = ['pending', 'active'];

const DEVICES = '/deviceManagement/managedDevices';

/** The devices that Intune manages, and what they were told. */
export class ManagedDevices {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** By the device id of Entra: empty for a device that Intune does not manage, several where one was enrolled again. */
  find(deviceId: string): Promise<readonly ManagedDevice[]> {
    const filter = encodeURIComponent(`azureADDeviceId eq '${deviceId}'`);
    return this.#graph.list(`${DEVICES}?$filter=${filter}&$select=id`, managedShape);
  }

  /** Whether the device was told since it backed the released key up, and has not done it yet: a second order would replace the key twice. */
  async isToldToReplace({ id }: ManagedDevice, { passwordVersion = 0 }: Pick<ConnectorRequest, 'passwordVersion'>) {
    // A record that has just gone was told nothing.
    const found = await this.#graph.find(
      `${DEVICES}/${encodeURIComponent(id)}?$select=id,deviceActionResults`,
      actionsShape,
    );
    return (found?.deviceActionResults ?? []).some(
      ({ actionName, actionState, startDateTime }) =>
        actionName === ACTION &&
        WAITING.includes(actionState ?? '') &&
        Date.parse(startDateTime ?? '') >= passwordVersion,
    );
  }

  /** At `/beta`: Intune has it nowhere else (https://learn.microsoft.com/graph/api/intune-devices-manageddevice-rotatebitlockerkeys). */
  tellToReplace({ id }: ManagedDevice): Promise<void> {
    return this.#graph.order(`${DEVICES}/${encodeURIComponent(id)}/${ACTION}`);
  }
}
