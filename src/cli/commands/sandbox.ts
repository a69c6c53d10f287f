import { SetupError } from '../../core/errors/errors.ts';
import { systemClock } from '../../observe/clock.ts';
import { fixedPorts, type SandboxConnection } from '../../sandbox/connections.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { subcommand } from '../subcommand.ts';

/** Serves the sandbox until it is told to stop, and prints how to connect to it. Nothing in it is anybody's. */
export const sandboxSubcommand = subcommand({
  meta: {
    name: 'sandbox',
    description: 'Serve the sandbox providers on fixed ports, their credentials printed',
  },
  args: { large: { type: 'boolean', description: 'also the operator with 400 accounts' } },
  async run({ args }) {
    const size = args.large === true ? 'large' : 'sample';
    const seed = 'walletwatch';
    const served = await startSandbox({ size, clock: systemClock, ports: fixedPorts, seed }).catch(
      (thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== 'EADDRINUSE') throw thrown;
        const taken = Object.values(fixedPorts).join(', ');
        throw new SetupError([`One of the ports ${taken} is in use: does a sandbox run already?`], 1);
      },
    );
    process.stdout.write(
      `${served.connections.map(howToConnect).join('\n')}\nSample data alone. Ctrl-C ends it.\n`,
    );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await served.close();
    return 0;
  },
});

/** The line that adds this connection, ready for a shell. */
function howToConnect({ operator, provider, id, settings, secrets }: SandboxConnection): string {
  const set = Object.entries(settings).map(([key, value]) => `--set ${key}=${String(value)}`);
  const add = `npm run -s walletwatch -- connection add ${operator.id} ${provider} --name ${id} ${set.join(' ')} --secrets -`;
  return `# ${operator.name} (npm run -s walletwatch -- operator add ${operator.id})\necho '${JSON.stringify(secrets)}' | ${add}\n`;
}
