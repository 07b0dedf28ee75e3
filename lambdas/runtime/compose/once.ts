/** Makes a thing when it is first asked for and hands out the same one ever after: one client for the life of a function instance. */
export function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
