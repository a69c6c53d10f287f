import { constants } from 'node:fs';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { SetupError } from '../core/errors/errors.ts';
import { type KeyRing, newKeyRingText, parseKeyRing, withNewKey, withoutKey } from './keyring.ts';

/** Where the key ring rests and where it must not. */
export interface KeyPlace {
  readonly file: string;
  /** State and keys never share a folder: who copies one must not get the other. */
  readonly dataDir: string;
}

/** The key ring of a file. Throws `SetupError` (78) with the mend when it is missing, readable by others, weak or misplaced. */
export async function readKeyRing(place: KeyPlace): Promise<KeyRing> {
  const ring = parseKeyRing(await readKeyText(place));
  switch (ring) {
    case 'not-a-key-ring':
      throw new SetupError([
        `${place.file} is not a key ring: put the right file back, or name it with MASTER_KEY_FILE.`,
      ]);
    case 'weak-key':
      throw new SetupError([
        `${place.file} holds a key that is not random: make a ring with “npm run -s walletwatch -- key init”.`,
      ]);
    case 'no-active-key':
      throw new SetupError([
        `${place.file} names an active key that it does not hold: put the right file back.`,
      ]);
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

/** Makes a new ring; never over an existing file. */
export async function initKeyRing(place: KeyPlace, id: string): Promise<void> {
  refuseInside(place);
  const exists = new SetupError(
    [`${place.file} exists and is kept: “npm run -s walletwatch -- key add” adds a key to it.`],
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

/** Adds a key and makes it the active one. */
export async function addKey(place: KeyPlace, id: string): Promise<void> {
  await readKeyRing(place);
  await replace(place.file, withNewKey(await readKeyText(place), id));
}

/** Takes a key out that is not active. The caller has seen that nothing is sealed with it any more. */
export async function retireKey(place: KeyPlace, id: string): Promise<void> {
  await readKeyRing(place);
  await replace(place.file, withoutKey(await readKeyText(place), id));
}

async function readKeyText(place: KeyPlace): Promise<string> {
  refuseInside(place);
  const { file } = place;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    throw new SetupError([
      `There is no key ring at ${file}: make one with “npm run -s walletwatch -- key init”.`,
    ]);
  }
  if ((found.mode & 0o077) !== 0) {
    throw new SetupError([
      `${file} can be read by others: run “chmod 600 ${file}”, and rotate the keys if others had access.`,
    ]);
  }
  return readFile(file, 'utf8');
}

function refuseInside({ file, dataDir }: KeyPlace): void {
  const path = relative(resolve(dataDir), resolve(file));
  if (!path.startsWith('..') && path !== '') {
    throw new SetupError([
      `${file} is inside DATA_DIR: keep the keys apart from the state, and set MASTER_KEY_FILE.`,
    ]);
  }
}

/** The old ring stays whole until the new one is. */
async function replace(file: string, text: string): Promise<void> {
  const temporary = await writeBeside(file, text);
  await rename(temporary, file).catch((thrown: unknown) => {
    throw unwritable(file, thrown);
  });
  await syncFolder(file);
}

/** A synced file with this text beside `file`, which is not touched. */
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
    `${file} cannot be written (${codeOf(thrown)}): set MASTER_KEY_FILE to a file in a folder that this user may write.`,
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
