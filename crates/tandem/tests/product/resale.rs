//! A number goes from one customer to another: what was said and done over it stays with whoever had it then,
//! whichever API either of them looks through.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, header};
use tandem_domain::{Actor, ObjectId, Timestamp, VoiceMessage};
use tandem_engine::{Ask, AudioFile, VoiceMessagePut};
use tandem_numbering::Did;

use crate::product::Product;

/// What both customers of the demo call themselves by, in each API.
struct Keys {
    voipms: &'static str,
    anveo: &'static str,
    api19: &'static str,
    dialogtech: &'static str,
    mailbox: i64,
}

const FORMER: Keys = Keys {
    voipms: "api_username=demo@example.com&api_password=demo-voipms-password",
    anveo: "YOURAPIKEY",
    api19: "api_key",
    dialogtech: "access_key=foo&secret_access_key=bar",
    mailbox: 101,
};
const NEW: Keys = Keys {
    voipms: "api_username=other@example.com&api_password=other-voipms-password",
    anveo: "other-anveo-userkey",
    api19: "other-api19-key",
    dialogtech: "access_key=other-foo&secret_access_key=other-bar",
    mailbox: 900_101,
};
/// Another number of the former owner's.
const FRIEND: &str = "8574884828";
/// Who called the former owner.
const CALLER: &str = "3055550166";
/// What the former owner and others said.
const WORD: &str = "aubergine";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_owner_sees_nothing_of_the_former() {
    let product = Product::fresh().await;
    let shelf = "/dids/available/list?key=api_key&npa=555&nxx=222&quantity=1";
    let number = between(&get(&product, shelf).await, "\"number\":\"", "\"");
    buy(&product, &FORMER, &number).await;
    pass(&product, "PT1M").await;
    let then = product.engine.now();
    use_it(&product, &number).await;
    let seen = looks(&product, &FORMER, &number, then).await;
    assert_eq!(telling(&seen), SHOWN, "{seen:?}");
    let heard = seen.iter().find(|(what, _)| *what == "dialogtech voice messages");
    let message = between(&heard.expect("it was looked at").1, "<vmail_id>", "</vmail_id>");
    assert_eq!(plays(&product, &FORMER, &message).await, 200);
    let target = format!("method=cancelDID&did={number}");
    assert!(voipms(&product, &FORMER, &target).await.contains("success"));
    pass(&product, "P91D").await;

    buy(&product, &NEW, &number).await;
    let seen = looks(&product, &NEW, &number, then).await;
    assert_eq!(telling(&seen), NOTHING, "{seen:?}");
    assert_eq!(plays(&product, &NEW, &message).await, 404);
    // Nor does it take anything away from whoever had it.
    let seen = looks(&product, &FORMER, &number, then).await;
    assert_eq!(telling(&seen), SHOWN, "{seen:?}");
    product.assert_sound().await;
}

/// Where the former owner's words, callers and voice messages are to be seen. Anveo's API shows no history.
const SHOWN: [&str; 12] = [
    "api19 calls",
    "api19 faxes",
    "api19 pictures",
    "api19 texts",
    "dialogtech calls",
    "dialogtech clicks",
    "dialogtech registered numbers",
    "dialogtech texts",
    "dialogtech voice messages",
    "voipms calls",
    "voipms texts",
    "voipms voice messages",
];
const NOTHING: [&str; 0] = [];

async fn buy(product: &Product, keys: &Keys, number: &str) {
    let order = format!(
        "method=orderDID&did={number}&routing=vm:{}&pop=5&dialtime=60&cnam=0&billing_type=1",
        keys.mailbox
    );
    let answer = voipms(product, keys, &order).await;
    assert!(answer.contains("\"status\":\"success\""), "{answer}");
    let enabled = voipms(product, keys, &format!("method=setSMS&did={number}&enable=1")).await;
    assert!(enabled.contains("\"status\":\"success\""), "{enabled}");
}

