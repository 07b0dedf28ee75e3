import type { CountersignStackProps } from '../../lib/countersign-stack.ts';

/** Every option of a deployment that makes resources or rights. */
export const everything = {
  rules: { policy: '{}', digest: 'digest', sources: '{}', vendors: '{}' },
  connectors: {
    userPoolId: 'us-east-1_a',
    groupTiers: 'admin*=privileged',
    rotationFunctions: ['arn:aws:lambda:us-east-1:111122223333:function:rotate'],
    secretKeys: ['arn:aws:kms:us-east-1:111122223333:key/1'],
  },
  messages: {
    mailFrom: 'help@example.com',
    mailroom: 'mailroom@example.com',
    smsFrom: '+12025550100',
    voiceFrom: 'arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1',
    publicUrl: 'https://recover.example.com',
    leavesPasskeysOf: 'https://old.example.com',
  },
  signingKeys: { people: { keys: 2, retired: 1 } },
  alertTo: ['duty@example.com', 'https://alerts.example.com/countersign'],
} satisfies Partial<CountersignStackProps>;
