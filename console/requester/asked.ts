import type { Model } from './model.ts';
import { keyOr } from './texts.ts';

/** How the request came in: whoever is being called can compare. */
export function cameIn({ intake }: NonNullable<Model['state']>, say: Model['say'], at: string): string {
  if (intake === null) return say('asked', { at });
  const way = intake.onBehalf ? (WAYS[intake.channel] ?? 'other') : intake.channel === 'ticket' ? 'ticket' : 'self';
  const desk = intake.desk === null ? '' : say('asked.desk', { desk: intake.desk });
  const agent = intake.agent === null ? '' : say('asked.agent', { agent: intake.agent });
  return [say(keyOr(`asked.${way}`, 'asked'), { at }), desk, agent].filter((one) => one !== '').join(' ');
}

/** The channels of requests, by how they are told. */
const WAYS: Readonly<Record<string, string>> = {
  ...{ phone: 'phone', telephone: 'phone', call: 'phone', voice: 'phone', sms: 'text', text: 'text' },
  ...{
    email: 'email',
    mail: 'email',
    'e-mail': 'email',
    chat: 'chat',
    video: 'video',
    ticket: 'ticket',
    portal: 'ticket',
  },
  ...{ desk: 'person', 'in-person': 'person', postal: 'letter' },
};
