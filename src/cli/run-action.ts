import { keyFileOf, openState } from '../app/state.ts';
import { SetupError } from '../core/errors/errors.ts';
import { type Action, type ActionResult, runAction } from '../host/action.ts';
import { askControl, controlPath } from '../host/control.ts';
import { createHost } from '../host/host.ts';
import { systemClock } from '../observe/clock.ts';
import { createLog } from '../observe/log.ts';
import { createScrubber } from '../observe/scrub.ts';
import { type BotSettings, loadSettings } from '../settings.ts';

/** Runs an action in the running bot, or in this process if no bot runs, and prints its result. */
export async function performAction(action: Action, input: unknown): Promise<SetupError | undefined> {
  return printResult(await resultOf(action, input, loadSettings()));
}

/** Runs an action as `performAction` does, without printing. */
export async function resultOf(action: Action, input: unknown, settings: BotSettings): Promise<ActionResult> {
  const byBot = await askControl(controlPath(settings.DATA_DIR), action.name, input, systemClock);
  if (byBot !== undefined) return byBot;
  const scrubber = createScrubber();
  const environment = {
    clock: systemClock,
    log: createLog(settings.LOG_LEVEL, scrubber, process.stderr),
    scrubber,
  };
  const state = await openState(keyFileOf(settings), environment);
  try {
    return await runAction(action, input, createHost(state, settings, environment));
  } finally {
    await state.close();
  }
}

/** Prints the lines of a success on stdout; returns any other result as the error to print on stderr. */
export function printResult({ exitCode, lines }: ActionResult): SetupError | undefined {
  if (exitCode !== 0) return new SetupError(lines, exitCode);
  for (const line of lines) process.stdout.write(`${line}\n`);
  return undefined;
}

/** Returns the error for wrong usage: one line each, exit code 2. */
export function usageError(...faults: readonly string[]): SetupError {
  return new SetupError(faults, 2);
}
