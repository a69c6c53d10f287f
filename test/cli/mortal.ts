import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Loaded before a program: counts what it changes on the disk, and ends the process by SIGKILL at one of these
 * operations. MORTAL_AT: which one, from 1; MORTAL_WHEN: before it, after it, or halfway through a write.
 * MORTAL_COUNT: where the number of operations is written when the process comes to its own end.
 */

const at = Number(process.env['MORTAL_AT'] ?? 0);
const when = process.env['MORTAL_WHEN'] ?? 'before';
const countFile = process.env['MORTAL_COUNT'];
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
type Methods = Record<string, (this: Handle, ...given: unknown[]) => Promise<unknown>>;

const probe = await fs.open(process.execPath, 'r');
const methods = Object.getPrototypeOf(probe) as Methods;
await probe.close();
const own: Methods = { ...methods };
for (const name of Object.getOwnPropertyNames(methods)) {
  const method = methods[name];
  if (method !== undefined && ['write', 'writeFile', 'sync', 'datasync', 'truncate'].includes(name))
    own[name] = method;
}
for (const name of ['sync', 'datasync', 'truncate', 'writeFile'] as const) {
  const method = own[name];
  if (method === undefined) continue;
  methods[name] = function (...given) {
    const [content] = given;
    const half = typeof content === 'string' ? content.slice(0, content.length / 2) : undefined;
    return step(
      () => method.apply(this, given),
      half === undefined ? undefined : () => method.call(this, half),
    );
  };
}
const { write } = own;
if (write !== undefined) {
  methods['write'] = function (...given) {
    const [bytes, offset = 0, length = 0, position] = given as [Uint8Array, number?, number?, number?];
    return step(
      () => write.apply(this, given),
      () => write.call(this, bytes, offset, Math.floor(length / 2), position),
    );
  };
}

const functions = fs as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
for (const name of ['rename', 'link', 'unlink', 'mkdir', 'rm', 'chmod']) {
  const act = functions[name];
  if (act !== undefined) functions[name] = (...given) => step(() => act(...given));
}
const { open } = functions;
if (open !== undefined) {
  functions['open'] = (...given) => {
    const flags = given[1] ?? 'r';
    const makes = typeof flags === 'string' && /[wa]/.test(flags);
    return makes ? step(() => open(...given)) : open(...given);
  };
}
syncBuiltinESMExports();
process.on('exit', () => {
  if (countFile !== undefined) writeFileSync(countFile, String(calls));
});
