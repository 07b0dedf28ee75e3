import { Argument, type Command } from 'commander';
import { withExamples } from './help.ts';
import type { Terminal } from './terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** `npx countersign completion SHELL`: a script for the shell, made of the commands and options that this release has. */
export function addCompletion(root: Command, terminal: Terminal): void {
  const completing = root
    .command('completion')
    .description('print the script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => terminal.out(SCRIPTS[shell](placesIn(root))));
  withExamples(
    completing,
    ['completion bash > ~/.local/share/bash-completion/completions/countersign', 'for bash'],
    ['completion fish > ~/.config/fish/completions/countersign.fish', 'for fish'],
    ['completion zsh >> ~/.zshrc', 'for zsh, after `compinit`'],
  );
}

/** A command by its names, and what can follow it: commands, options, and the choices of its arguments. */
interface Place {
  readonly names: string;
  readonly words: readonly string[];
}

function placesIn(
  command: Command,
  names: readonly string[] = [],
  inherited: readonly string[] = [],
): readonly Place[] {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command).flatMap(({ long }) => long ?? []), ...inherited];
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const words = [...command.commands.map((one) => one.name()), ...choices, ...options];
  const global = names.length === 0 ? options.filter((one) => one !== '--version' && one !== '--help') : inherited;
  return [
    { names: names.join(' '), words: [...new Set(words)].sort() },
    ...command.commands.flatMap((one) => placesIn(one, [...names, one.name()], global)),
  ];
}

/** Names and words hold letters, digits and `-` only, so no shell reads anything else in them. */
const spelled = ({ names, words }: Place): Place => {
  const odd = [...names.split(' '), ...words].find((word) => !/^[a-z0-9-]*$/.test(word));
  if (odd !== undefined) throw new Error(`\`${odd}\` cannot be completed`);
  return { names, words };
};

/** The place is the longest run of known names; options and their values are passed over. */
const bash = (places: readonly Place[]): string => `# countersign: completion for bash
_countersign() {
  local place='' words='' i=1
  while [ "$i" -lt "$COMP_CWORD" ]; do
    case "$place \${COMP_WORDS[$i]}" in
${places
  .filter(({ names }) => names !== '')
  .map(({ names }) => {
    const cut = names.lastIndexOf(' ');
    return `      '${cut < 0 ? '' : names.slice(0, cut)} ${names.slice(cut + 1)}') place='${names}' ;;`;
  })
  .join('\n')}
    esac
    i=$((i + 1))
  done
  case "$place" in
${places.map(({ names, words }) => `    '${names}') words='${words.join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[$COMP_CWORD]}"))
}
complete -o default -F _countersign countersign
`;

const zsh = (places: readonly Place[]): string =>
  `# countersign: completion for zsh\nautoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;

const fish = (places: readonly Place[]): string => `# countersign: completion for fish
function __countersign_at
    set -l place ''
    for word in (commandline -opc)[2..-1]
        switch "$place $word"
${places
  .filter(({ names }) => names !== '')
  .map(({ names }) => {
    const cut = names.lastIndexOf(' ');
    return `            case '${cut < 0 ? '' : names.slice(0, cut)} ${names.slice(cut + 1)}'\n                set place '${names}'`;
  })
  .join('\n')}
        end
    end
    test "$place" = "$argv[1]"
end
${places.map(({ names, words }) => `complete -c countersign -n "__countersign_at '${names}'" -a '${words.join(' ')}'`).join('\n')}
`;

const SCRIPTS: Readonly<Record<Shell, (places: readonly Place[]) => string>> = {
  bash: (places) => bash(places.map(spelled)),
  zsh: (places) => zsh(places.map(spelled)),
  fish: (places) => fish(places.map(spelled)),
};