/// Texts both ways, a picture, a fax, a call, one that was asked for, and a voice message. What is said of campaigns and
/// of ports has to do with numbers that nobody else ever gets: toll-free ones, and those that came from elsewhere.
async fn use_it(product: &Product, number: &str) {
    let text = format!("message={WORD}");
    for (from, to) in [(number, FRIEND), (FRIEND, number)] {
        let sent = format!("method=sendSMS&did={from}&dst={to}&{text}");
        let answer = voipms(product, &FORMER, &sent).await;
        assert!(answer.contains("\"status\":\"success\""), "{answer}");
    }
    let media = format!("message={WORD}&file1=https://example.com/{WORD}.png");
    let dialogtech = |action: &str| format!("/ibp_api.php?{}&action={action}", FORMER.dialogtech);
    for (target, said) in [
        (format!("/mms/send?key=api_key&source={number}&destination={FRIEND}&{media}"), "uuid"),
        (
            format!(
                "/fax/create?key=api_key&source={number}&destination={CALLER}&files=JVBERi0xLjQK"
            ),
            "fax_id",
        ),
        (
            dialogtech("clickto.call")
                + &format!("&type=1&id={number}&phone_to_call={CALLER}&first_callerid={number}"),
            "click_id",
        ),
        (dialogtech("registerednumbers.add") + &format!("&phone={CALLER}"), "success"),
    ] {
        let answer = get(product, &target).await;
        assert!(answer.contains(said), "{target}: {answer}");
    }
    let now = product.engine.now();
    // Switches say whole seconds, and by a clock of their own, which nobody moves.
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let report = format!(
        "call=resold&to=%2B1{number}&from={CALLER}&name={WORD}&started={seconds}\
         &answered={seconds}&ended={seconds}&code=200"
    );
    let request = Request::post("/switch/cdr")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(report));
    let answer = product.send(request.expect("a request")).await;
    let kept: serde_json::Value = serde_json::from_slice(answer.body()).expect("JSON");
    assert_eq!(kept["kept"].as_u64(), Some(1), "{kept}");
    let did = number.parse().ok().and_then(|national: u64| Did::new(10_000_000_000 + national));
    let left = VoiceMessage {
        switch: "asterisk".to_owned(),
        call: "resold".to_owned(),
        did: did.expect("a number"),
        mailbox: ObjectId(FORMER.mailbox),
        from: CALLER.to_owned(),
        name: WORD.to_owned(),
        at: now,
    };
    let file = AudioFile::of(&wave()).expect("a sound");
    let put = VoiceMessagePut { left, file, seconds: 1 };
    product.engine.execute(Ask::new(Actor::operator(), put)).await.expect("hers");
}

