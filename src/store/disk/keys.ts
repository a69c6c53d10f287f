/** HMAC keys that the key ring derives. */
export interface StoreKeys {
  readonly stateMac: Buffer;
  readonly auditMac: Buffer;
}
