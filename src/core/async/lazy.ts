/** A lazy value: computed on the first call, then cached. */
export function lazy<T>(work: () => T): () => T {
  // Drops the function afterwards, so that what it captures can be collected.
  let state: { readonly compute: () => T } | { readonly value: T } = { compute: work };
  return () => {
    if ('compute' in state) state = { value: state.compute() };
    return state.value;
  };
}
