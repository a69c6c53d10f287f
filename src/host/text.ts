/** The command that starts the host CLI; a subcommand follows. */
export const cliCommand = 'npm run -s walletwatch --';
