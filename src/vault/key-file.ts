import { constants } from 'node:fs';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { SetupError } from '../core/errors/errors.ts';
import { type KeyRing, newKeyRingText, parseKeyRing, withNewKey, withoutKey } from './keyring.ts';

/** The location of the key ring. */
export interface KeyPlace {
  readonly file: string;
  /** Must not contain the key file: a copy of the state must not include the keys. */
  readonly dataDir: string;
}

/** Reads the key ring. Throws `SetupError` (78) if it is missing, readable by others, weak or misplaced. */
export async function readKeyRing(place: KeyPlace): Promise<KeyRing> {
  const ring = parseKeyRing(await readKeyText(place));
  switch (ring) {
    case 'not-a-key-ring':
      throw new SetupError([
        `${place.file} is not a key ring. Put the right file back, or set MASTER_KEY_FILE to it.`,
      ]);
    case 'weak-key':
      throw new SetupError([
        `${place.file} contains a key that is not random. Create a ring with “npm run -s walletwatch -- key init”.`,
      ]);
    case 'no-active-key':
      throw new SetupError([`${place.file} does not contain its active key. Put the right file back.`]);
    default:
      return ring;
  }
}

export async function keyFileExists({ file }: KeyPlace): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Creates a new ring; never replaces an existing file. */
export async function initKeyRing(place: KeyPlace, id: string): Promise<void> {
  rejectInside(place);
  const exists = new SetupError(
    [`${place.file} already exists. Add a key to it with “npm run -s walletwatch -- key add”.`],
    1,
  );
  if (await keyFileExists(place)) throw exists;
  const temporary = await writeBeside(place.file, newKeyRingText(id));
  try {
    await link(temporary, place.file);
  } catch (thrown) {
    throw codeOf(thrown) === 'EEXIST' ? exists : unwritable(place.file, thrown);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(place.file);
}

/** Adds a key, which becomes the active one. */
export async function addKey(place: KeyPlace, id: string): Promise<void> {
  await readKeyRing(place);
  await replace(place.file, withNewKey(await readKeyText(place), id));
}

/** Removes a key that is not active. The caller must check first that no credential is sealed with it. */
export async function retireKey(place: KeyPlace, id: string): Promise<void> {
  await readKeyRing(place);
  await replace(place.file, withoutKey(await readKeyText(place), id));
}

async function readKeyText(place: KeyPlace): Promise<string> {
  rejectInside(place);
  const { file } = place;
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined) {
    throw new SetupError([
      `There is no key ring at ${file}. Create one with “npm run -s walletwatch -- key init”.`,
    ]);
  }
  if ((stats.mode & 0o077) !== 0) {
    throw new SetupError([
      `${file} can be read by others. Run “chmod 600 ${file}”, and rotate the keys if others had access.`,
    ]);
  }
  return readFile(file, 'utf8');
}

function rejectInside({ file, dataDir }: KeyPlace): void {
  const path = relative(resolve(dataDir), resolve(file));
  if (!path.startsWith('..') && path !== '') {
    throw new SetupError([
      `${file} is inside DATA_DIR. Set MASTER_KEY_FILE to a file outside it, so that the keys are not stored with the state.`,
    ]);
  }
}

/** Replaces the file atomically. */
async function replace(file: string, text: string): Promise<void> {
  const temporary = await writeBeside(file, text);
  await rename(temporary, file).catch((thrown: unknown) => {
    throw unwritable(file, thrown);
  });
  await syncFolder(file);
}

/** Writes a synced temporary file beside `file`. */
async function writeBeside(file: string, text: string): Promise<string> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw unwritable(file, thrown);
  }
  return temporary;
}

function unwritable(file: string, thrown: unknown): SetupError {
  return new SetupError([
    `${file} cannot be written (${codeOf(thrown)}). Set MASTER_KEY_FILE to a file in a folder that this user may write.`,
  ]);
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? 'unknown';
}

async function syncFolder(file: string): Promise<void> {
  const handle = await open(dirname(resolve(file)), constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
