import * as z from 'zod/mini';
import type { ConnectorRequest, Evidence, Gone, Obstacle, Performed } from '../../../ports/connector.ts';
import { AdapterError } from '../../../ports/errors.ts';
import { Secret } from '../../../ports/secret.ts';
import type { Acting } from '../action.ts';
import { type Device, EntraDevices } from './devices.ts';
import type { Graph } from './graph.ts';
import { ManagedDevices } from './managed-devices.ts';

/** https://learn.microsoft.com/graph/api/resources/bitlockerrecoverykey: a volume is told by a number, as a text too, or by its name. */
const keyShape = z.object({
  id: z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f-]{27}$/i)),
  createdDateTime: z.iso.datetime({ offset: true }),
  volumeType: z.nullish(z.union([z.number(), z.string()])),
});
type DiskKeyRecord = z.output<typeof keyShape>;

/** 48 digits in 8 groups (https://learn.microsoft.com/windows/security/operating-system-security/data-protection/bitlocker/recovery-overview). */
const valueShape = z.object({ key: z.string().check(z.regex(/^\d{6}(-\d{6}){7}$/)) });

const KEYS = '/informationProtection/bitlocker/recoveryKeys';

/**
 * Recovery keys of BitLocker, as a tenant keeps them. A key is read once, for one grant; its end orders the device, by Intune, to make a new one.
 * INVARIANT: only a key that can be ended is read: that of a device which Intune manages. Windows removes the old key from the disk only once the
 * new one is backed up, so a newer key in the tenant says that the old one opens nothing.
 */
export class EntraDiskKeys implements Acting {
  readonly #graph: Graph;
  readonly #devices: EntraDevices;
  readonly #managed: ManagedDevices;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#devices = new EntraDevices(graph, []);
    this.#managed = new ManagedDevices(graph);
  }

  async examine({ directoryId }: Pick<ConnectorRequest, 'directoryId'>): Promise<Obstacle | null> {
    const device = await this.#devices.find(directoryId);
    const code = device === undefined ? 'not-found' : await this.#obstacle(device);
    return code === undefined ? null : { code, mayPass: false };
  }

  /** The newest key of the system's volume. It is looked for again after it was read: one that was replaced meanwhile is nobody's help. */
  async perform({ directoryId, target }: ConnectorRequest): Promise<Performed> {
    const device = await this.#devices.find(directoryId);
    const code = device === undefined ? 'not-found' : await this.#obstacle(device);
    if (device === undefined || code !== undefined)
      throw new AdapterError(code ?? 'not-found', { retryable: false, message: `\`${target}\`: \`${code}\`` });
    const before = await this.#newest(device);
    if (before === undefined) throw notReadBack();
    const { key } = await this.#graph.get(`${KEYS}/${before.id}?$select=key`, valueShape);
    const keys = await this.#keysOf(device);
    if (newestOf(keys)?.id !== before.id) throw notReadBack();
    const others = new Set(keys.filter((one) => !isOfSystem(one)).map(({ volumeType }) => String(volumeType)));
    return {
      state: 'done',
      reference: device.id,
      credential: new Secret(`${shownIdOf(before)} ${key}`),
      evidence: { ...evidenceOf(before), otherVolumes: others.size, passwordVersion: madeAt(before) },
    };
  }

  /** Orders the device to replace its key, unless it has, or was told. A key that nobody was ever handed is left as it is. */
  async revoke(request: ConnectorRequest): Promise<void> {
    if (!request.issued) return;
    const device = await this.#devices.find(request.directoryId);
    if (device === undefined || isReplaced(request, await this.#newest(device))) return;
    const managed = await this.#managed.find(device.deviceId);
    // Nobody can order it any more: that it is not gone is said, and rings.
    if (managed.length === 0)
      throw new AdapterError('device-unmanaged', { retryable: true, message: 'Intune does not manage the device now' });
    const refusals: unknown[] = [];
    for (const one of managed) {
      try {
        if (!(await this.#managed.isToldToReplace(one, request))) await this.#managed.tellToReplace(one);
      } catch (error) {
        refusals.push(error);
      }
    }
    // Where Intune has a device twice, the record from before it was enrolled again takes no order, and keeps the other one from none.
    if (refusals.length === managed.length) throw refusals[0];
  }

  async verifyGone(request: ConnectorRequest): Promise<Gone> {
    const device = await this.#devices.find(request.directoryId);
    if (device === undefined) return { gone: true, evidence: { device: 'absent' } };
    const newest = await this.#newest(device);
    const evidence = newest === undefined ? { keyId: 'none' } : evidenceOf(newest);
    if (!request.issued || isReplaced(request, newest)) return { gone: true, evidence };
    const managed = await this.#managed.find(device.deviceId);
    const told = await Promise.all(managed.map((one) => this.#managed.isToldToReplace(one, request)));
    return { gone: false, isRunning: told.includes(true), evidence };
  }

  /** What stops a release; undefined for nothing. Reads no key. */
  async #obstacle(device: Device): Promise<string | undefined> {
    if (device.accountEnabled !== true) return 'device-disabled';
    if ((await this.#newest(device)) === undefined) return 'no-disk-key';
    return (await this.#managed.find(device.deviceId)).length === 0 ? 'device-unmanaged' : undefined;
  }

  async #newest(device: Device): Promise<DiskKeyRecord | undefined> {
    return newestOf(await this.#keysOf(device));
  }

  /** All keys of a device, without their values; those that were replaced stay in the tenant. */
  #keysOf({ deviceId }: Device): Promise<readonly DiskKeyRecord[]> {
    return this.#graph.list(`${KEYS}?$filter=${encodeURIComponent(`deviceId eq '${deviceId}'`)}`, keyShape);
  }
}

const isOfSystem = ({ volumeType }: DiskKeyRecord): boolean =>
  ['1', 'operatingSystemVolume'].includes(String(volumeType));

const newestOf = (keys: readonly DiskKeyRecord[]): DiskKeyRecord | undefined =>
  keys.filter(isOfSystem).toSorted((one, other) => madeAt(other) - madeAt(one))[0];

/** Milliseconds since 1970. */
const madeAt = ({ createdDateTime }: DiskKeyRecord): number => Date.parse(createdDateTime);

/** A grant that does not say which key it released has ended only when there is a key from after its time. */
const isReplaced = (
  { passwordVersion, expiresAt }: Pick<ConnectorRequest, 'passwordVersion' | 'expiresAt'>,
  newest: DiskKeyRecord | undefined,
): boolean => newest !== undefined && madeAt(newest) > (passwordVersion ?? Date.parse(expiresAt));

/** What the recovery screen shows of a key's id, so that people compare it before they type 48 digits. */
const shownIdOf = ({ id }: DiskKeyRecord): string => id.slice(0, 8).toUpperCase();

const evidenceOf = (key: DiskKeyRecord): Evidence => ({
  keyId: shownIdOf(key),
  keyBackedUpAt: new Date(madeAt(key)).toISOString(),
});

const notReadBack = (): AdapterError =>
  new AdapterError('not-read-back', {
    retryable: true,
    message: 'the newest key of the disk changed while it was read',
  });
