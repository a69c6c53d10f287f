import { type Stop, startBot } from './bot.ts';
import { SetupError } from './core/errors/errors.ts';
import { loadSettings } from './settings.ts';

/** Resolves at the first signal; a second one ends the process at once. */
function untilTold(): Promise<void> {
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
  const stops: Stop[] = [];
  try {
    await startBot(loadSettings(), stops, untilTold());
    return 0;
  } catch (thrown) {
    const faults =
      thrown instanceof SetupError
        ? thrown.faults
        : ['The start failed for a reason of ours: run it with LOG_LEVEL=debug and report it.'];
    for (const fault of faults) process.stderr.write(`walletwatch: ${fault}\n`);
    return thrown instanceof SetupError ? thrown.exitCode : 1;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

process.exitCode = await main();
