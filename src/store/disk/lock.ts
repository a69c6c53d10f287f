import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../core/errors/errors.ts';
import type { Clock } from '../../core/time/clock.ts';
import { storeText } from '../text.ts';
import type { Disk } from './disk.ts';
import { codeOf } from './disk.ts';

const pattern = /^lock-(\d+)-(\d+)-([0-9a-f]+)$/;
/** Content of a lock file once its process has locked the folder. */
const locked = Buffer.from('held\n');
/** Longest wait of the process whose name is first, until concurrent processes withdraw. */
const maxWait = { tries: 30, ms: 20 };

/**
 * Locks the folder for this process, or throws (75). Returns the function that releases it.
 *
 * Every process creates its own lock file, named by its pid, start time and boot, and only then lists the others: of
 * two living processes the later one always sees the earlier. A name is never used again, so any process may remove the
 * file of a dead one at any time. If two processes see each other, the first by name wins. A process does not wait
 * for one that has locked the folder.
 */
export async function takeLock(disk: Disk, folder: string, clock: Clock): Promise<() => Promise<void>> {
  const name = `lock-${process.pid}-${startOf(process.pid) ?? '0'}-${boot()}`;
  const busy = (rival: string) =>
    new SetupError([storeText.busy(folder, pattern.exec(rival)?.[1] ?? 'unknown')], 75);
  const file = await disk.create(join(folder, name)).catch((thrown: unknown) => {
    const code = codeOf(thrown);
    throw code === 'EEXIST' ? busy(name) : new SetupError([storeText.unusable(folder, code)]);
  });
  const hasLocked = async (rival: string): Promise<boolean> =>
    locked.equals(await disk.read(join(folder, rival)).catch(() => Buffer.alloc(0)));
  const release = () => disk.remove(join(folder, name)).catch(() => undefined);
  try {
    for (let tries = 1; ; tries++) {
      const rivals = (await disk.list(folder)).filter((other) => pattern.test(other) && other !== name);
      for (const rival of rivals.filter((rival) => !lives(rival))) {
        await disk.remove(join(folder, rival)).catch(() => undefined);
      }
      const living = rivals.filter(lives);
      if (living.length === 0) {
        await file.write(locked, 0);
        return release;
      }
      for (const rival of living) {
        if (rival < name || tries >= maxWait.tries || (await hasLocked(rival))) throw busy(rival);
      }
      await clock.sleep(maxWait.ms);
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

/** Returns the start time of a living process in ticks since boot, or 0 where the system does not provide it. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return boot() === '0' && isRunning(pid) ? '0' : undefined;
  }
}

function isRunning(pid: number): boolean {
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
