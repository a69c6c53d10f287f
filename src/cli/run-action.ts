import { keyPlace, openState } from '../app/state.ts';
import { type Action, runAction, type Told } from '../host/action.ts';
import { askControl, controlPath } from '../host/control.ts';
import { createHost } from '../host/host.ts';
import { systemClock } from '../observe/clock.ts';
import { createLog } from '../observe/log.ts';
import { createScrubber } from '../observe/scrub.ts';
import { loadSettings, type Settings } from '../settings.ts';
import { tell } from './print.ts';

/** Has the running bot do it, or does it itself when none runs; prints what came of it. */
export async function perform(action: Action, input: unknown): Promise<number> {
  return tell(await told(action, input, loadSettings()));
}

/** The same without printing. */
export async function told(action: Action, input: unknown, settings: Settings): Promise<Told> {
  const byBot = await askControl(controlPath(settings.DATA_DIR), action.name, input, systemClock);
  if (byBot !== undefined) return byBot;
  const scrubber = createScrubber();
  const around = {
    clock: systemClock,
    log: createLog(settings.LOG_LEVEL, scrubber, process.stderr),
    scrubber,
  };
  const state = await openState(keyPlace(settings), around);
  try {
    return await runAction(action, input, createHost(state, settings, around));
  } finally {
    await state.close();
  }
}
