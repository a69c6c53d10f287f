import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Source files by their path from the top of the tree. */
export type Sources = ReadonlyMap<string, string>;

/** Every TypeScript file under the folders, by its path from the top of the tree. */
export function readSources(folders: readonly string[] = ['src', 'adapters']): Sources {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const path = join(entry.parentPath, entry.name).split('\\').join('/');
      sources.set(path, readFileSync(path, 'utf8'));
    }
  }
  return sources;
}

/** The code without its comments; strings stay. */
export function withoutComments(source: string): string {
  const piece = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return source.replace(piece, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found));
}

/** What a file imports: packages by name, files by their path from the top. */
export function importsOf(path: string, source: string): string[] {
  const code = withoutComments(source);
  const from = /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g;
  const bare = /\bimport\s*\(?\s*['"]([^'"]+)['"]/g;
  const specifiers = [...code.matchAll(from), ...code.matchAll(bare)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) => {
    return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
  });
}
