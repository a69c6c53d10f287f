import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../core/errors/errors.ts';
import type { Clock } from '../../core/time/clock.ts';
import { storeText } from '../text.ts';
import type { Disk } from './disk.ts';
import { codeOf } from './disk.ts';

const pattern = /^lock-(\d+)-(\d+)-([0-9a-f]+)$/;
/** What a lock file says once its process has the folder. */
const held = Buffer.from('held\n');
/** How long the first by name waits for those that try at the same time to give way. */
const patience = { tries: 30, ms: 20 };

/**
 * Takes the folder for this process alone, or throws (75).
 *
 * Every process makes a lock file of its own, named by its pid, its start time and the boot, and only then looks for
 * others: of two that live, the later one is sure to see the earlier. Such a name never comes back, so the file of a
 * dead process can be removed by anyone at any moment, and there is nothing to take over. Of two that see each other
 * the first by name stays, so one of them wins; nobody waits for one that has the folder.
 */
export async function takeLock(disk: Disk, folder: string, clock: Clock): Promise<() => Promise<void>> {
  const mine = `lock-${process.pid}-${startOf(process.pid) ?? '0'}-${boot()}`;
  const busy = (name: string) =>
    new SetupError([storeText.busy(folder, pattern.exec(name)?.[1] ?? 'unknown')], 75);
  const file = await disk.create(join(folder, mine)).catch((thrown: unknown) => {
    const code = codeOf(thrown);
    throw code === 'EEXIST' ? busy(mine) : new SetupError([storeText.unusable(folder, code)]);
  });
  const holds = async (name: string): Promise<boolean> =>
    held.equals(await disk.read(join(folder, name)).catch(() => Buffer.alloc(0)));
  const release = () => disk.remove(join(folder, mine)).catch(() => undefined);
  try {
    for (let tries = 1; ; tries++) {
      const rivals = (await disk.list(folder)).filter((name) => pattern.test(name) && name !== mine);
      for (const name of rivals.filter((rival) => !lives(rival))) {
        await disk.remove(join(folder, name)).catch(() => undefined);
      }
      const living = rivals.filter(lives);
      if (living.length === 0) {
        await file.write(held, 0);
        return release;
      }
      for (const name of living) {
        if (name < mine || tries >= patience.tries || (await holds(name))) throw busy(name);
      }
      await clock.sleep(patience.ms);
    }
  } catch (thrown) {
    await release();
    throw thrown;
  } finally {
    await file.close().catch(() => undefined);
  }
}

export const isLock = (name: string): boolean => pattern.test(name);

function lives(name: string): boolean {
  const [, pid, start, bootId] = pattern.exec(name) ?? [];
  return bootId === boot() && startOf(Number(pid)) === start;
}

/** Start time of a living process: ticks since boot, or 0 where the system does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return boot() === '0' && answers(pid) ? '0' : undefined;
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

function boot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').replaceAll('-', '').slice(0, 12);
  } catch {
    return '0';
  }
}
