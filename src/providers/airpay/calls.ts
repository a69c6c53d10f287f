import { ProviderError } from '../../core/errors/errors.ts';
import type { Ask, HttpAnswer, ProviderPorts } from '../../core/provider/provider.ts';
import { isTruncated } from '../../core/provider/truncated.ts';
import type { Secret } from '../../core/secret/secret.ts';
import { checksumDay, checksumOf, otherDayAt } from './checksum.ts';
import { httpFault, isChecksumRefused, statusFault } from './errors.ts';
import { isAbout, readTransaction } from './read.ts';
import type { WalletUser } from './wallets.ts';
import type { AirpayTransaction } from './wire.ts';

/** The merchant that owns the wallet users, and Airpay's address. */
export interface Merchant {
  readonly baseUrl: string;
  readonly merchantId: string;
  readonly format: 'json' | 'xml';
  readonly privateKey: Secret;
}

/** Requests the balance of one wallet user. Throws `ProviderError` unless the TRANSACTION is that user's and successful. */
export type AskBalance = (wallet: WalletUser, left: () => Ask) => Promise<AirpayTransaction>;

/** Size limit of a response; documented responses have a few hundred bytes. */
const maxBytes = 64 * 1024;

export function createAskBalance(merchant: Merchant, ports: ProviderPorts): AskBalance {
  const { merchantId, privateKey } = merchant;

  async function askSigned(wallet: WalletUser, day: string, ask: Ask) {
    const checksum = checksumOf([merchantId, wallet.token, wallet.user], day, privateKey);
    const answer = await ports.http.send({
      ...ask,
      method: 'POST',
      url: `${merchant.baseUrl}/airpay/wallet/api/walletBalance.php`,
      // Airpay rejects a JSON body.
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf(merchant, wallet, checksum),
      maxBytes,
      again: isTruncated,
    });
    return { checksum, transaction: transactionIn(answer, wallet) };
  }

  function transactionIn(answer: HttpAnswer, { user }: WalletUser): AirpayTransaction {
    // The wallet server always uses status 200; any other status is from the gateway in front of it.
    if (answer.status !== 200) throw httpFault(answer, ports.clock.now());
    const transaction = readTransaction(answer.body, ports);
    if (!isAbout(transaction, merchantId, user)) throw new ProviderError('foreign');
    return transaction;
  }

  return async (wallet, left) => {
    const { sentAt, day } = checksumDay(ports.clock);
    const first = await askSigned(wallet, day, left());
    // Near midnight in India, Airpay's clock may have shown another day: retry once with that day.
    const otherDay = isChecksumRefused(first.transaction) ? otherDayAt(sentAt) : undefined;
    const last = otherDay === undefined ? first : await askSigned(wallet, otherDay, left());
    const fault = statusFault(last.transaction, [privateKey, wallet.token, last.checksum]);
    if (fault !== undefined) throw fault;
    return last.transaction;
  };
}

function formOf({ merchantId, format, privateKey }: Merchant, { user, token }: WalletUser, checksum: Secret) {
  return new URLSearchParams({
    merchant_id: merchantId,
    token: token.reveal(),
    private_key: privateKey.reveal(),
    wallet_user: user,
    outputFormat: format,
    checksum: checksum.reveal(),
  }).toString();
}
