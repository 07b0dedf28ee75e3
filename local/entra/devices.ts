import { randomInt, randomUUID } from 'node:crypto';

/** A recovery key that a device backed up. The tenant keeps those that were replaced too. */
export interface TenantKey {
  readonly id: string;
  readonly deviceId: string;
  /** 1 is the system's volume. */
  readonly volumeType: number;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly digits: string;
}

/** An order of Intune's to a device. */
export interface DeviceOrder {
  state: 'pending' | 'done';
  readonly orderedAt: number;
}

/** A laptop of the tenant, with its disk. */
export interface TenantDevice {
  readonly id: string;
  readonly deviceId: string;
  displayName: string;
  accountEnabled: boolean;
  operatingSystem: string;
  isCompliant: boolean;
  /** Ids of users. */
  owners: readonly string[];
  groups: readonly { readonly id: string; readonly displayName: string }[];
  /** Intune's id of it; null where Intune does not manage it. */
  managedId: string | null;
  orders: readonly DeviceOrder[];
  /** Whether it hears of orders. */
  isOnline: boolean;
  /** The key that opens each volume now. */
  readonly protectors: Map<number, TenantKey>;
}

/** A read of a key with its digits, as the audit log has it. */
export interface KeyRead {
  readonly keyId: string;
  readonly client: string;
  readonly at: number;
}

const SYSTEM_VOLUME = 1;

/** The devices of a tenant in memory, their disks, the keys that they backed up, and what Intune tells them. */
export class Devices {
  readonly all = new Map<string, TenantDevice>();
  readonly keys: TenantKey[] = [];
  readonly reads: KeyRead[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A laptop whose disk is encrypted, and whose key is backed up. */
  add(displayName: string, given: Partial<Pick<TenantDevice, 'managedId' | 'owners' | 'isOnline'>> = {}): TenantDevice {
    const device: TenantDevice = {
      ...{ id: randomUUID(), deviceId: randomUUID(), displayName, accountEnabled: true, operatingSystem: 'Windows' },
      ...{ isCompliant: true, owners: [], groups: [], managedId: randomUUID(), orders: [], isOnline: true },
      protectors: new Map(),
      ...given,
    };
    this.all.set(device.id, device);
    this.replaceKey(device);
    return device;
  }

  /** By object id, or by name in any case: several may have one. */
  named(name: string): readonly TenantDevice[] {
    return [...this.all.values()].filter(({ displayName }) => displayName.toLowerCase() === name.toLowerCase());
  }

  ofMachine(deviceId: string): TenantDevice | undefined {
    return [...this.all.values()].find((one) => one.deviceId === deviceId);
  }

  managed(id: string): TenantDevice | undefined {
    return [...this.all.values()].find(({ managedId }) => managedId === id);
  }

  /** Windows backs the new key up first, and then removes the old one from the disk. */
  replaceKey(device: TenantDevice, volumeType = SYSTEM_VOLUME): TenantKey {
    // Two keys are never from one moment.
    const madeAt = Math.max(this.#now(), ...this.keys.map((one) => one.madeAt + 1));
    const key = { id: randomUUID(), deviceId: device.deviceId, volumeType, madeAt, digits: digits() };
    this.keys.push(key);
    device.protectors.set(volumeType, key);
    return key;
  }

  /** Whether these digits, typed at the recovery screen, open the system's volume. */
  opens({ protectors }: TenantDevice, typed: string): boolean {
    return protectors.get(SYSTEM_VOLUME)?.digits === typed;
  }

  tell(device: TenantDevice): void {
    device.orders = [...device.orders, { state: 'pending', orderedAt: this.#now() }];
    if (device.isOnline) this.carryOut(device);
  }

  comeOnline(device: TenantDevice): void {
    device.isOnline = true;
    this.carryOut(device);
  }

  /** One new key for each order that waits. */
  carryOut(device: TenantDevice): void {
    for (const order of device.orders) {
      if (order.state === 'done') continue;
      for (const volume of [...device.protectors.keys()]) this.replaceKey(device, volume);
      order.state = 'done';
    }
  }

  /** Its keys go with it; whoever has the laptop has the disk. */
  remove({ id, deviceId }: TenantDevice): void {
    this.all.delete(id);
    const kept = this.keys.filter((one) => one.deviceId !== deviceId);
    this.keys.splice(0, this.keys.length, ...kept);
  }

  noteRead(keyId: string, client: string): void {
    this.reads.push({ keyId, client, at: this.#now() });
  }
}

/** 8 groups, each a number below 65,536 times 11: so BitLocker sees a group that was mistyped. */
const digits = (): string => Array.from({ length: 8 }, () => String(randomInt(65_536) * 11).padStart(6, '0')).join('-');
