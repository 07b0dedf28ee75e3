import type { StreamState } from '../../core/recovery/state.ts';
import type { Language } from '../../core/registry/account.ts';

/** In which language the owner of an account is written to. */
export const languageOf = ({ profile }: StreamState): Language => profile.current?.language ?? 'en';
