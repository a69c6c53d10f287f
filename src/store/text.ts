/** Messages for a store that cannot be opened. Each is one line: the problem, then what to do. */

const restore = 'Move the folder away and put a backup back: npm run -s walletwatch -- restore <file>.';

export const storeText = {
  broken: (file: string, line: number) =>
    `${file}, line ${line}: this is not what Walletwatch wrote, and later changes depend on it. Nothing was changed. ${restore}`,
  altered: (file: string, from: number, to: number) =>
    `${file}, ${from === to ? `line ${from}` : `lines ${from} to ${to}`}: this is not what Walletwatch wrote. Nothing was changed. ${restore}`,
  foreign: (file: string) =>
    `${file}, line 1: it does not continue the files beside it. Nothing was changed. ${restore}`,
  missing: (file: string) =>
    `${file} is missing, although this is not the first use. Nothing was changed. ${restore}`,
  old: (folder: string, found: number, known: number) =>
    `${folder} contains an old state (generation ${found}; the key ring has recorded ${known}). Put the newest state back. To go back on purpose, use a backup: npm run -s walletwatch -- restore <file>.`,
  auditShort: (folder: string, found: number, known: number) =>
    `${folder}: the audit ends at record ${found}, but had ${known}. Nothing was changed. ${restore}`,
  busy: (folder: string, pid: string) => `${folder} is in use by process ${pid}. Stop it first.`,
  readable: (folder: string) => `${folder} can be read by others. Run: chmod 700 ${folder}`,
  unusable: (folder: string, code: string) =>
    `${folder} cannot be used (${code}). Set DATA_DIR to a folder this user may write.`,
  notEmpty: (folder: string) =>
    `${folder} already contains a state. Move it away, then restore into the empty folder.`,
  notBackup: (file: string, from: number, to: number) =>
    `${file}, ${from === to ? `line ${from}` : `lines ${from} to ${to}`}: not a complete backup made with this key ring. Use another backup, or the key file that belongs to it.`,
  unreadable: (file: string, code: string) => `${file} cannot be read (${code}). Name a backup file.`,
  exists: (file: string) => `${file} already exists. Name a new file.`,
} as const;
