/** What is wrong with the settings; `code` is for programs. */
export class SettingsInvalid extends Error {
  readonly code: 'settings-unreadable' | 'setting-unknown' | 'setting-wrong' | 'setting-in-context';

  constructor(code: SettingsInvalid['code'], message: string) {
    super(`${code}: ${message}`);
    this.name = 'SettingsInvalid';
    this.code = code;
  }
}
