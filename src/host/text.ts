/** How the CLI is called, before the words of a subcommand. */
export const called = 'npm run -s walletwatch --';
