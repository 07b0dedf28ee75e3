import type { Command } from 'commander';
import type { Secret } from '../../../lambdas/ports/secret.ts';
import { Profiles, profileName } from '../sign-in/profiles.ts';
import { signedInToken } from '../sign-in/token.ts';
import type { Terminal } from '../terminal.ts';
import { printable, type Style, styleFor, type View } from '../text/print.ts';
import { asYaml } from '../text/yaml.ts';
import { type Answer, Api, unexpectedAnswer } from './api.ts';
import { bearerToken, type GlobalOptions, isForPrograms, serviceUrl } from './settings.ts';

/** One invocation: its terminal, its output format and its service. */
export class Session {
  readonly terminal: Terminal;
  /** Whether the output is for a program. */
  readonly json: boolean;
  readonly style: Style;
  readonly #options: GlobalOptions;
  #api: Api | undefined;
  #key: string | undefined;

  constructor(command: Command, terminal: Terminal) {
    this.#options = command.optsWithGlobals<GlobalOptions>();
    this.terminal = terminal;
    this.json = isForPrograms(this.#options);
    this.style = styleFor(terminal.env, terminal.stdoutIsTty, terminal.columns);
  }

  /** A value for a program: as JSON on one line, or as YAML. */
  readonly document = (value: unknown): string =>
    this.#options.format === 'yaml' ? asYaml(value) : `${JSON.stringify(value)}\n`;

  get view(): View {
    return { style: this.style, now: this.terminal.now() };
  }

  get url(): URL {
    const known = this.namesUrl ? undefined : this.profiles.find(this.profile)?.url;
    return serviceUrl(this.#options, this.terminal.env, known);
  }

  /** Name of the profile. */
  get profile(): string {
    return profileName(this.#options.profile, this.terminal.env);
  }

  get profiles(): Profiles {
    return new Profiles(this.terminal.env);
  }

  /** Whether the person named an address. */
  get namesUrl(): boolean {
    return this.#options.url !== undefined || Boolean(this.terminal.env['COUNTERSIGN_URL']);
  }

  /** One key for all requests of this invocation. */
  get idempotencyKey(): string {
    this.#key ??= this.#options.idempotencyKey ?? this.terminal.newKey();
    return this.#key;
  }

  /** Made on first use: commands that work offline need no token. */
  get api(): Api {
    this.#api ??= new Api(
      {
        url: this.url,
        token: () => this.#token(),
        idempotencyKey: this.idempotencyKey,
      },
      this.terminal,
    );
    return this.#api;
  }

  /** Whether a token was given, so that nobody needs to sign in. */
  get bringsToken(): boolean {
    return bearerToken(this.#options, this.terminal.env) !== undefined;
  }

  async #token(): Promise<Secret> {
    const given = bearerToken(this.#options, this.terminal.env);
    return given ?? signedInToken(this.profile, this.url, this.profiles, this.terminal);
  }

  /** The body in its expected form. Throws a `Failure` for any other. */
  read<T>({ body }: Answer, is: (body: unknown) => body is T): T {
    if (!is(body)) throw unexpectedAnswer(this.url, 200);
    return body;
  }

  /** Prints an answer: its exact JSON, the same as YAML, or words made from its printable form. */
  show<T>(answer: Answer, is: (body: unknown) => body is T, words: (body: T, view: View) => string): void {
    const body = this.read(answer, is);
    const exact = (): string => (this.#options.format === 'yaml' ? asYaml(body) : `${answer.text.trimEnd()}\n`);
    this.terminal.out(this.json ? exact() : words(printable(body), this.view));
  }
}
