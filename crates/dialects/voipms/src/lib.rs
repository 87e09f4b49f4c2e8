//! The VoIP.ms API, by REST (`/api/v1/rest.php`) and by SOAP (`/api/v1/server.php`), as far as finding, ordering, waiting for, showing,
//! handing over and giving back a number goes.
//!
//! A call is one function (`method=orderDID`) with its parameters, in the query string of a GET or
//! in the query string and the `multipart/form-data` body of a POST, where the body wins. It
//! carries `api_username` and `api_password`. The answer is JSON as PHP prints it, with HTTP 200
//! whatever became of the call: `status` is `success` or a code, and with a code comes a `message`.
//!
//! By SOAP, 1.1 or 1.2, the function is the operation and the answer is the same one as an Apache
//! Map. `/api/v1/server.wsdl` describes it, made from the same table.
//!
//! All 226 functions of the provider are known by name. Those of [`operations`] work, but for some that look at
//! what they are asked and refuse it in the provider's own words; the others answer `method_maintenance` and say
//! that they are not supported yet.
//!
//! Where the provider's own documents are silent or against each other:
//!
//! | question | what is done here |
//! |---|---|
//! | a POST that is not `multipart/form-data` | goes to the SOAP handler, as at the provider: what is no SOAP gets HTTP 500 and a fault. A POST with an empty body is read like a GET |
//! | SOAP faults | for what is no SOAP and for functions that there are not, before anything else is looked at; why it is no SOAP stands in `detail` |
//! | parameters that the WSDL calls optional | may be left out there too (`minOccurs="0"`), where the provider's nominally requires all |
//! | the address in the WSDL | the one by which it was asked for; `https` also where a proxy says so in `X-Forwarded-Proto` |
//! | SOAP integers beyond 32 bits | `xsd:long`, where PHP says `xsd:int` and lies |
//! | the type of the answer | `application/json` |
//! | order of the checks | method given, credentials given, credentials right, address allowed, calls a minute, function known, function ready, parameters |
//! | `""` and `"0"` | absent, as PHP's `empty` has it. But a flag that is `0` says no, because `cnam=0` is documented and required; prices, notes and prefixes may be `0` too |
//! | flags | `1`, `true`, `yes`, `on` and their contraries, in either case; anything else is refused |
//! | `test` | any of the yes-words is a dry run, so that nobody buys a number by writing `true`; of whatever changes something, also where no `test` is documented |
//! | names of functions and parameters | in either case: the documents write `CancelDID` and `DID` |
//! | a parameter sent twice, or as a list | refused where the values differ, by its `invalid_…`: PHP takes the last, but which number was meant to be bought or cancelled only the sender knows |
//! | unknown parameters | passed over: clients send whole rows back |
//! | a routing to an object that is not there | the code of that kind of object, `invalid_forwarding` for `fwd:`, wherever it stood |
//! | a number that is somebody else's | to order: `did_in_use`; to cancel: `invalid_did`, as for one that nobody has; to show: `no_did` |
//! | `orderDID` of a toll-free or foreign number | `invalid_did`: those have functions of their own |
//! | `getStates`, `getProvinces` | where there are numbers or were, by their codes |
//! | a list without rows | `no_did`, as for the lists of numbers |
//! | `searchTollFreeUSA`, `searchTollFreeCanUS` | toll-free numbers whose stock says country `US`, and those that say `CA`: a Canadian carrier's can be called from both |
//! | the minutes of a toll-free number by the country of the caller | all the same: a plan has one price of a minute |
//! | a `query` without a `type` | `missing_type`, also where both may be left out |
//! | the prices of `searchVanity` | those of the plans `VANITYUSA` and `VANITYCAN` |
//! | `backOrderDIDCAN` | against Canadian rate centres, where the document says American by mistake |
//! | a back-order in a rate centre that nobody knows | `invalid_ratecenter`: one that is misspelt would wait for ever. Known are those of numbers that are or were for sale, and the towns of the tables that Tandem carries |
//! | `quantity` of `getBackOrders` | how many numbers are waited for in all |
//! | `orderVanity` | by the plan that its carrier names |
//! | ids of countries | their places in an alphabet in which Sweden is 205; see `country` |
//! | ids of locations | the operator's own; numbers bring their location along when they are stocked |
//! | orders abroad without `billing_type` | flat |
//! | `monthly_per_minute`, `setup_per_minute` of a location | where it is sold per minute |
//! | `channels` of a geographic location | 0 where the operator does not say how many |
//! | a fee of a national location | a whole one has no point, as printed: `11`, `0` |
//! | the plan of `orderTollFree`, `orderDIDVirtual` | `PERMINUTE` |
//! | the number of a virtual DID | that of the account and the three digits, `100001001`; it needs an account of six digits, and only the account's own logins reach it. It carries no texts and cannot be ported out |
//! | `monthly`, `setup`, `minute` without `account` | kept with the number and shown by `getDIDsInfo` |
//! | `account` without these | they are nothing; the account's own name is `invalid_account`, as for `connectDID` |
//! | an order whose supplier has not answered in time | `success`: it is accepted, and shown by `getDIDsInfo` |
//! | numbers and strings | strings, as columns of a database come out of PHP; `sms` and `sms_available` are numbers |
//! | `has_port_out_pin` | `"0"`: what is for sale has no such PIN; `port_out_pin` is kept with the number |
//! | `setDIDInfo` of `fax_flow`, client prices | as they were: this API does not set them |
//! | `password` of `getSubAccounts` | empty: only a digest for each realm is kept, as the switch needs it |
//! | `setSubAccount` without `password` | the one it has stays, unless it had none |
//! | `reseller_client`, `reseller_package`, `default_e911`, parking lots, locations of extensions | refused, or passed over where nothing depends on them: clients have no packages, and of the others there are none |
//! | `callerid_number` | a number of the account's own |
//! | `getRegistrationStatus` | what switches reported (`/switch/registration`), and `no` where none did; calls are never rerouted |
//! | `ip_restriction`, `pop_restriction`, `sip_traffic` | judged when a switch asks for the login; names are not looked up |
//! | filters of a number that is given back | go with it, and do not come back when it is restored |
//! | `delSubAccount` of one that a number, a back-order, an object or a default routing names | `account_with_dids`, as for one that has numbers; the message says who names it |
//! | `delSubAccount` of one that owes for numbers | what it owes, or has, is written off: it is between the customer and itself |
//! | `client` of `getCharges`, `getDeposits`, `getResellerBalance`, `addPayment`, `addCharge` | a client, by its number, or a sub-account, by its name: `connectDID` charges these too |
//! | `delClient` of one with numbers or a balance | `invalid_client`, with the reason |
//! | `getClients` | clients that go by a number; of who they are a name (`company`) and an e-mail are known, and of their passwords nothing is shown |
//! | `spent_total` of `getResellerBalance` | what the client was charged for numbers, calls and texts, without what `addCharge` wrote down |
//! | `getPortability` | `yes` for local and toll-free numbers from where the operator's carriers bring numbers (of area codes in which there are numbers here, where nobody said from where), unless the number is here |
//! | what goes wrong with `…LNP…` | `{"status":"invalid","error":[{"code","description"}],"message":"invalid"}`, as there |
//! | `post_status` of a port | that of the operator's books: `pending_approval` while the other carrier is asked, `awaiting_documentation` when it said no, `processing` once there is a day, and `draft` for one that another API made and nobody sent off |
//! | `rateCenter`, `state` of `getLNPDetails` | empty: where a number is, is not asked before it is here |
//! | `tfType`, `imei`, `services` of `addLNPPort` | kept and shown; they change nothing |
//! | ids of messages with media | of one sequence with those of texts, so that `deleteSMS` and `deleteMMS` remove either |
//! | `media1` of `sendMMS` | a link, and one is needed: no files are kept that others could fetch |
//! | `total` of `getResellerCDR` | what the client was charged |
//! | `e911…` | refused, but for the list of address types: there is nobody to hand emergency calls to |
//! | `getTransactionHistory` | the statement, at most 10,000 lines; the closing row says that no names were looked up, which are not charged here |
//! | `description`, `destination_type` of `getCDR` | which way the call went; `ip`, `useragent` and `call_logs` are empty |
//! | `calls_…`, `time_…` of `getBalance` | calls that were answered |
//! | `transcribe=1` | `unavailable_info`: nothing is transcribed here |
//! | `setDIDBillingType`, `setDIDInfo` to a dearer plan | the rest of the paid month costs the difference, at once; the new month from the next billing on, on the same day of the month. (The provider charges a whole new month and begins it that day.) To a cheaper one: nothing is given back |
//! | `billing_type` of a number under a plan of the operator's own | the one that `getDIDsInfo` shows; setting that one again changes nothing |
//! | `sms_…` of `getDIDsInfo` | as `setSMS` set them; `webhook`, SMPP, and `dialmode` 2, are refused |
//! | `sms_sipaccount` of `setSMS` | checked, kept and shown; no message is handed to telephones until a switch takes messages |
//! | files of `setRecording` | WAV (PCM, µ-law, GSM) and MP3, told by their content, up to 4 MiB; two may have one name |
//! | a recording that a ring group, a mailbox, a sequence … plays | `invalid_recording` when it is to be deleted: the provider has no code for these |
//! | `reseller_next_billing` | `0000-00-00` unless the number is connected to a client |
//! | `next_billing`, `order_date` | the day on which the ledger begins the month, which is one of UTC; the time by the clock on the wall in Toronto. So a number that is bought there after seven or eight in the evening is billed on the next day of the month |

mod clock;
mod country;
pub mod operations;
mod reply;
mod request;
mod routes;
mod words;
mod wsdl;

use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate};

/// The VoIP.ms dialect. Its credentials and its names of accounts have the scheme [`SCHEME`].
#[derive(Clone, Copy, Debug, Default)]
pub struct VoipMs;

/// What credentials and aliases of accounts of this dialect are stored under.
pub const SCHEME: &str = "voipms";

impl VoipMs {
    /// The dialect.
    pub const fn new() -> Self {
        Self
    }
}

impl Dialect for VoipMs {
    fn name(&self) -> &'static str {
        SCHEME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[routes::REST, routes::SOAP, routes::WSDL]
    }

    fn coverage(&self) -> Vec<Coverage> {
        operations::coverage()
    }

    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer> {
        Box::pin(routes::serve(gate, call))
    }

    fn too_large(&self, path: &str) -> Option<Answer> {
        Some(routes::too_large(path))
    }
}
