// Benchmark rows "start | slack" and "start | both": the index of @slack/bolt also loads a web framework, 100 ms and 5 MB more.
import bolt from '@slack/bolt/dist/App.js';
import socketMode from '@slack/bolt/dist/receivers/SocketModeReceiver.js';

/** Parts of Bolt from their own files. They are the same objects as in the index, and Bolt's version is pinned. */
export const BoltApp = bolt.default;
export const BoltSocketModeReceiver = socketMode.default;
export const boltErrorLevel = bolt.LogLevel.ERROR;
