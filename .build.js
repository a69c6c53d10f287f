/**
 * Builds what `npm start` and `npm run walletwatch` run into `dist/app`, or into the folder that is named: one file an
 * entry, and parts that are loaded when they are needed. Libraries are in it, so that a start reads a few files instead
 * of a thousand. Types are checked by `npm test`. A file that is there already is left alone: names of parts tell their
 * content, and a bot that runs may still load the parts of its own build.
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
  // Libraries of the older module kind ask for Node's own modules by `require`.
  banner: {
    js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
  },
});

for (const { path, contents } of outputFiles) {
  const there = await readFile(path).catch(() => undefined);
  if (there?.equals(contents)) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, contents);
  await rename(`${path}.${process.pid}`, path);
}