/// A tenth of a second in which nobody says anything.
fn wave() -> Vec<u8> {
    let silence = [0_u8; 1600];
    let mut file = b"RIFF".to_vec();
    file.extend((36 + silence.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(8000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend((silence.len() as u32).to_le_bytes());
    file.extend(silence);
    file
}

/// Everything that somebody can look at through each API of the days around an instant, each under what it is.
async fn looks(
    product: &Product,
    keys: &Keys,
    number: &str,
    then: Timestamp,
) -> Vec<(&'static str, String)> {
    let day = |days| then.plus_days(days).to_string().chars().take(10).collect::<String>();
    let (from, to) = (day(-1), day(1));
    let plain = |day: &str| day.replace('-', "");
    let days = format!("start_date={}&end_date={}", plain(&from), plain(&to));
    let dialogtech = |action: &str, more: &str| {
        format!("/ibp_api.php?{}&action={action}&{more}", keys.dialogtech)
    };
    let rest = |query: String| format!("/api/v1/rest.php?{}&{query}", keys.voipms);
    // api19 writes days as Americans do.
    let american = |day: &str| {
        let parts: Vec<&str> = day.split('-').collect();
        format!("{}/{}/{}", parts[1], parts[2], parts[0])
    };
    let between = format!("startdate={}&enddate={}", american(&from), american(&to));
    let records =
        |kind: &str| format!("/cdrs/download/csv?key={}&record_type={kind}&{between}", keys.api19);
    let mailbox = keys.mailbox;
    let targets = [
        ("voipms texts", rest(format!("method=getSMS&from={from}&to={to}&limit=100"))),
        ("voipms texts", rest(format!("method=getSMS&from={from}&to={to}&did={number}"))),
        ("voipms voice messages", rest(format!("method=getVoicemailMessages&mailbox={mailbox}"))),
        (
            "voipms calls",
            rest(format!(
                "method=getCDR&date_from={from}&date_to={to}&answered=1&noanswer=1&busy=1\
                 &failed=1&timezone=0"
            )),
        ),
        ("dialogtech texts", dialogtech("sms.get_messages", &days)),
        ("dialogtech calls", dialogtech("report.call_detail", &format!("{days}&format=csv"))),
        ("dialogtech calls", dialogtech("report.call_tracking", &format!("{days}&format=csv"))),
        (
            "dialogtech voice messages",
            dialogtech("vmail.getmessages", &format!("box_id={mailbox}")),
        ),
        (
            "anveo",
            format!(
                "/api/v3.asp?USERKEY={}&ACTION=DID.LIST&param[FILTER.E164]=1{number}",
                keys.anveo
            ),
        ),
        ("api19 numbers", format!("/dids/my/list?key={}&did={number}", keys.api19)),
        ("api19 calls", records("call")),
        ("api19 texts", records("sms")),
        ("api19 pictures", records("mms")),
        ("api19 faxes", format!("/fax/list?key={}", keys.api19)),
        ("api19 campaigns", format!("/campaigns/tollfree/status?key={}&did={number}", keys.api19)),
        ("api19 ports", format!("/lnp/portability/lookup?key={}&number={number}", keys.api19)),
        ("dialogtech clicks", dialogtech("report.clickto", &days)),
        ("dialogtech registered numbers", dialogtech("registerednumbers.list", "")),
    ];
    let mut seen = Vec::new();
    for (what, target) in targets {
        seen.push((what, get(product, &target).await));
    }
    seen
}

/// Lets time go by.
async fn pass(product: &Product, span: &str) {
    let asked = Request::post("/v1/sandbox/clock")
        .header(header::AUTHORIZATION, "Bearer tandem_demo_key")
        .body(Bytes::from(format!(r#"{{"advance":"{span}"}}"#)));
    let answer = product.send(asked.expect("a request")).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
}

/// The status of the sound of a voice message.
async fn plays(product: &Product, keys: &Keys, message: &str) -> u16 {
    let target =
        format!("/ibp_api.php?{}&action=vmail.getmessagebyid&vmail_id={message}", keys.dialogtech);
    let request = Request::get(target).body(Bytes::new()).expect("a request");
    let answer = product.send(request).await;
    let is_sound = answer.body().starts_with(b"RIFF");
    assert_eq!(is_sound, answer.status() == 200, "{answer:?}");
    answer.status().as_u16()
}

/// What tells something of the former owner.
fn telling(seen: &[(&'static str, String)]) -> Vec<&'static str> {
    let tells = |answer: &str| [CALLER, WORD, FRIEND].iter().any(|word| answer.contains(word));
    let mut telling: Vec<_> =
        seen.iter().filter(|(_, answer)| tells(answer)).map(|(what, _)| *what).collect();
    telling.sort_unstable();
    telling.dedup();
    telling
}

async fn voipms(product: &Product, keys: &Keys, query: &str) -> String {
    get(product, &format!("/api/v1/rest.php?{}&{query}", keys.voipms)).await
}

async fn get(product: &Product, target: &str) -> String {
    let request = Request::get(target).body(Bytes::new()).expect("a request");
    let answer = product.send(request).await;
    String::from_utf8_lossy(answer.body()).into_owned()
}

fn between(text: &str, before: &str, behind: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    let (found, _) = rest.split_once(behind).unwrap_or_else(|| panic!("no {behind} in {text}"));
    found.to_owned()
}
