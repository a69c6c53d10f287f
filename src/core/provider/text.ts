/** What is wrong with a setting of a connection, and what to write instead. None repeats a value: it may hold a key. */
export const settingFaults = {
  baseUrlMissing: (name: string) =>
    `${name} is missing. Give the provider's address, as https://api.example.com`,
  noUrl: (name: string) => `${name} is not an address. Write it as https://api.example.com`,
  credentialsInUrl: (name: string) =>
    `${name} holds a user name or password. Take them out: credentials are given as secrets.`,
  queryInUrl: (name: string) => `${name} has a “?” or “#” in it. Leave out everything from there on.`,
  plainHttp: (name: string) =>
    `${name} is plain http. Write https: http is for this machine (127.0.0.1) alone.`,
  timeZone: 'timeZone is not a time zone. Write it as Asia/Kolkata, or leave it out.',
  unknown: (names: readonly string[], known: readonly string[]) =>
    `${names.join(', ')}: no such setting. There are ${known.join(', ')}.`,
} as const;
