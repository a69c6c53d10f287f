import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Preloaded by a test: counts the operations that change the disk, and kills the process at one of them.
 * CRASH_AT: number of the operation, from 1. CRASH_WHEN: before it, after it, or halfway through a write.
 * CRASH_COUNT: file that receives the number of operations when the process exits.
 */

const at = Number(process.env['CRASH_AT'] ?? 0);
const when = process.env['CRASH_WHEN'] ?? 'before';
const countFile = process.env['CRASH_COUNT'];
let calls = 0;

const die = (): void => void process.kill(process.pid, 'SIGKILL');

async function step<T>(act: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
  calls += 1;
  const last = calls === at;
  if (last && when === 'half' && half !== undefined) await half();
  if (last && when !== 'after') die();
  const value = await act();
  if (last) die();
  return value;
}

type Handle = Awaited<ReturnType<typeof fs.open>>;
type Methods = Record<string, (this: Handle, ...args: unknown[]) => Promise<unknown>>;

const probe = await fs.open(process.execPath, 'r');
const methods = Object.getPrototypeOf(probe) as Methods;
await probe.close();
const originals: Methods = { ...methods };
for (const name of Object.getOwnPropertyNames(methods)) {
  const method = methods[name];
  if (method !== undefined && ['write', 'writeFile', 'sync', 'datasync', 'truncate'].includes(name))
    originals[name] = method;
}
for (const name of ['sync', 'datasync', 'truncate', 'writeFile'] as const) {
  const method = originals[name];
  if (method === undefined) continue;
  methods[name] = function (...args) {
    const [content] = args;
    const half = typeof content === 'string' ? content.slice(0, content.length / 2) : undefined;
    return step(
      () => method.apply(this, args),
      half === undefined ? undefined : () => method.call(this, half),
    );
  };
}
const { write } = originals;
if (write !== undefined) {
  methods['write'] = function (...args) {
    const [bytes, offset = 0, length = 0, position] = args as [Uint8Array, number?, number?, number?];
    return step(
      () => write.apply(this, args),
      () => write.call(this, bytes, offset, Math.floor(length / 2), position),
    );
  };
}

const functions = fs as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
for (const name of ['rename', 'link', 'unlink', 'mkdir', 'rm', 'chmod']) {
  const act = functions[name];
  if (act !== undefined) functions[name] = (...args) => step(() => act(...args));
}
const { open } = functions;
if (open !== undefined) {
  functions['open'] = (...args) => {
    const flags = args[1] ?? 'r';
    const creates = typeof flags === 'string' && /[wa]/.test(flags);
    return creates ? step(() => open(...args)) : open(...args);
  };
}
syncBuiltinESMExports();
process.on('exit', () => {
  if (countFile !== undefined) writeFileSync(countFile, String(calls));
});
