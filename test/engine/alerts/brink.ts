import { createWorld, type World, type WorldOptions } from './world.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** Two users, and the operators that they may see. */
export const asha = { principal: 'red:7', name: 'Asha' } as const;
export const ravi = { principal: 'blue:8', name: 'Ravi' } as const;
export const acme: ReadonlySet<string> = new Set(['acme']);

/** Creates a world in which the next poll fires an alert. */
export async function brink(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld(options);
  world.left('user@upi', 900);
  await world.alerts.start();
  await world.polls(2);
  world.left('user@upi', 10);
  return world;
}

/** Lowers one account below its threshold and waits until its card is posted. */
export async function breach(world: World, name = 'user@upi', left = 90): Promise<void> {
  world.left(name, 900);
  await world.alerts.start();
  await world.polls(2);
  world.left(name, left);
  await world.polls(3);
}
