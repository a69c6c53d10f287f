import { type Server, serve } from './http.ts';
import type { People } from './people.ts';
import { createPlatformStub, type PlatformStub } from './platform-stub.ts';
import { createProviderStub } from './provider-stub.ts';

/** Provider and platform on loopback, and where they are. */
export interface Stubs {
  readonly people: People;
  readonly provider: string;
  readonly platform: string;
  readonly platformStub: PlatformStub;
  readonly providerStub: ReturnType<typeof createProviderStub>;
}

/** Something that was started, and is stopped when the scenario is over. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Runs a scenario between stubs; what it started is stopped whatever comes of it. */
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
