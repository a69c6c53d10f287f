import { keyFileOf, openState } from '../app/state.ts';
import { type Action, type ActionResult, runAction } from '../host/action.ts';
import { askControl, controlPath } from '../host/control.ts';
import { createHost } from '../host/host.ts';
import { systemClock } from '../observe/clock.ts';
import { createLog } from '../observe/log.ts';
import { createScrubber } from '../observe/scrub.ts';
import { type BotSettings, loadSettings } from '../settings.ts';
import { printResult } from './print.ts';

/** Has the running bot do it, or does it itself when none runs; prints what came of it. */
export async function runRemoteOrLocal(action: Action, input: unknown): Promise<number> {
  return printResult(await resultOf(action, input, loadSettings()));
}

/** The same without printing. */
export async function resultOf(action: Action, input: unknown, settings: BotSettings): Promise<ActionResult> {
  const byBot = await askControl(controlPath(settings.DATA_DIR), action.name, input, systemClock);
  if (byBot !== undefined) return byBot;
  const scrubber = createScrubber();
  const around = {
    clock: systemClock,
    log: createLog(settings.LOG_LEVEL, scrubber, process.stderr),
    scrubber,
  };
  const state = await openState(keyFileOf(settings), around);
  try {
    return await runAction(action, input, createHost(state, settings, around));
  } finally {
    await state.close();
  }
}
