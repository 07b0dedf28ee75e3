import * as z from 'zod/mini';
import type { TrailCall } from '../../contract/trail.ts';
import type { ChangeKind, ChangeMaker, DirectoryChange } from '../../core/recovery/state/receipts.ts';
import type { SubmitServices } from '../ledger/submit.ts';
import { parseAs } from '../untrusted/schema.ts';
import { callerId, type IdentityOf, isOfKey, saidByIam, targetOfIam, trailObject, trailText } from './iam-trail.ts';
import { type Reconciled, reconcile, type Signalled, signalPrivilege } from './receipts.ts';

export interface TrailServices extends SubmitServices {
  /** ARNs of the roles of our own functions that change directories. */
  readonly connectorRoles: readonly string[];
  /** Names of the rotation functions of others that governed secrets may use. */
  readonly rotationFunctions: readonly string[];
  /** Asks IAM, which CloudTrail names by name alone; absent: nothing of IAM is governed here. */
  readonly identityOf?: IdentityOf;
}

/** The log's name in the ledger. */
export const CLOUDTRAIL = 'cloudtrail';

/**
 * An event of CloudTrail, as EventBridge delivers it
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html). Members that are not read may be
 * anything: each service has its own, and hides what it likes.
 */
const trailEvent = () =>
  z.object({
    'detail-type': z.literal('AWS API Call via CloudTrail'),
    account: z.string().check(z.regex(/^\d{12}$/)),
    detail: z.object({
      eventID: z.string().check(z.regex(/^[\w-]{1,64}$/)),
      eventTime: z.iso.datetime(),
      eventSource: z.string(),
      eventName: z.string(),
      errorCode: z.optional(z.nullable(z.string())),
      recipientAccountId: z.optional(z.string()),
      userIdentity: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
      requestParameters: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
      responseElements: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
      additionalEventData: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
    }),
  });

type Detail = z.output<ReturnType<typeof trailEvent>>['detail'];

interface Row {
  readonly kind: ChangeKind | ((detail: Detail) => ChangeKind);
  /** Somebody who signs in as the user calls this, and nobody signs the call with AWS credentials. */
  readonly by?: 'owner' | 'other';
}

/**
 * Calls that change a credential or a factor. A code by mail (`ConfirmForgotPassword`) is a reset beside every recovery, whoever had the mail:
 * it never has a receipt.
 */
const COGNITO: Readonly<Record<TrailCall<'aws.cognito-idp'>, Row>> = {
  AdminSetUserPassword: { kind: 'password-set' },
  AdminResetUserPassword: { kind: 'password-set' },
  ConfirmForgotPassword: { kind: 'password-set', by: 'other' },
  ChangePassword: { kind: 'password-set', by: 'owner' },
  AdminSetUserMFAPreference: { kind: factorKind },
  SetUserMFAPreference: { kind: factorKind, by: 'owner' },
  AdminSetUserSettings: { kind: factorKind },
  SetUserSettings: { kind: factorKind, by: 'owner' },
  AdminDeleteSoftwareToken: { kind: 'factor-removed' },
  VerifySoftwareToken: { kind: 'factor-added', by: 'owner' },
  CompleteWebAuthnRegistration: { kind: 'factor-added', by: 'owner' },
  DeleteWebAuthnCredential: { kind: 'factor-removed', by: 'owner' },
  AdminEnableUser: { kind: 'enabled' },
};

const SECRETS: Readonly<Record<TrailCall<'aws.secretsmanager'>, Row>> = {
  PutSecretValue: { kind: 'secret-set' },
  UpdateSecret: { kind: 'secret-set' },
  UpdateSecretVersionStage: { kind: 'secret-set' },
  RotateSecret: { kind: 'secret-set' },
};

/** The services, each with its connector, its calls, and where it names the identity by its immutable id. */
const SERVICES: Readonly<
  Record<string, { connector: string; calls: Readonly<Record<string, Row>>; idOf: (detail: Detail) => unknown }>
> = {
  // `sub`: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-info-in-cloudtrail.html hides the name of the user.
  'cognito-idp.amazonaws.com': {
    ...{ connector: 'cognito', calls: COGNITO },
    idOf: ({ additionalEventData }) => additionalEventData?.['sub'],
  },
  'secretsmanager.amazonaws.com': { connector: 'secrets-manager', calls: SECRETS, idOf: arnIn },
};

/** What came of an event: `no-change` for a call that failed, or changed nothing of this kind. */
export type Trailed = Reconciled | Signalled | { readonly is: 'no-change' };

/**
 * Reconciles a call that CloudTrail tells of. Throws the problem of an event that is not of this account, or that does not say whose identity was
 * changed: it may be a change that nobody sees, so it is kept and rings.
 */
