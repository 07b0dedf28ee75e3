/**
 * The words for how a request comes in: those whose way is known, so that a proof can be told from one that comes the same way (rule 9).
 * A ticket system's own words are mapped to these where tickets are read.
 */
export const CHANNELS: readonly string[] = [
  ...['portal', 'api', 'console', 'ticket', 'chat', 'desk', 'in-person', 'video'],
  ...['voice', 'phone', 'telephone', 'call', 'email', 'mail', 'e-mail', 'sms', 'text', 'postal'],
];
