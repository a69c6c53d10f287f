import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** A part of the tree with the mutation score that its tests must reach, in percent. */
export interface Area {
  readonly name: string;
  readonly goal: number;
  readonly files: RegExp;
}

/** Adapters are scored in the folders that neither open sockets nor wait: the rest is proven against the emulators. */
export const areas: readonly Area[] = [
  { name: 'core', goal: 80, files: /^src\/core\// },
  { name: 'engine', goal: 80, files: /^src\/engine\// },
  { name: 'rules', goal: 80, files: /^src\/rules\// },
  { name: 'providers', goal: 80, files: /^src\/providers\// },
  {
    name: 'adapters',
    goal: 70,
    files:
      /^adapters\/[^/]+\/(?:render\/|receive\/(?:inbound|deep-link|unescape)\.ts|render\.ts|inbound\.ts)/,
  },
];

/** A run of lines of one file, in the form that Stryker takes: `file:first-last`. */
export interface Slice {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

const sliceLines = 12;

/** The areas' files, cut into slices of a few lines each. */
export function slicesOf(folders: readonly string[]): readonly Slice[] {
  const paths = ['src', 'adapters'].flatMap((top) =>
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
      .map((entry) => posix.join(entry.parentPath, entry.name)),
  );
  const chosen = paths
    .filter((path) => areas.some(({ files }) => files.test(path)))
    .filter((path) => folders.length === 0 || folders.some((folder) => path.startsWith(folder)))
    .sort();
  return chosen.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n').length;
    return Array.from({ length: Math.ceil(lines / sliceLines) }, (_, index) => {
      const first = index * sliceLines + 1;
      return { file, first, last: Math.min(lines, first + sliceLines - 1) };
    });
  });
}
