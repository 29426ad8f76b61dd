/** `florin completion`: what shells ask when Tab is pressed. */
import { Argument, type Command, type Option } from 'commander';

/** Each asks this program for the words that may follow those that were typed. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_florin() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(florin completion-words -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _florin florin`,
  zsh: `#compdef florin
_florin() {
  local -a found
  found=(\${(f)"$(florin completion-words -- "\${(@)words[2,CURRENT-1]}")"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _florin florin`,
  fish: `complete -c florin -a '(florin completion-words -- (commandline -opc)[2..-1])'`,
};

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script for your shell, as in: eval "$(florin completion bash)"')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .action((shell: string) => console.log(scripts[shell]));
  program
    .command('completion-words', { hidden: true })
    .argument('[typed...]')
    .action((typed: string[]) => console.log(wordsAfter(program, typed).join('\n')));
}

/** The commands, choices and options that may follow. None where the value of an option is due. */
export function wordsAfter(program: Command, typed: readonly string[]): string[] {
  let command = program;
  let places = 0;
  let due: Option | undefined;
  for (const word of typed) {
    if (due !== undefined) due = undefined;
    else if (word.startsWith('-'))
      due = optionsOf(command).find(
        (option) => option.required && (option.long === word || option.short === word),
      );
    else {
      const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
      if (next === undefined) places++;
      else [command, places] = [next, 0];
    }
  }
  if (due !== undefined) return [...(due.argChoices ?? [])];
  const help = command.createHelp();
  return [
    ...help.visibleCommands(command).map((one) => one.name()),
    ...(command.registeredArguments[places]?.argChoices ?? []),
    ...optionsOf(command).flatMap(({ long }) => long ?? []),
  ];
}

function optionsOf(command: Command): Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}
