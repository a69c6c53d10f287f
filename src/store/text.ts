/** What a person reads when the store does not open. Each is one line: the fault, then the mend. */

const restore = 'Move the folder away and put a backup back: npm run -s walletwatch -- restore <file>.';

export const storeText = {
  broken: (file: string, line: number) =>
    `${file}, line ${line}: this is not what Walletwatch wrote, and later changes depend on it. Nothing was touched. ${restore}`,
  altered: (file: string, from: number, to: number) =>
    `${file}, ${from === to ? `line ${from}` : `lines ${from} to ${to}`}: this is not what Walletwatch wrote. Nothing was touched. ${restore}`,
  foreign: (file: string) =>
    `${file}, line 1: it does not follow from the files beside it. Nothing was touched. ${restore}`,
  missing: (file: string) =>
    `${file} is missing, though this is not the first use. Nothing was touched. ${restore}`,
  old: (folder: string, found: number, known: number) =>
    `${folder} holds an old state (generation ${found}; the key ring knows ${known}). Put the newest state back. To go back on purpose, use a backup: npm run -s walletwatch -- restore <file>.`,
  auditShort: (folder: string, found: number, known: number) =>
    `${folder}: the audit ends at record ${found}, but had ${known}. Nothing was touched. ${restore}`,
  busy: (folder: string, pid: string) =>
    `${folder} is in use by process ${pid}. Stop it first, or let it do the work.`,
  readable: (folder: string) => `${folder} can be read by others. Run: chmod 700 ${folder}`,
  unusable: (folder: string, code: string) =>
    `${folder} cannot be used (${code}). Set DATA_DIR to a folder this user may write.`,
  notEmpty: (folder: string) =>
    `${folder} already holds a state. Move it away, then restore into the empty folder.`,
  notBackup: (file: string, from: number, to: number) =>
    `${file}, ${from === to ? `line ${from}` : `lines ${from} to ${to}`}: not a whole backup made with this key ring. Use another backup, or the key file that belongs to it.`,
  unreadable: (file: string, code: string) => `${file} cannot be read (${code}). Name a backup file.`,
  exists: (file: string) => `${file} is there already. Name a file that is not.`,
} as const;
