import { type Server, serve } from './http.ts';
import type { People } from './people.ts';
import { createPlatformStub, type PlatformStub } from './platform-stub.ts';
import { createProviderStub } from './provider-stub.ts';

/** Stubs of provider and platform on loopback, with their addresses. */
export interface Stubs {
  readonly people: People;
  readonly provider: string;
  readonly platform: string;
  readonly platformStub: PlatformStub;
  readonly providerStub: ReturnType<typeof createProviderStub>;
}

/** A process or server that is stopped when the scenario ends. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Runs a scenario between stubs. Everything passed to `own` is stopped in the end, after an error as well. */
export async function withStubs<T>(
  {
    people,
    accounts = 10,
    keep = false,
  }: { readonly people: People; readonly accounts?: number; readonly keep?: boolean },
  work: (stubs: Stubs, own: <S extends Stoppable>(started: S) => S) => Promise<T>,
): Promise<T> {
  const platformStub = createPlatformStub({ keep });
  const providerStub = createProviderStub(accounts);
  const servers: readonly Server[] = [await serve(platformStub.handle), await serve(providerStub.handle)];
  const [platform = '', provider = ''] = servers.map(({ origin }) => origin);
  const owned: Stoppable[] = [];
  const own = <S extends Stoppable>(started: S): S => {
    owned.push(started);
    return started;
  };
  try {
    return await work({ people, provider, platform, platformStub, providerStub }, own);
  } finally {
    for (const started of owned.reverse()) await started.stop();
    for (const server of servers) await server.close();
  }
}
