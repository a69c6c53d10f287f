// Benchmark row `provider`: parsing the URL takes about 4 % of a call, and a connection asks for the same few URLs.
import { parseTarget, type Target } from './target.ts';

/** Limit of cached URLs; only URLs with variable parts reach it. */
const maxCached = 64;

/** Returns a `parseTarget` that caches its results. */
export function createTargetParser(): (url: string) => Target {
  const cache = new Map<string, Target>();
  return (url) => {
    let target = cache.get(url);
    if (target === undefined) {
      target = parseTarget(url);
      if (cache.size >= maxCached) cache.clear();
      cache.set(url, target);
    }
    return target;
  };
}
