import type { Operator } from './operators.ts';

const status = `{
    "status": "success",
    "data": {
        "active": {
            "count": 2,
            "accounts": [
                {
                    "account_detail": "user@upi",
                    "upi": "user@upi",
                    "phone_number": "1234567890",
                    "status": "Active",
                    "account_no": null,
                    "usage_enable": "Enabled",
                    "usage_volum": "100",
                    "limit_volum": "1000",
                    "rolling_balance": "200",
                    "available_limit": 700
                },
                {
                    "account_detail": "John Doe",
                    "upi": null,
                    "phone_number": null,
                    "status": "Active",
                    "account_no": "123456789",
                    "usage_enable": "Not Enabled",
                    "usage_volum": null,
                    "limit_volum": null,
                    "rolling_balance": null,
                    "available_limit": null
                }
            ]
        },
        "inactive": {
            "count": 1,
            "accounts": [
                {
                    "account_detail": "user2@upi",
                    "upi": "user2@upi",
                    "phone_number": "1122334455",
                    "status": "Inactive",
                    "account_no": null,
                    "usage_enable": "Not Enabled",
                    "usage_volum": null,
                    "limit_volum": null,
                    "rolling_balance": null,
                    "available_limit": null
                }
            ]
        }
    }
}`;

const limits = `{
"status": "success",
"operator_details": {
"name": "Name",
"email": "abc@payatom.in"
},
"wallets": {
"upi": [
{
"account": "SanoojAccount",
"upi": "sample@uoi",
"minimum_balance": "0",
"limit_volume": "0",
"usage_volume": "0"
},
{
"account": "SanoojAccount1",
"upi": "sample1@uoi",
"minimum_balance": "1000",
"limit_volume": "10000",
"usage_volume": "100000"
}
],
"imps_upi":[
{
"account_holder":"HareeshMenon",
"account_number":"34343432323232",
"bank":"hdfc",
"minimum_balance": "0",
"limit_volume": "0",
"usage_volume": "0"
},
{
"account_holder":"HareeshMenon1",
"Account_number":"342434334343",
"bank":"hdfc",
"minimum_balance": "500",
"limit_volume": "10000",
"usage_volume": "4000"
}]
}
}`;

const summary = `{
  "status": "success",
  "data": {
    "Approved": {
      "transaction_count": 990,
      "received_amount": 3308694,
      "request_amount": 3305594,
      "status": "Approved"
    },
    "Late Approved": {
      "transaction_count": 8,
      "received_amount": 14660,
      "request_amount": 14660,
      "status": "Late Approved"
    },
    "Pending": {
      "transaction_count": 127,
      "received_amount": 0,
      "request_amount": 576448,
      "status": "Pending"
    },
    "User Timed Out": {
      "transaction_count": 1345,
      "received_amount": 0,
      "request_amount": 5398089,
      "status": "User Timed Out"
    },
    "Cancelled": {
      "transaction_count": 42,
      "received_amount": "0",
      "request_amount": 91689,
      "status": "Cancelled"
    }
  }
}`;

/** The operator of the provider documents. Every body is the document's, byte for byte. */
export const sampleOperator: Operator = {
  id: 'sample',
  name: 'Sample operator',
  payatom: {
    email: 'abc@payatom.in',
    status,
    limits,
    // The two account numbers of the documents. Every day and date type has the same totals.
    summary: (account) => (account === '123456789' || account === '1234567890' ? summary : undefined),
  },
  airpay: { merchantId: '18999', users: [{ user: 'aatest12@gmail.com', balance: '50.00' }] },
  walletsApi: {
    // In the order of the document's sample, which contradicts its note that the order is descending.
    // The names are invented: the document has a filter by name but no name in its responses.
    wallets: [
      { id: 101, currencyId: 1, amount: '5000.00', type: 'PREPAID', name: 'US Dollar wallet' },
      { id: 102, currencyId: 2, amount: '2500.50', type: 'PREPAID', name: 'Euro wallet' },
      { id: 103, currencyId: 3, amount: '10000.00', type: 'POSTPAID', name: 'Japanese Yen wallet' },
    ],
    currencies: [
      { id: 1, name: 'US Dollar', currency: 'USD', precision: 2 },
      { id: 2, name: 'Euro', currency: 'EUR', precision: 2 },
      { id: 3, name: 'Japanese Yen', currency: 'JPY', precision: 0 },
    ],
  },
};
