//! Lists, orders, shows and cancels a number through the unmodified crate `voip-ms`, which decodes
//! every answer into types and so is the strictest reader there is.
//!
//! ```text
//! tandem demo &
//! cargo run -- http://127.0.0.1:8080
//! ```
//!
//! Ends with 0 when everything was as it should be, and otherwise says what was not.

mod accounts;

use std::fmt::Debug;
use std::process::ExitCode;

use voip_ms::rust_decimal::Decimal;
use voip_ms::{
    ApiStatus, CancelDIDParams, Client, DidBillingType, Error, GetDIDsInfoParams,
    GetDIDsInfoResponseDID, GetDIDsUSAParams, OrderDIDParams, Routing,
};

/// What is expected to be for sale; whichever is there first is taken.
const WANTED: [&str; 2] = ["7862285619", "7862285871"];
/// Owned by the other customer of the demo.
const SOMEBODY_ELSES: &str = "5559990001";

type Checked<T> = Result<T, String>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(base) = std::env::args().nth(1) else {
        eprintln!("usage: voipms-client http://127.0.0.1:8080");
        return ExitCode::from(2);
    };
    match check(&base).await {
        Ok(did) => {
            println!("voip-ms 0.21.0: listed, ordered, showed and cancelled {did}; sub-accounts, recordings, calls");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("voip-ms 0.21.0: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn check(base: &str) -> Checked<String> {
    let client = client(base, "demo-voipms-password")?;
    let did = stock(&client).await?;
    refusals(base, &client, &did).await?;

    let before = balance(&client).await?;
    rehearse(&client, &did).await?;
    let order = order(&did);
    client.order_did(&order).await.map_err(said("orderDID"))?;
    let row = own(&client, &did)
        .await?
        .ok_or("getDIDsInfo does not show what was ordered")?;
    same("routing", &row.routing, &order.routing)?;
    same(
        "failover_unreachable",
        &row.failover_unreachable,
        &order.failover_unreachable,
    )?;
    same("failover_busy", &row.failover_busy, &Some(Routing::None))?;
    same("voicemail", &row.voicemail, &order.voicemail)?;
    same("pop", &row.pop, &order.pop)?;
    same("dialtime", &row.dial_time, &order.dial_time)?;
    same("cnam", &row.cnam, &order.cnam)?;
    same(
        "callerid_prefix",
        &row.caller_id_prefix,
        &order.caller_id_prefix,
    )?;
    same("note", &row.note, &order.note)?;
    same("billing_type", &row.billing_type, &order.billing_type)?;
    same("reseller_account", &row.reseller_account, &order.account)?;
    same("reseller_monthly", &row.reseller_monthly, &order.monthly)?;
    same(
        "description",
        &row.description,
        &Some("MIAMI, FL".to_owned()),
    )?;
    same("sms_available", &row.sms_available, &Some(true))?;
    if row.order_date.is_none() || row.next_billing.is_none() {
        return Err("getDIDsInfo shows no date of the order or of the next bill".to_owned());
    }
    same(
        "the balance",
        &(before - balance(&client).await?),
        &Decimal::new(149, 2),
    )?;
    refused(
        "a second order",
        client.order_did(&order).await,
        ApiStatus::DIDInUse,
    )?;

    client
        .cancel_did(&cancel(&did))
        .await
        .map_err(said("cancelDID"))?;
    if own(&client, &did).await?.is_some() {
        return Err(format!("{did} is still shown after cancelDID"));
    }
    accounts::sub_accounts(&client).await?;
    accounts::recordings(&client).await?;
    accounts::calls(&client).await?;
    Ok(did)
}

fn client(base: &str, password: &str) -> Checked<Client> {
    let url = format!("{}/api/v1/rest.php", base.trim_end_matches('/'));
    let url = url
        .parse()
        .map_err(|why| format!("{url} is not an address: {why}"))?;
    Ok(Client::builder("demo@example.com", password)
        .base_url(url)
        .build())
}

/// What is for sale in Florida must be there as the document prints it.
async fn stock(client: &Client) -> Checked<String> {
    let list = client.get_dids_usa(&GetDIDsUSAParams::new("FL")).await;
    let list = list.map_err(said("getDIDsUSA"))?;
    let wanted = |did: &Option<String>| did.as_deref().is_some_and(|did| WANTED.contains(&did));
    let row = list.dids.iter().find(|row| wanted(&row.did));
    let row =
        row.ok_or_else(|| format!("none of {WANTED:?} is for sale; start the demo --fresh"))?;
    same("ratecenter", &row.rate_center, &Some("MIAMI".to_owned()))?;
    same(
        "state_description",
        &row.state_description,
        &Some("FLORIDA".to_owned()),
    )?;
    same(
        "perminute_monthly",
        &row.per_minute_monthly,
        &Some(Decimal::new(99, 2)),
    )?;
    same(
        "flat_monthly",
        &row.flat_monthly,
        &Some(Decimal::new(495, 2)),
    )?;
    row.did
        .clone()
        .ok_or_else(|| "a row without a number".to_owned())
}

fn order(did: &str) -> OrderDIDParams {
    OrderDIDParams {
        did: Some(did.to_owned()),
        routing: Some(Routing::Account("100001_VoIP".to_owned())),
        failover_unreachable: Some(Routing::Forward("1521".to_owned())),
        voicemail: Some(101),
        pop: Some(16),
        dial_time: Some(60),
        cnam: Some(false),
        caller_id_prefix: Some("MIA [555]".to_owned()),
        note: Some("ordered by a test".to_owned()),
        billing_type: Some(DidBillingType::PerMinute),
        account: Some("100001_VoIPReseller".to_owned()),
        monthly: Some(Decimal::new(350, 2)),
        setup: Some(Decimal::new(199, 2)),
        minute: Some(Decimal::new(3, 2)),
        ..OrderDIDParams::default()
    }
}

fn cancel(did: &str) -> CancelDIDParams {
    CancelDIDParams {
        did: Some(did.to_owned()),
        cancel_comment: Some("the test is over".to_owned()),
        ..CancelDIDParams::default()
    }
}

/// A dry run says that it would work, and buys nothing.
async fn rehearse(client: &Client, did: &str) -> Checked<()> {
    let rehearsal = OrderDIDParams {
        test: true,
        ..order(did)
    };
    let answer = client
        .order_did(&rehearsal)
        .await
        .map_err(said("a dry run of orderDID"))?;
    same(
        "the status of a dry run",
        &answer.status,
        &ApiStatus::SuccessTest,
    )?;
    match own(client, did).await? {
        None => Ok(()),
        Some(_) => Err("a dry run bought the number".to_owned()),
    }
}

async fn own(client: &Client, did: &str) -> Checked<Option<GetDIDsInfoResponseDID>> {
    let only = GetDIDsInfoParams {
        did: Some(did.to_owned()),
        ..GetDIDsInfoParams::default()
    };
    let list = client
        .get_dids_info(&only)
        .await
        .map_err(said("getDIDsInfo"))?;
    Ok(list
        .dids
        .into_iter()
        .find(|row| row.did.as_deref() == Some(did)))
}

async fn balance(client: &Client) -> Checked<Decimal> {
    let answer = client
        .get_balance(&Default::default())
        .await
        .map_err(said("getBalance"))?;
    let balance = answer.balance.and_then(|balance| balance.current_balance);
    balance.ok_or_else(|| "getBalance shows no balance".to_owned())
}

/// Errors must be the documented ones.
async fn refusals(base: &str, client: &Client, did: &str) -> Checked<()> {
    let stranger = self::client(base, "not-the-password")?;
    let list = stranger.get_dids_usa(&GetDIDsUSAParams::new("FL")).await;
    refused("a wrong password", list, ApiStatus::InvalidCredentials)?;
    let nowhere = client.get_dids_usa(&GetDIDsUSAParams::new("ZZ")).await;
    refused("a state that is none", nowhere, ApiStatus::InvalidState)?;
    let theirs = client.cancel_did(&cancel(SOMEBODY_ELSES)).await;
    refused("somebody else's number", theirs, ApiStatus::InvalidDID)?;
    let lost = Some(Routing::Forward("9999".to_owned()));
    let lost = client
        .order_did(&OrderDIDParams {
            routing: lost,
            ..order(did)
        })
        .await;
    refused(
        "a forwarding that is not there",
        lost,
        ApiStatus::InvalidForwarding,
    )
}

fn refused<T>(what: &str, answer: Result<T, Error>, status: ApiStatus) -> Checked<()> {
    match answer {
        Err(Error::Api(found)) if found == status => Ok(()),
        Err(other) => Err(format!("{what} should be {status}, and was: {other}")),
        Ok(_) => Err(format!("{what} should be {status}, and was accepted")),
    }
}

fn same<T: PartialEq + Debug>(what: &str, found: &T, expected: &T) -> Checked<()> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what} is {found:?}, not {expected:?}"))
    }
}

fn said(function: &'static str) -> impl Fn(Error) -> String {
    move |error| format!("{function}: {error}")
}
