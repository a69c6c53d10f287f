import { buildCommand } from '@stricli/core';
import { SetupError } from '../../core/errors/errors.ts';
import { cliCommand } from '../../host/text.ts';
import { systemClock } from '../../observe/clock.ts';
import { fixedPorts, type SandboxConnection } from '../../sandbox/connections.ts';
import { startSandbox } from '../../sandbox/index.ts';

/** Serves the sandbox until a signal arrives, and prints how to connect to it. All of its data are samples. */
export const sandboxSubcommand = buildCommand({
  docs: { brief: 'Serve the sandbox providers on fixed ports and print their credentials' },
  parameters: {
    flags: {
      large: {
        kind: 'boolean',
        brief: 'also serve an operator with 400 accounts',
        default: false,
        withNegated: false,
      },
    },
  },
  async func({ large }: { large: boolean }) {
    const size = large ? 'large' : 'sample';
    const seed = 'walletwatch';
    const sandbox = await startSandbox({ size, clock: systemClock, ports: fixedPorts, seed }).catch(
      (thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== 'EADDRINUSE') throw thrown;
        const ports = Object.values(fixedPorts).join(', ');
        throw new SetupError([`One of the ports ${ports} is in use: stop the sandbox that is running.`], 1);
      },
    );
    process.stdout.write(
      `${sandbox.connections.map(connectionLines).join('\n')}\nSample data only. Press Ctrl-C to stop.\n`,
    );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await sandbox.close();
  },
});

/** Returns the shell lines that add a connection. */
function connectionLines({ operator, provider, id, settings, secrets }: SandboxConnection): string {
  const set = Object.entries(settings).map(([key, value]) => `--set ${key}=${String(value)}`);
  const add = `${cliCommand} connection add ${operator.id} ${provider} --name ${id} ${set.join(' ')} --secrets -`;
  return `# ${operator.name} (${cliCommand} operator add ${operator.id})\necho '${JSON.stringify(secrets)}' | ${add}\n`;
}
