//! Switches ask where calls go: what was ordered through an API is what they are answered.

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::Value;
use tandem_gateway::Answer;

use crate::product::Product;

const VOIPMS: &str =
    "/api/v1/rest.php?api_username=demo@example.com&api_password=demo-voipms-password";

async fn get(product: &Product, target: &str) -> Answer {
    product.send(Request::get(target).body(Bytes::new()).expect("a request")).await
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(answer.body()).expect("JSON")
}

/// Orders one of the demo's numbers in Miami.
async fn order(product: &Product, settings: &str) {
    let order = format!("{VOIPMS}&method=orderDID&did=7862285619&pop=5&billing_type=1&{settings}");
    assert_eq!(json(&get(product, &order).await)["status"], "success");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_rings_where_its_order_said() {
    let product = Product::fresh().await;
    let settings = "routing=account:100001_VoIP&failover_busy=sip:5096&failover_noanswer=vm:101\
        &dialtime=25&cnam=1";
    order(&product, settings).await;

    let asked = "/switch/kamailio/route?to=7862285619&from=%2B13055550100";
    let answer = get(&product, asked).await;
    assert_eq!(answer.status(), StatusCode::OK);
    // In seconds; on a machine that is busy it may be more than none.
    let age = answer.headers()["tandem-age"].to_str().expect("a text").parse::<u64>();
    assert!(age.is_ok_and(|seconds| seconds < 60));
    let plan = json(&answer);
    assert_eq!(answer.headers()["tandem-version"], plan["plan"].to_string().as_str());
    let routes = plan["routes"].as_array().expect("routes");
    assert_eq!(routes[0]["uri"], "sip:100001_VoIP@127.0.0.1:5060");
    assert_eq!(routes[0]["fr_inv_timer"], 25_000);
    let busy = routes[0]["next"]["busy"].as_u64().expect("a failover");
    assert_eq!(
        routes[usize::try_from(busy).expect("a place")]["uri"],
        "sip:5552223333@127.0.0.1:5060"
    );
    assert_eq!(plan["look_up_name"], true);

    let plan = json(&get(&product, "/switch/asterisk/plan?to=17862285619&from=+13055550100").await);
    assert_eq!(plan["s0_dial"], "PJSIP/100001_VoIP");
    let mailbox = plan["s0_no_answer"].as_str().expect("a failover");
    assert_eq!(plan[format!("s{mailbox}_mailbox")], "101");
}

#[tokio::test(flavor = "multi_thread")]
async fn freeswitch_goes_on_by_the_name_of_the_cause() {
    let product = Product::fresh().await;
    order(&product, "routing=account:100001&failover_busy=vm:101&dialtime=25&cnam=0").await;
    let ask = async |fields: &str| {
        let request = Request::post("/switch/freeswitch/xml")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::copy_from_slice(fields.as_bytes()));
        let answer = product.send(request.expect("a request")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        String::from_utf8(answer.body().to_vec()).expect("text")
    };
    let first =
        ask("section=dialplan&Caller-Context=public&Caller-Destination-Number=17862285619").await;
    assert!(first.contains("user/100001@127.0.0.1:5060"), "{first}");
    let busy = "section=dialplan&Caller-Context=public&Caller-Destination-Number=tandem-0-USER_BUSY\
        &variable_tandem_to=%2B17862285619";
    assert!(ask(busy).await.contains("application=\"voicemail\""));
    for unknown in [
        "section=dialplan&Caller-Destination-Number=7862285871",
        "section=dialplan&Caller-Destination-Number=9999",
        "section=directory&user=100001",
        "section=configuration&key_value=sofia.conf",
    ] {
        assert!(ask(unknown).await.contains("<result status=\"not found\"/>"), "{unknown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_numbers_of_ours_and_only_the_operators_switches() {
    let product = Product::fresh().await;
    let nobody = get(&product, "/switch/kamailio/route?to=7862285871").await;
    assert_eq!(nobody.status(), StatusCode::NOT_FOUND);
    assert_eq!(json(&nobody)["reply"]["status"], 404);
    // What is no number is none of ours, and what is asked in letters of old is asked all the same.
    for to in ["tandem", "911", "100001_VoIP", "7862285871&name=Zo%EB"] {
        let none = get(&product, &format!("/switch/kamailio/route?to={to}")).await;
        assert_eq!(none.status(), StatusCode::NOT_FOUND, "{to}");
    }
    let nothing = get(&product, "/switch/kamailio/route?from=1").await;
    assert_eq!(nothing.status(), StatusCode::BAD_REQUEST);
    let request = Request::get("/switch/kamailio/route?to=5551234567").body(Bytes::new());
    let stranger = Some([192, 0, 2, 1].into());
    let refused = product.gateway.handle(request.expect("a request"), stranger).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_let_in_by_its_digest() {
    // MD5 of 100001_Desk:tandem:a-Str0ng.one.
    const DIGEST: &str = "62fec44478468fbf2c59899b07e8835b";
    let product = Product::fresh().await;
    let ask = async |user: &str, realm: &str| {
        let target = format!("/switch/kamailio/login?user={user}&realm={realm}");
        get(&product, &target).await
    };
    assert_eq!(ask("100001_Desk", "tandem").await.status(), StatusCode::NOT_FOUND);
    let fields = "username=Desk&protocol=1&auth_type=1&password=a-Str0ng.one&device_type=2\
        &lock_international=1&international_route=1&music_on_hold=default\
        &allowed_codecs=ulaw;g729;gsm&dtmf_mode=auto&nat=yes&max_expiry=600";
    let made = get(&product, &format!("{VOIPMS}&method=createSubAccount&{fields}")).await;
    assert_eq!(json(&made)["status"], "success");
    let login = ask("100001_Desk", "tandem").await;
    assert_eq!(login.status(), StatusCode::OK);
    assert_eq!(json(&login)["ha1"], DIGEST);
    assert_eq!(json(&login)["expires"], 600);
    assert_eq!(ask("100001_Desk", "elsewhere").await.status(), StatusCode::NOT_FOUND);

    let request = Request::post("/switch/freeswitch/xml")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from_static(b"section=directory&user=100001_Desk&domain=tandem"));
    let answer = product.send(request.expect("a request")).await;
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(text.contains(&format!("name=\"a1-hash\" value=\"{DIGEST}\"")), "{text}");
    let request = Request::post("/switch/freeswitch/xml")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from_static(b"section=directory&user=nobody&domain=tandem"));
    let answer = product.send(request.expect("a request")).await;
    assert!(String::from_utf8_lossy(answer.body()).contains("status=\"not found\""));
}

async fn report(product: &Product, body: String) -> Answer {
    let request = Request::post("/switch/cdr")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(body));
    product.send(request.expect("a request")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn asterisks_events_are_put_together_to_calls() {
    let product = Product::fresh().await;
    order(&product, "routing=account:100001&dialtime=25&cnam=0").await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("a clock that is right").as_secs();
    let event = |kind: &str, at: u64| {
        format!(
            "{{\"eventtype\":\"{kind}\",\"eventtime\":\"{at}.000000\",\"name\":\"Bob\",\"num\":\"13055550100\",\
             \"exten\":\"17862285619\",\"uniqueid\":\"1.1\",\"linkedid\":\"1.1\",\"eventextra\":\"\"}}\n"
        )
    };
    let (began, last) = (now - 60, now);
    let up = [event("CHAN_START", began), event("ANSWER", began + 10)].concat();
    let over = [up.clone(), event("HANGUP", last), event("LINKEDID_END", last)].concat();
    let brings = async |events: String| {
        let request = Request::post("/switch/cel").body(Bytes::from(events));
        let answer = product.send(request.expect("a request")).await;
        (answer.status(), json(&answer)["kept"].as_u64())
    };
    assert_eq!(brings(up).await, (StatusCode::OK, Some(0)), "it is not over");
    for _ in 0..2 {
        assert_eq!(brings(over.clone()).await, (StatusCode::OK, Some(1)));
    }
    assert_eq!(brings("x".to_owned()).await, (StatusCode::BAD_REQUEST, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_reported_is_charged_and_shown_once() {
    let product = Product::fresh().await;
    order(&product, "routing=account:100001&dialtime=25&cnam=0").await;
    // The switch is a minute ahead of us, which is no reason to lose a call.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("a clock that is right").as_secs() + 1;
    let call = |ended: u64| {
        format!(
            "call=a%40b&to=%2B17862285619&from=13055550100&name=Bob&started={now}&answered={now}\
             &ended={ended}&code=200"
        )
    };
    for _ in 0..2 {
        let kept = report(&product, call(now + 60)).await;
        assert_eq!((kept.status(), json(&kept)["kept"].as_u64()), (StatusCode::OK, Some(1)));
    }
    let other = report(&product, call(now + 61)).await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY, "{:?}", json(&other));
    let unread = report(&product, "call=c&to=nobody".to_owned()).await;
    assert_eq!(unread.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&product, "/switch/cdr").await.status(), StatusCode::METHOD_NOT_ALLOWED);

    let day = |days| {
        let seconds = i64::try_from(now).expect("a time to come");
        let at = tandem_domain::Timestamp(0).plus_seconds(seconds).plus_days(days);
        at.to_string().chars().take(10).collect::<String>()
    };
    let (from, to) = (day(-1), day(1));
    let shown = format!(
        "{VOIPMS}&method=getCDR&date_from={from}&date_to={to}&answered=1&timezone=-5\
         &calltype=7862285619"
    );
    let shown = json(&get(&product, &shown).await);
    let rows = shown["cdr"].as_array().expect("calls");
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(
        (&row["callerid"], &row["seconds"]),
        (&"\"Bob\" <13055550100>".into(), &"60".into())
    );
    assert_eq!((&row["rate"], &row["total"]), (&"0.01000000".into(), &"0.01000000".into()));
    product.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_charged_after_the_sandbox_has_seen_a_month_pass() {
    let product = Product::fresh().await;
    let path = "/v1/sandbox/clock";
    let body = Bytes::from_static(br#"{"advance":"P1M"}"#);
    let request = Request::post(path).header("authorization", "Bearer tandem_demo_key").body(body);
    assert_eq!(product.send(request.expect("a request")).await.status(), StatusCode::OK);
    order(&product, "routing=account:100001&dialtime=25&cnam=0").await;
    // A switch goes by the clock on the wall.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("a clock that is right").as_secs() + 1;
    let call = format!(
        "call=a&to=17862285619&from=13055550100&started={now}&answered={now}&ended={}&code=200",
        now + 60
    );
    assert_eq!(report(&product, call).await.status(), StatusCode::OK);
    let at = product.engine.now();
    let [from, to] = [at.plus_days(-1), at.plus_days(1)].map(|at| at.to_string()[..10].to_owned());
    let shown = format!(
        "{VOIPMS}&method=getCDR&date_from={from}&date_to={to}&answered=1&timezone=-5&calltype=all"
    );
    let shown = json(&get(&product, &shown).await);
    assert_eq!(shown["cdr"][0]["total"], "0.01000000", "{shown}");
    product.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switches_see_the_database_away_on_demand() {
    let product = Product::fresh().await;
    order(&product, "routing=account:100001&dialtime=25&cnam=0").await;
    desk(&product, "").await;
    let known = "/switch/kamailio/login?user=100001_Desk&realm=tandem";
    assert_eq!(get(&product, known).await.status(), StatusCode::OK);
    let body = Bytes::from_static(br#"{"kind":"database_unavailable","for":"PT1H"}"#);
    let fault =
        Request::post("/v1/sandbox/faults").header("authorization", "Bearer tandem_demo_key");
    let set = product.send(fault.body(body).expect("a request")).await;
    assert_eq!(set.status(), StatusCode::OK);
    let away = StatusCode::SERVICE_UNAVAILABLE;
    let call = "call=a&to=17862285619&from=1&started=1764489600&ended=1764489601";
    assert_eq!(report(&product, call.to_owned()).await.status(), away);
    let form = "application/x-www-form-urlencoded";
    let said = "user=100001_Desk&contact=sip:a@10.0.0.5&expires=60".to_owned();
    assert_eq!(post(&product, "/switch/registration", form, said).await.status(), away);
    // What was known before is known still, and what was not may be there or not.
    assert_eq!(get(&product, known).await.status(), StatusCode::OK);
    let unknown = "/switch/kamailio/login?user=100001_VoIP&realm=tandem";
    assert_eq!(get(&product, unknown).await.status(), away);
    assert_eq!(
        get(&product, "/switch/kamailio/route?to=7862285619").await.status(),
        StatusCode::OK
    );
}

/// Makes the sub-account 100001_Desk, which these parameters say more of.
async fn desk(product: &Product, more: &str) {
    let fields = "username=Desk&protocol=1&auth_type=1&password=a-Str0ng.one&device_type=2\
        &lock_international=1&international_route=1&music_on_hold=default\
        &allowed_codecs=ulaw&dtmf_mode=auto&nat=yes";
    let made = get(product, &format!("{VOIPMS}&method=createSubAccount&{fields}&{more}")).await;
    assert_eq!(json(&made)["status"], "success");
}

async fn post(product: &Product, path: &str, content_type: &str, body: String) -> Answer {
    let request = Request::post(path).header("content-type", content_type).body(Bytes::from(body));
    product.send(request.expect("a request")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_that_logs_in_is_shown_until_it_goes() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let product = Product::fresh().await;
    desk(&product, "max_expiry=600").await;
    let asked = format!("{VOIPMS}&method=getRegistrationStatus&account=100001_Desk");
    let status = async || json(&get(&product, &asked).await);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("a clock that is right").as_secs();
    let word = |expires: u32, at: u64| {
        format!(
            "user=100001_Desk&contact=sip%3Adesk%4010.0.0.5%3A5060&address=192.0.2.7&port=40132\
             &transport=tls&agent=A+telephone&pop=5&expires={expires}&at={at}"
        )
    };
    let path = "/switch/registration";
    let kept = post(&product, path, FORM, word(600, now)).await;
    assert_eq!((kept.status(), json(&kept)["kept"].as_u64()), (StatusCode::OK, Some(1)));

    let answer = get(&product, &asked).await;
    let shown = json(&answer);
    assert_eq!(shown["registered"], "yes");
    let row = &shown["registrations"][0];
    let documented = [
        "server_name",
        "server_shortname",
        "server_hostname",
        "server_ip",
        "server_country",
        "server_pop",
        "register_ip",
        "register_port",
        "register_next",
        "register_protocol",
        "register_transport",
    ];
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    let places: Vec<_> = documented.iter().map(|key| body.find(&format!("\"{key}\":"))).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{body}");
    assert_eq!(
        (row["server_pop"].as_str(), row["register_ip"].as_str()),
        (Some("5"), Some("192.0.2.7"))
    );
    assert_eq!(
        (row["register_port"].as_str(), row["register_transport"].as_str()),
        (Some("40132"), Some("TLS"))
    );

    let gone = post(&product, path, FORM, word(0, now + 1)).await;
    assert_eq!(gone.status(), StatusCode::OK);
    assert_eq!(status().await["registered"], "no");
    // Held up on its way, and older than what was heard since.
    post(&product, path, FORM, word(600, now)).await;
    assert_eq!(status().await["registered"], "no");

    let list = format!(
        r#"[{{"user":"100001_Desk","contact":"sip:a@h","expires":60,"at":{now}}},
           {{"user":"100001_Nobody","contact":"sip:a@h","expires":60}},{{"user":"100001_Desk"}}]"#
    );
    let some = post(&product, path, "application/json", list).await;
    assert_eq!(some.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (json(&some)["kept"].as_u64(), json(&some)["refused"].as_array().map(Vec::len)),
        (Some(1), Some(2))
    );
    assert_eq!(get(&product, path).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    product.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_barred_from_where_it_may_not_log_in() {
    let product = Product::fresh().await;
    desk(
        &product,
        "ip_restriction=192.0.2.0/24&enable_ip_restriction=1&pop_restriction=5\
         &enable_pop_restriction=1&sip_traffic=1",
    )
    .await;
    let ask = async |place: &str| {
        let target = format!("/switch/kamailio/login?user=100001_Desk&realm=tandem&{place}");
        get(&product, &target).await.status()
    };
    assert_eq!(ask("address=192.0.2.9&pop=5&transport=tls").await, StatusCode::OK);
    for place in [
        "address=198.51.100.9&pop=5&transport=tls",
        "address=192.0.2.9&pop=16&transport=tls",
        "address=192.0.2.9&pop=5&transport=udp",
        "",
    ] {
        assert_eq!(ask(place).await, StatusCode::FORBIDDEN, "{place}");
    }

    let directory = async |more: &str| {
        let body = format!("section=directory&user=100001_Desk&domain=tandem&{more}");
        let form = "application/x-www-form-urlencoded";
        let answer = post(&product, "/switch/freeswitch/xml?pop=5", form, body).await;
        String::from_utf8_lossy(answer.body()).into_owned()
    };
    let refused = directory("action=sip_auth&ip=192.0.2.9").await;
    assert!(
        refused.contains("not found"),
        "FreeSWITCH does not say that it was encrypted: {refused}"
    );
    let called = directory("action=user_call").await;
    assert!(called.contains("100001_Desk") && !called.contains("a1-hash"), "{called}");
    assert!(called.contains(r#"name="toll_allow" value="domestic,local""#), "{called}");
}
