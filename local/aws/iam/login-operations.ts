import { z } from 'zod';
import { AwsError } from '../protocol/aws-error.ts';
import { Flag, listed, named, operation, SerialNumber, UserName } from './shapes.ts';
import { dateOf, type IamStore } from './store.ts';
import { noSuch, type StoredUser } from './user.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html: what holds where the account has set nothing. */
const MIN_LENGTH = 8;
const CLASSES = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/];

/** Passwords for the console and second factors (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html and its neighbours). */
export const loginOperations = (store: IamStore) => ({
  CreateLoginProfile: operation(withPassword, ({ UserName: name, Password, PasswordResetRequired = 'false' }) => {
    if (store.users.get(name).login !== null)
      throw new AwsError('EntityAlreadyExists', `Login Profile for user ${name} already exists.`, { status: 409 });
    assertStrong(name, Password);
    store.users.change(name, (user) => {
      user.login = { password: Password, mustChange: PasswordResetRequired === 'true', createdAt: store.now() };
    });
    return { LoginProfile: profileOf(store.users.get(name)) };
  }),
  GetLoginProfile: operation(named, ({ UserName: name }) => ({ LoginProfile: profileOf(store.users.read(name)) })),
  UpdateLoginProfile: operation(withPassword.partial({ Password: true }), (asked) => {
    const { UserName: name, Password, PasswordResetRequired } = asked;
    const login = loginOf(store.users.get(name));
    if (Password !== undefined) assertStrong(name, Password);
    store.users.change(name, (user) => {
      user.login = {
        ...{ ...login, password: Password ?? login.password },
        mustChange: PasswordResetRequired === undefined ? login.mustChange : PasswordResetRequired === 'true',
      };
    });
  }),
  DeleteLoginProfile: operation(named, ({ UserName: name }) => {
    loginOf(store.users.get(name));
    store.users.change(name, (user) => {
      user.login = null;
    });
  }),
  ListMFADevices: operation(listed, ({ UserName: name }) => ({
    MFADevices: {
      member: store.users.read(name).devices.map((SerialNumber) => ({
        ...{ UserName: name, SerialNumber, EnableDate: dateOf(store.now()) },
      })),
    },
    IsTruncated: false,
  })),
  DeactivateMFADevice: operation(
    z.strictObject({ UserName, SerialNumber }),
    ({ UserName: name, SerialNumber: serial }) => {
      if (!store.users.get(name).devices.includes(serial))
        throw noSuch(`MFA Device with serial number ${serial} does not exist for ${name}.`);
      store.users.change(name, (user) => {
        user.devices = user.devices.filter((one) => one !== serial);
      });
      if (isVirtual(serial)) store.unassigned.add(serial);
    },
  ),
  DeleteVirtualMFADevice: operation(z.strictObject({ SerialNumber }), ({ SerialNumber: serial }) => {
    if (store.users.all.some(({ devices }) => devices.includes(serial)))
      throw new AwsError('DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.', { status: 409 });
    if (!store.unassigned.delete(serial)) throw noSuch(`VirtualMFADevice with serial number ${serial} doesn't exist.`);
  }),
});

export const isVirtual = (serial: string): boolean => /:mfa\//.test(serial);

function loginOf({ name, login }: StoredUser): NonNullable<StoredUser['login']> {
  if (login === null) throw noSuch(`Login Profile for User ${name} cannot be found.`);
  return login;
}

function profileOf(user: StoredUser) {
  const { mustChange, createdAt } = loginOf(user);
  return { UserName: user.name, CreateDate: dateOf(createdAt), PasswordResetRequired: mustChange };
}

/** Three of four classes, and neither the name nor shorter than eight. */
function assertStrong(name: string, password: string): void {
  const classes = CLASSES.filter((one) => one.test(password)).length;
  if (password.length >= MIN_LENGTH && classes >= 3 && password !== name) return;
  throw new AwsError('PasswordPolicyViolation', 'Password does not conform to the account password policy.');
}

const withPassword = z.strictObject({
  UserName,
  Password: z.string().regex(/^[\t\n\r\u0020-\u00ff]{1,128}$/),
  PasswordResetRequired: Flag.optional(),
});
