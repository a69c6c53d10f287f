import { StoreError } from '../core/store.ts';

export const closedError = (): StoreError => new StoreError('closed', 'the store is closed');
