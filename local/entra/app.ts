import type { X509Certificate } from 'node:crypto';
import { GraphError } from './answers.ts';

/** A client secret of an application; its value is shown once. */
export interface AppSecret {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly endDateTime: string;
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** A certificate of an application. */
export interface AppCertificate {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly certificate: X509Certificate;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** Added in the portal, which writes the thumbprint in hex. */
  readonly isUploaded: boolean;
}

export interface TenantApp {
  readonly id: string;
  /** The client id. */
  readonly appId: string;
  /** Whether the caller is among its owners: `Application.ReadWrite.OwnedBy` covers no other. */
  readonly isOwned: boolean;
  secrets: readonly AppSecret[];
  certificates: readonly AppCertificate[];
}

/** Where Graph has an application, by its client id. */
export const APP = String.raw`^\/v1\.0\/applications\(appId='(?<app>[0-9a-f-]{36})'\)`;

/** Throws Graph's refusal of an application that is not there, or that is not the caller's. */
export function ownedApp(all: readonly TenantApp[], appId: string): TenantApp {
  const app = all.find((one) => one.appId === appId);
  if (app === undefined) throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${appId}' does not exist.`);
  if (!app.isOwned)
    throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  return app;
}
