//! Sub-accounts that equipment logs in to, recordings with their sound, and calls.

use voip_ms::chrono::NaiveDate;
use voip_ms::chrono_tz::America::Toronto;
use voip_ms::rust_decimal::Decimal;
use voip_ms::{
    ApiStatus, Client, CreateSubAccountParams, DelRecordingParams, DelSubAccountParams, DtmfMode,
    GetCDRParams, GetRecordingFileParams, GetRecordingsParams, GetRegistrationStatusParams,
    GetSubAccountsParams, Nat, SetRecordingParams,
};

use crate::{Checked, refused, said, same};

/// Two milliseconds of silence: a WAV file of 8000 samples a second, 16 bits each.
const SILENCE: &str = "UklGRkQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YSAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

/// A sub-account is made, shown, and removed.
pub async fn sub_accounts(client: &Client) -> Checked<()> {
    let wanted = CreateSubAccountParams {
        username: Some("Crate".to_owned()),
        protocol: Some(1),
        description: Some("made by a test".to_owned()),
        auth_type: Some(1),
        password: Some("a-Str0ng.one".to_owned()),
        device_type: Some(2),
        lock_international: Some(1),
        international_route: Some(1),
        music_on_hold: Some("default".to_owned()),
        allowed_codecs: Some("ulaw;g729".to_owned()),
        dtmf_mode: Some(DtmfMode::Auto),
        nat: Some(Nat::Yes),
        max_expiry: Some(600),
        ip_restriction: Some("192.0.2.0/24".to_owned()),
        enable_ip_restriction: Some(true),
        ..CreateSubAccountParams::default()
    };
    let made = client.create_sub_account(&wanted).await.map_err(said("createSubAccount"))?;
    same("account", &made.account, &Some("100001_Crate".to_owned()))?;
    let only = GetSubAccountsParams { account: made.account.clone() };
    let list = client.get_sub_accounts(&only).await.map_err(said("getSubAccounts"))?;
    let row = list.accounts.first().ok_or("getSubAccounts does not show what was made")?;
    same("id", &row.id, &made.id)?;
    same("description", &row.description, &wanted.description)?;
    same("allowed_codecs", &row.allowed_codecs, &wanted.allowed_codecs)?;
    same("dtmf_mode", &row.dtmf_mode, &wanted.dtmf_mode)?;
    same("nat", &row.nat, &wanted.nat)?;
    same("max_expiry", &row.max_expiry, &wanted.max_expiry)?;
    same("ip_restriction", &row.ip_restriction, &wanted.ip_restriction)?;
    same("enable_ip_restriction", &row.enable_ip_restriction, &Some(true))?;
    let again = client.create_sub_account(&wanted).await;
    refused("a second one of that name", again, ApiStatus::UsedUsername)?;

    let asked = GetRegistrationStatusParams { account: made.account };
    let status = client.get_registration_status(&asked).await;
    let status = status.map_err(said("getRegistrationStatus"))?;
    same("registered", &status.registered, &Some(false))?;

    let gone = DelSubAccountParams { id: made.id };
    client.del_sub_account(&gone).await.map_err(said("delSubAccount"))?;
    let list = client.get_sub_accounts(&only).await;
    refused("a sub-account that was removed", list, ApiStatus::InvalidAccount)
}

/// A recording is set, shown, played and removed.
pub async fn recordings(client: &Client) -> Checked<()> {
    let wanted = SetRecordingParams {
        file: Some(SILENCE.to_owned()),
        name: Some("silence".to_owned()),
        ..SetRecordingParams::default()
    };
    let made = client.set_recording(&wanted).await.map_err(said("setRecording"))?;
    let recording = made.recording;
    let list = client.get_recordings(&GetRecordingsParams { recording }).await;
    let list = list.map_err(said("getRecordings"))?;
    let row = list.recordings.first().ok_or("getRecordings does not show what was set")?;
    same("value", &row.value, &recording)?;
    same("description", &row.description, &wanted.name)?;
    let file = client.get_recording_file(&GetRecordingFileParams { recording }).await;
    let file = file.map_err(said("getRecordingFile"))?;
    let file = file.recordings.first().ok_or("getRecordingFile plays nothing")?;
    same("data", &file.data, &wanted.file)?;
    let gone = client.del_recording(&DelRecordingParams { recording }).await;
    gone.map_err(said("delRecording"))?;
    let list = client.get_recordings(&GetRecordingsParams { recording }).await;
    refused("a recording that was removed", list, ApiStatus::InvalidRecording)
}

/// The demo's calls of a day in March are listed, each with how it ended.
pub async fn calls(client: &Client) -> Checked<()> {
    let day = NaiveDate::from_ymd_opt(2014, 3, 30);
    let asked = GetCDRParams {
        date_from: day,
        date_to: day,
        answered: Some(true),
        no_answer: Some(true),
        busy: Some(true),
        failed: Some(true),
        timezone: Some(Toronto),
        ..GetCDRParams::default()
    };
    let list = client.get_cdr(&asked).await.map_err(said("getCDR"))?;
    let ends: Vec<_> =
        list.cdr.iter().map(|call| call.disposition.as_deref().unwrap_or_default()).collect();
    same("how calls ended", &ends, &vec!["NO ANSWER", "BUSY", "ANSWERED"])?;
    let answered = list.cdr.last().ok_or("there are no calls")?;
    same("seconds", &answered.seconds, &Some(11))?;
    same("total", &answered.total, &Some(Decimal::ZERO))?;
    same("date", &answered.date.is_some(), &true)
}
