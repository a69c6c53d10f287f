import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createConsole } from '../../../adapters/console/index.ts';
import { ports, say } from './console.ts';

function open() {
  const output = new PassThrough();
  const input = new PassThrough();
  const running = createConsole(
    { input, output },
    ports(async () => say('answered')),
  );
  const { courier } = running;
  if (courier === undefined) throw new Error('there is no courier');
  return { running, courier, input, shown: () => String(output.read() ?? '') };
}

describe('the courier of the console', () => {
  it('prints messages and replies, and ignores edits', async () => {
    const { running, courier, shown } = open();
    await running.start();
    expect(courier.serves('console:local')).toBe(true);
    expect(courier.serves('chat:7')).toBe(false);
    expect(await courier.send('console:local', say('low'))).toEqual({ kind: 'sent', message: '1' });
    expect(await courier.edit('console:local', '1', say('lower'))).toEqual({ kind: 'sent', message: '1' });
    expect(await courier.replyTo?.('console:local', '1', say('all clear'), true)).toEqual({
      kind: 'sent',
      message: '2',
    });
    expect(shown()).toBe('low\n\nall clear\n\n');
    await running.stop();
  });

  it('asks for a retry once the console is closed', async () => {
    const { running, courier } = open();
    await running.start();
    await running.stop();
    expect(await courier.send('console:local', say('low'))).toEqual({ kind: 'retry' });
  });
});
