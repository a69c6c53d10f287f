/** Works it out when it is first asked for, and keeps it. */
export function lazy<T>(work: () => T): () => T {
  // What it was worked out of is let go of.
  let state: { readonly due: () => T } | { readonly value: T } = { due: work };
  return () => {
    if ('due' in state) state = { value: state.due() };
    return state.value;
  };
}