export async function takeTrailEvent(services: TrailServices, event: unknown): Promise<Trailed> {
  const { account, detail } = parseAs(trailEvent, event);
  if (detail.eventSource === 'iam.amazonaws.com') return takeIamCall(services, account, detail);
  const service = Object.hasOwn(SERVICES, detail.eventSource) ? SERVICES[detail.eventSource] : undefined;
  const row =
    service !== undefined && Object.hasOwn(service.calls, detail.eventName)
      ? service.calls[detail.eventName]
      : undefined;
  if (service === undefined || row === undefined || (detail.errorCode ?? '') !== '') return { is: 'no-change' };
  assertOwn(services, account, detail);
  const directoryId = service.idOf(detail);
  if (typeof directoryId !== 'string' || directoryId === '' || directoryId.length > 2_048)
    throw new UnreadableEvent('identity-unnamed', detail.eventID);
  const change: DirectoryChange = {
    ...{ connector: service.connector, directoryId },
    kind: typeof row.kind === 'function' ? row.kind(detail) : row.kind,
    at: new Date(detail.eventTime).toISOString(),
    by: row.by === undefined ? makerOf(services, detail) : { as: row.by, name: null },
    entry: detail.eventID,
  };
  return reconcile(services, CLOUDTRAIL, change);
}

function assertOwn({ connectorRoles }: TrailServices, account: string, detail: Detail): void {
  const isOurs = connectorRoles.every((role) => role.split(':')[4] === account);
  if (!isOurs || (detail.recipientAccountId ?? account) !== account)
    throw new UnreadableEvent('account-foreign', detail.eventID);
}

/**
 * The same for IAM. Nobody has the name any more: whoever was removed has nothing left to govern, and whoever was renamed is found by the event of
 * that, which rings.
 */
async function takeIamCall(services: TrailServices, account: string, detail: Detail): Promise<Trailed> {
  const said = saidByIam(detail);
  if (said === null || services.identityOf === undefined || (detail.errorCode ?? '') !== '') return { is: 'no-change' };
  assertOwn(services, account, detail);
  const target = targetOfIam(detail);
  if (target === undefined) throw new UnreadableEvent('identity-unnamed', detail.eventID);
  const found = await services.identityOf(target);
  if (found === undefined) return { is: 'not-ours' };
  const by = callerId(detail) === found.id ? ({ as: 'owner', name: null } as const) : makerOf(services, detail);
  const entry = detail.eventID;
  const identity = { connector: 'iam', directoryId: found.id, entry };
  if (said === 'privilege' && by.as !== 'connector') return signalPrivilege(services, CLOUDTRAIL, identity);
  const at = new Date(detail.eventTime).toISOString();
  if (isOfKey(said) && found.keysOf !== null) {
    const secret = {
      connector: 'secrets-manager',
      directoryId: found.keysOf,
      kind: 'secret-set',
      at,
      by,
      entry,
    } as const;
    const reconciled = await reconcile(services, CLOUDTRAIL, secret);
    if (reconciled.is !== 'not-ours') return reconciled;
  }
  // Our functions put no policy into an identity but the one that cuts sessions off.
  const kind = said === 'privilege' ? 'privilege-changed' : said;
  return reconcile(services, CLOUDTRAIL, { ...identity, kind, at, by });
}

/** An event that cannot be reconciled. Its message names the event in CloudTrail, and nothing of what it says. */
export class UnreadableEvent extends Error {
  constructor(code: string, eventId: string) {
    super(`${code}: event ${eventId}`);
    this.name = 'UnreadableEvent';
  }
}

/**
 * Who signed a call. A session of a role counts as the role; the session's name is chosen by whoever takes the role, so a foreign rotation function,
 * which is known by that name only, counts as nobody that the log names.
 */
function makerOf({ connectorRoles, rotationFunctions }: TrailServices, { userIdentity }: Detail): ChangeMaker {
  const arn = trailText(userIdentity, 'arn');
  const issuer = trailText(trailObject(trailObject(userIdentity, 'sessionContext'), 'sessionIssuer'), 'arn');
  const name = nameOf(issuer ?? arn);
  if (issuer !== undefined && connectorRoles.includes(issuer)) return { as: 'connector', name };
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn ?? '')?.[1];
  if (session !== undefined && rotationFunctions.includes(session)) return { as: 'unknown', name };
  return { as: 'other', name };
}

/** `role/Admin`, `user/jane`, `root`: the end of an ARN, without the session. */
const nameOf = (arn: string | undefined): string | null =>
  arn === undefined ? null : arn.split(':').slice(5).join(':').slice(0, 128) || null;

/** Turning a factor on is the worse of two readings, so it is what an unreadable setting counts as. */
function factorKind({ requestParameters }: Detail): ChangeKind {
  const said = JSON.stringify(requestParameters ?? {});
  const isOn = /"enabled":true/i.test(said) || /"mfaoptions":\[[^\]]/i.test(said);
  const isOff = /"enabled":false/i.test(said) || /"mfaoptions":\[\]/i.test(said);
  return isOff && !isOn ? 'factor-removed' : 'factor-added';
}

/** The whole ARN of a secret: of the answer, or of the request where that names one. */
function arnIn({ requestParameters, responseElements }: Detail): string | undefined {
  const answered = ['arn', 'aRN', 'ARN']
    .map((name) => trailText(responseElements, name))
    .find((one) => one !== undefined);
  const asked = trailText(requestParameters, 'secretId');
  return answered ?? (asked?.startsWith('arn:') ? asked : undefined);
}
