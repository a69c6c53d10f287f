/// <reference path="undici-inside.d.ts" />
/*
 * Benchmark row `start`: the parts of undici's public API that are used, each from its own file. The package's index
 * also loads `fetch`, web sockets, mocks and caches: about 25 ms and 5 MB more at every start.
 */
export { default as buildConnector } from 'undici/lib/core/connect.js';
export { default as errors } from 'undici/lib/core/errors.js';
export { default as Client } from 'undici/lib/dispatcher/client.js';
