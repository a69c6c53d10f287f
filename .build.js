/**
 * Builds the scripts of `npm start` and `npm run walletwatch` in `dist/app`, or in the folder given as argument: one file
 * for each entry point, and chunks that are loaded on demand. Libraries are bundled, so that a start reads a few files
 * instead of a thousand. `npm test` checks the types. Existing files with the same content are not written again, and old
 * chunks are not deleted: a running bot may still load them.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['src/main.ts', 'src/cli/main.ts'],
  absWorkingDir: import.meta.dirname,
  outdir: process.argv[2] ?? 'dist/app',
  chunkNames: 'parts/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true,
  minifySyntax: true,
  write: false,
  logLevel: 'warning',
  // CommonJS libraries load the modules of Node by `require`.
  banner: {
    js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  },
});

for (const { path, contents } of outputFiles) {
  const existing = await readFile(path).catch(() => undefined);
  if (existing?.equals(contents)) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, contents);
  await rename(`${path}.${process.pid}`, path);
}
