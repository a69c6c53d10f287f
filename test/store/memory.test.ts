import { createMemoryStore } from '../../src/store/memory.ts';
import { describeStore } from '../contracts/store.ts';

describeStore('the memory store', async () => ({ store: createMemoryStore() }));
