import { ENV } from '../contract/environment.ts';
import { type HelpDesk, NO_HELP_DESK } from '../contract/help-desk.ts';
import { once, optionalEnvironment } from './clients/environment.ts';

/** The organisation and its desk, as the settings name them. */
export const helpDesk = /* @__PURE__ */ once((): HelpDesk => {
  const text = optionalEnvironment(ENV.helpDesk);
  return text === undefined ? NO_HELP_DESK : { ...NO_HELP_DESK, ...JSON.parse(text) };
});
