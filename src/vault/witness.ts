import { open, readFile, rename } from 'node:fs/promises';
import { SetupError } from '../core/errors/errors.ts';

/** The last generation of the state, kept beside the key ring: an older state that is put back is noticed. */
export interface KeyFileRollbackGuard {
  /** Undefined before the first use. Throws `SetupError` (78) when the file is there and says nothing. */
  read(): Promise<number | undefined>;
  write(generation: number): Promise<void>;
}

export function createRollbackGuard(keyFile: string): KeyFileRollbackGuard {
  const file = `${keyFile}.generation`;
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code === 'ENOENT') return undefined;
        throw new SetupError([`${file} cannot be read: give this user the right to.`]);
      });
      if (text === undefined) return undefined;
      if (!/^\d{1,15}\n$/.test(text)) {
        throw new SetupError([
          `${file} does not hold a number: put it back from a copy, or use “npm run -s walletwatch -- restore”.`,
        ]);
      }
      return Number(text);
    },
    async write(generation) {
      const temporary = `${file}.tmp`;
      const handle = await open(temporary, 'w', 0o600);
      try {
        await handle.writeFile(`${generation}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    },
  };
}
