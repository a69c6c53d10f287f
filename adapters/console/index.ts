import type { Interface } from 'node:readline';
import { clearLine, createInterface, cursorTo } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Adapter, AdapterPorts, RunningAdapter } from '../../src/core/chat/adapter.ts';
import type { Courier, SendResult } from '../../src/core/chat/courier.ts';
import type { Line, Progress } from '../../src/core/chat/line.ts';
import type { Reply } from '../../src/core/reply/types.ts';
import { localChat, readLine, splitLines } from './inbound.ts';
import { banner, prompt, renderAnswer, renderProgress } from './render.ts';
import { type ConsoleSettings, consoleSettings } from './settings.ts';
import { consoleText } from './text.ts';

/** The streams of a console. Terminals have `isTTY`, as `process.stdin` has. */
export interface ConsoleStreams {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

export type ConsolePorts = Pick<AdapterPorts, 'answer' | 'clock' | 'log' | 'reader' | 'commands'>;

/** The console: command lines from a terminal or a pipe, answered in plain text. */
export const consoleAdapter = {
  id: 'console',
  settings: consoleSettings,
  open({ CONSOLE }: ConsoleSettings, ports: ConsolePorts): RunningAdapter | undefined {
    if (CONSOLE === undefined) return undefined;
    return createConsole({ input: process.stdin, output: process.stdout }, ports);
  },
} satisfies Adapter<typeof consoleSettings>;

/**
 * Opens a console on streams. Lines are answered one at a time, in order. It ends at the end of input or when the output is
 * closed. Only a terminal shows a banner, a prompt and progress, and only on a terminal are tables narrowed.
 */
export function createConsole({ input, output }: ConsoleStreams, ports: ConsolePorts): RunningAdapter {
  const interactive = input.isTTY === true && output.isTTY === true;
  const lines = interactive
    ? promptLines(input, output)
    : { read: () => splitLines(input), close: () => {}, prompt: () => {} };
  let closed = false;
  let started = false;
  let finish = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const close = () => {
    closed = true;
    lines.close();
    input.destroy();
  };
  const write = (text: string) => new Promise<void>((resolve) => output.write(text, () => resolve()));

  async function answer(text: string): Promise<void> {
    const line = readLine(text, interactive);
    if (line === undefined) return;
    const progress = interactive ? showProgress(output, ports) : undefined;
    const answered = await answerText(line, progress?.show);
    progress?.end();
    await write(answered);
  }

  async function answerText(line: Line, onProgress?: (progress: Progress) => void): Promise<string> {
    try {
      const reply = await ports.answer(line, onProgress);
      return renderAnswer(reply, ports.reader, output.isTTY ? output.columns : undefined);
    } catch {
      ports.log.error('console-answer-failed');
      return consoleText.broken;
    }
  }

  async function run(): Promise<void> {
    for await (const text of lines.read()) {
      if (closed) break;
      await answer(text);
    }
    finish();
  }

  let sent = 0;
  async function send(reply: Reply): Promise<SendResult> {
    if (closed || !output.writable) return { kind: 'retry' };
    if (interactive) output.write('\n');
    await write(renderAnswer(reply, ports.reader, output.isTTY ? output.columns : undefined));
    lines.prompt();
    sent += 1;
    return { kind: 'sent', message: String(sent) };
  }
  const courier: Courier = {
    serves: (chat) => chat === localChat.id,
    send: (_, reply) => send(reply),
    // Printed text cannot be changed, so an edit shows nothing.
    edit: async (_, message) => ({ kind: 'sent', message }),
    replyTo: (_, __, reply) => send(reply),
  };

  return {
    ended,
    courier,
    async start() {
      started = true;
      input.on('error', () => ports.log.warn('console-input-broken'));
      output.on('error', close);
      if (interactive) await write(banner);
      void run();
    },
    async stop() {
      close();
      if (started) await ended;
      else finish();
    },
  };
}

/** Reads lines at a prompt, with readline's editing and history. */
function promptLines(input: Readable, output: Writable) {
  let terminal: Interface | undefined;
  async function* read(): AsyncGenerator<string> {
    terminal = createInterface({ input, output, prompt, crlfDelay: Number.POSITIVE_INFINITY });
    terminal.prompt();
    for await (const text of terminal) {
      yield text;
      terminal.prompt();
    }
    output.write('\n');
  }
  return { read, close: () => terminal?.close(), prompt: () => terminal?.prompt(true) };
}

/** Shows the progress of a slow answer on one line, and clears it before the answer. */
function showProgress(output: Writable, { reader }: ConsolePorts) {
  let state: 'waiting' | 'shown' | 'over' = 'waiting';
  const clear = () => {
    cursorTo(output, 0);
    clearLine(output, 0);
  };
  return {
    show(progress: Progress) {
      if (state === 'over') return;
      clear();
      output.write(renderProgress(progress, reader));
      state = 'shown';
    },
    end() {
      if (state === 'shown') clear();
      state = 'over';
    },
  };
}
