import { startBot } from './bot.ts';
import { SetupError } from './core/errors/errors.ts';
import { loadSettings } from './settings.ts';

/** Resolves at the first signal; the second one ends the process immediately. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(code));
        resolve();
      });
    }
  });
}

async function main(): Promise<number> {
  const signalled = untilSignal();
  try {
    const bot = await startBot(loadSettings());
    await Promise.race([signalled, bot.ended]).finally(bot.stop);
    return 0;
  } catch (thrown) {
    const isSetup = thrown instanceof SetupError;
    const lines = isSetup
      ? thrown.faults
      : ['Internal error: start it again with LOG_LEVEL=debug and report the output.'];
    for (const line of lines) process.stderr.write(`walletwatch: ${line}\n`);
    return isSetup ? thrown.exitCode : 1;
  }
}

process.exitCode = await main();
