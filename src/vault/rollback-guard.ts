import { open, readFile, rename } from 'node:fs/promises';
import { SetupError } from '../core/errors/errors.ts';

/**
 * Stores the generation of the state in a file beside the key ring, so that an older state that is put back is detected.
 * `readGeneration` returns undefined before the first use, and throws `SetupError` (78) if the file is not readable.
 */
export function createRollbackGuard(keyFile: string) {
  const file = `${keyFile}.generation`;
  return {
    async readGeneration(): Promise<number | undefined> {
      const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code === 'ENOENT') return undefined;
        throw new SetupError([`${file} cannot be read. Allow this user to read it.`]);
      });
      if (text === undefined) return undefined;
      if (!/^\d{1,15}\n$/.test(text)) {
        throw new SetupError([
          `${file} is not a number. Put it back from a copy, or use “npm run -s walletwatch -- restore”.`,
        ]);
      }
      return Number(text);
    },
    async recordGeneration(generation: number): Promise<void> {
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
