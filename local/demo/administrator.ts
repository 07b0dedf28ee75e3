import {
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { madePassword } from '../directory/credentials.ts';
import { NAMES } from '../start/environment.ts';
import { clientOptions } from './aws-client.ts';
import { expectThat } from './expectation.ts';
import { ZENDESK_TICKET } from './intake.ts';
import { as, reaches, refused, type Stage } from './stage.ts';
import * as story from './story.ts';

const USER = { UserPoolId: NAMES.userPool, Username: 'lena-admin' };

/** An administrator who has lost their phone gets a temporary password, once, and must replace it before the grant ends. */
export async function playAdministrator(stage: Stage, recovery: string): Promise<story.Outcome> {
  const scene = { stage, recovery, about: 'lena' };
  await reaches(stage, recovery, { statuses: ['proofing'] });
  await story.mayNotProve(scene, 'robin', { method: 'live-video', code: 'machine-cannot-decide' });
  const visitor = await story.opensPage(scene, 'lena');
  await story.proves(scene, 'vera', 'in-person', visitor);
  // An administrator's account needs two verifiers (rule 9).
  await story.proves(scene, 'victor', 'in-person', visitor);
  await story.proves(scene, 'mara', 'manager-attestation', visitor);
  await story.mayNotCountersign(scene, 'lena', 'conflicting-part');
  await story.countersigns(scene, 'ida');
  await story.countersigns(scene, 'sam');
  const granted = await story.isExecuted(scene);
  await mayNotClaim(scene, 'amira', 'not-the-requester');
  await mayNotClaim(scene, 'lena', 'claim-on-page');
  await story.claims(scene, 'lena', visitor);
  await signsIn(scene);
  await story.isRevoked(scene, granted);
  return story.isReviewed(scene, ZENDESK_TICKET);
}

async function mayNotClaim({ stage, recovery, about }: story.Scene, who: string, code: string): Promise<void> {
  const claim = as(stage, who).post(`/recoveries/${recovery}/claims`);
  await refused(stage, { about, who, did: 'tries to claim the temporary password', code }, claim);
}

/** What the sign-in page of the user pool would do with her: another password, another second factor. */
async function signsIn({ stage, about }: story.Scene): Promise<void> {
  const client = new CognitoIdentityProviderClient(clientOptions(stage));
  try {
    const before = await client.send(new AdminGetUserCommand(USER));
    expectThat(before.UserStatus === 'FORCE_CHANGE_PASSWORD', `the user is ${before.UserStatus}`);
    expectThat((before.UserMFASettingList ?? []).length === 0, 'the lost second factor still works');
    await client.send(new AdminSetUserPasswordCommand({ ...USER, Password: madePassword(), Permanent: true }));
    const EmailMfaSettings = { Enabled: true, PreferredMfa: true };
    await client.send(new AdminSetUserMFAPreferenceCommand({ ...USER, EmailMfaSettings }));
    const { UserStatus } = await client.send(new AdminGetUserCommand(USER));
    const did = 'signs in: own password, new second factor';
    stage.timeline.tell({ about, who: 'lena', did, answer: String(UserStatus).toLowerCase() });
  } finally {
    client.destroy();
  }
}
