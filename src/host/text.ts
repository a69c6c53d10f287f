/** How the CLI is called, before the words of a subcommand. */
export const cliCommand = 'npm run -s walletwatch --';
