import { posix } from 'node:path';
import { importsOf, type Sources, withoutComments } from './sources.ts';

const maxFilesInCoreFolder = 12;
const maxFilesInFolder = 20;
const maxLines = 300;

/** Names that two modules export. A reader who searches for a name finds one definition. */
export function duplicateExports(sources: Sources): readonly string[] {
  const homes = new Map<string, string[]>();
  const exported =
    /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;
  for (const [path, source] of sources) {
    const names = new Set([...withoutComments(source).matchAll(exported)].map((match) => match[1] ?? ''));
    for (const name of names) homes.set(name, [...(homes.get(name) ?? []), path]);
  }
  return [...homes]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name} is exported by ${paths.join(' and ')}.`);
}

/** Files that import each other in a circle, type-only imports included: one sentence per circle. */
export function importCircles(sources: Sources): readonly string[] {
  const edges = new Map([...sources].map(([path, source]) => [path, importsOf(path, source)]));
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) circles.push([...trail.slice(seenAt), path].join(' -> '));
    if (seenAt >= 0 || finished.has(path)) return;
    for (const target of edges.get(path) ?? []) if (edges.has(target)) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return circles;
}

/** Folders with too many code files, files that are too long, and names that are not kebab-case. */
export function sizeFaults(sources: Sources): readonly string[] {
  const faults: string[] = [];
  const folders = new Map<string, number>();
  for (const [path, source] of sources) {
    const folder = posix.dirname(path);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
    const lines = source.split('\n').length - 1;
    if (lines > maxLines) faults.push(`${path} has ${lines} lines, more than ${maxLines}: split it.`);
    if (!/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(posix.basename(path)))
      faults.push(`${path} is not kebab-case.`);
  }
  for (const [folder, count] of folders) {
    const limit = folder.startsWith('src/core') ? maxFilesInCoreFolder : maxFilesInFolder;
    if (count > limit) faults.push(`${folder} has ${count} code files, more than ${limit}.`);
  }
  return faults;
}
