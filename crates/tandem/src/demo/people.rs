//! The demo's accounts, what they may log in with, what they pay, and where their numbers ring.

use serde_json::json;
use tandem_domain::{
    AccountId, AccountProfile, CallTerms, Currency, Destination, FillPolicy, LoginProfile,
    MessagePrice, Money, NumberSettings, ObjectId, ObjectKind, PlanRule, Price, RatePlan, Reason,
    Resale, RuleMatch, Scope, Selection, SlotKind,
};
use tandem_engine::{
    AccountOpen, Alias, Ask, CartAdd, Command, CredentialIssue, Engine, FundsPost, LoginOpen,
    OrderPlace, PlanPut, SlotGrant,
};
use tandem_gateway::{REALM, secret};
use tandem_mirror::Terms;
use tandem_numbering::NumberKind;

use super::objects::{self, put};
use super::{calls, lookups, messages, tenures};
use crate::failure::Failure;

/// How much of a key is kept to tell it by, in characters.
const KEY_CHARS_SHOWN: usize = 4;
/// What the demo's equipment logs in with.
const SIP_PASSWORD: &str = "Demo-5551";
/// The slots of each kind that the demo accounts have.
const SLOTS: u32 = 1_000_000;

/// What the demo asks of whoever sends a text message, for each of its parts. The documents name no
/// price.
const MESSAGE: Money = Money(750_000);

/// One of the demo's two customers. They mirror each other, so that isolation can be tried.
pub(super) struct Person {
    pub(super) email: &'static str,
    voipms_password: &'static str,
    anveo_keys: &'static [&'static str],
    anveo_phrase: &'static str,
    api19_keys: &'static [&'static str],
    api19_sid: &'static str,
    native_key: &'static str,
    dialogtech: (&'static str, &'static str),
    pub(super) main: &'static str,
    logins: &'static [&'static str],
    /// Clients of the reseller that it is.
    clients: &'static [&'static str],
    /// The login of the agent that the VoIP.ms document prints.
    pub(super) agent: &'static str,
    anveo_sub: &'static str,
    /// The first id of its objects: ids are unique within a kind, whoever owns the object.
    pub(super) object_base: i64,
}

const PEOPLE: [Person; 2] = [
    Person {
        email: "demo@example.com",
        voipms_password: "demo-voipms-password",
        anveo_keys: &["YOURAPIKEY"],
        anveo_phrase: "open sesame",
        api19_keys: &["api_key", "apitoken"],
        api19_sid: "ACdemo0000000000000000000000000000",
        native_key: "tandem_demo_key",
        dialogtech: ("foo", "bar"),
        main: "100001",
        logins: &["100001_VoIP", "100001_VoIPReseller"],
        // The agent's is a name of no account here, so that no telephone can log in by it.
        clients: &["1998", "561115", "10000_johnsmith"],
        agent: "10000_johnsmith",
        anveo_sub: "1234567895",
        object_base: 0,
    },
    Person {
        email: "other@example.com",
        voipms_password: "other-voipms-password",
        anveo_keys: &["other-anveo-userkey"],
        anveo_phrase: "open barley",
        api19_keys: &["other-api19-key"],
        api19_sid: "ACother000000000000000000000000000",
        native_key: "tandem_other_key",
        dialogtech: ("other-foo", "other-bar"),
        main: "200002",
        logins: &["200002_Other"],
        clients: &["901998"],
        agent: "200002",
        anveo_sub: "9876543210",
        object_base: 900_000,
    },
];

/// The demo's customers once they have accounts.
pub(super) struct Settled {
    demo: AccountId,
    other: AccountId,
}

/// Opens the accounts and sets the prices.
pub(super) async fn settle(engine: &Engine, balance: Money) -> Result<Settled, Failure> {
    let demo = open(engine, &PEOPLE[0], balance).await?;
    let other = open(engine, &PEOPLE[1], balance).await?;
    for plan in plans() {
        operate(engine, PlanPut { account: None, plan }).await?;
    }
    // Those whose ids the document uses; their addresses are kept for documents (RFC 5737).
    for (pop, name, country, recommended) in
        [(5, "Houston, TX", "USA", true), (16, "Montreal, QC", "Canada", false)]
    {
        let host = format!("pop{pop}.example.com");
        let doc = json!({
            "host": host, "ip": format!("192.0.2.{pop}"), "country": country,
            "recommended": recommended,
        });
        let id = Some(ObjectId(pop));
        put(engine, AccountId::OPERATOR, ObjectKind::Pop, id, name, doc).await?;
    }
    // The carriers that vanity numbers are bought through. The document shows the second.
    for (id, name, plan) in [
        (1, "Canadian Carrier, American and Canadian Callers allowed", "VANITYCAN"),
        (2, "American Carrier, American and Canadian Callers allowed", "VANITYUSA"),
    ] {
        let (id, doc) = (Some(ObjectId(id)), json!({ "plan": plan }));
        put(engine, AccountId::OPERATOR, ObjectKind::Carrier, id, name, doc).await?;
    }
    Ok(Settled { demo, other })
}

/// Gives the accounts what they need to be tried out.
pub(super) async fn furnish(engine: &Engine, settled: &Settled) -> Result<(), Failure> {
    for (person, account) in PEOPLE.iter().zip([settled.demo, settled.other]) {
        objects::furnish(engine, person, account).await?;
        for (slot, _) in SlotKind::WORDS {
            operate(engine, SlotGrant { account, slot, quantity: SLOTS }).await?;
        }
    }
    own(engine, settled.demo, &["5551234567"], documented()).await?;
    own(engine, settled.other, &["5559990001", "5559990002"], NumberSettings::default()).await?;
    tenures::furnish(engine, settled.demo, settled.other).await?;
    messages::furnish(engine, settled.demo, settled.other).await?;
    calls::furnish(engine).await?;
    lookups::furnish(engine).await?;
    let actor = customer(settled.demo);
    let numbers = read(engine, &["7208017777", "7209998888"])?;
    engine.execute(Ask::new(actor, CartAdd { numbers })).await?;
    for (person, account) in PEOPLE.iter().zip([settled.demo, settled.other]) {
        credentials(engine, person, account).await?;
    }
    engine.refresh_access().await?;
    Ok(())
}

async fn open(engine: &Engine, person: &Person, balance: Money) -> Result<AccountId, Failure> {
    let alias =
        |scheme: &str, name: &str| Alias { scheme: scheme.to_owned(), name: name.to_owned() };
    let profile = |name: &str| AccountProfile {
        name: name.to_owned(),
        plan: "STANDARD".to_owned(),
        default_routing: Destination::object(
            ObjectKind::CallFlow,
            (person.object_base + 1).to_string(),
        ),
        client_limit: None,
        calls: tandem_domain::CallLimits::default(),
        held_max: None,
        closed: false,
        email: person.email.to_owned(),
        postal_code: String::new(),
        messages_a_day: None,
        zone: String::new(),
    };
    let customer = AccountOpen {
        parent: None,
        profile: profile(person.email),
        currency: Currency::USD,
        aliases: vec![
            alias("voipms", person.main),
            alias("api19", person.api19_sid),
            alias("anveo", person.main),
        ],
    };
    let account = operate(engine, customer).await?.account;
    for name in person.logins {
        let digest = secret::login_secret(name, REALM, SIP_PASSWORD);
        let (name, profile) = ((*name).to_owned(), LoginProfile::default());
        let open = LoginOpen { name, profile, secrets: vec![digest] };
        let by =
            tandem_domain::Actor { account, root: account, ..tandem_domain::Actor::operator() };
        engine.execute(Ask::new(by, open)).await?;
    }
    let clients = person.clients.iter().map(|client| ("voipms", *client));
    for (scheme, name) in clients.chain([("anveo", person.anveo_sub)]) {
        let sub = AccountOpen {
            parent: Some(account),
            profile: profile(name),
            currency: Currency::USD,
            aliases: vec![alias(scheme, name)],
        };
        operate(engine, sub).await?;
    }
    let note = "a gift of the demo".to_owned();
    let gift = FundsPost { account, amount: balance, reason: Reason::TopUp, note };
    operate(engine, gift).await?;
    Ok(account)
}

async fn credentials(engine: &Engine, person: &Person, account: AccountId) -> Result<(), Failure> {
    let terms = Terms { scopes: vec![Scope::Read, Scope::Write], ..Terms::default() };
    let loopback = ["127.0.0.0/8", "::1/128"].into_iter().filter_map(|net| net.parse().ok());
    let at_home = Terms { networks: Some(loopback.collect()), ..terms.clone() };
    let signature = secret::anveo_signature(person.anveo_phrase, person.email);
    let signed = Terms { signature: Some(signature), ..terms.clone() };
    let password = |name: &str, password: &str| {
        secret::hash_password(password).map(|hash| (name.to_owned(), hash))
    };
    let key = |key: &str| Ok((secret::handle_of_key(key), String::new()));
    let (access_key, secret_key) = person.dialogtech;
    let mut all = vec![
        ("voipms", person.email, password(person.email, person.voipms_password), &at_home),
        ("dialogtech", access_key, password(access_key, secret_key), &terms),
        ("dialogtech_api_key", access_key, key(access_key), &terms),
        (tandem_native::SCHEME, person.native_key, key(person.native_key), &terms),
    ];
    all.extend(person.anveo_keys.iter().map(|text| ("anveo", *text, key(text), &signed)));
    all.extend(person.api19_keys.iter().map(|text| ("api19", *text, key(text), &terms)));
    for (scheme, name, made, terms) in all {
        let (handle, secret) = made.map_err(Failure::Unreachable)?;
        // A key is told by how it begins, as one that is issued.
        let begins: String = name.chars().take(KEY_CHARS_SHOWN).collect();
        let label = if secret.is_empty() { format!("{begins}…") } else { String::new() };
        let (scheme, terms) = (scheme.to_owned(), Terms { label, ..terms.clone() });
        operate(engine, CredentialIssue { account, scheme, handle, secret, terms }).await?;
    }
    Ok(())
}

/// The price lists that the seed documents' samples show.
fn plans() -> Vec<RatePlan> {
    let price = |setup: &str, monthly: &str, minute: &str| {
        let money = |text: &str| Money::parse(text).unwrap_or_default();
        Price { setup: money(setup), monthly: money(monthly), minute: money(minute) }
    };
    let of_kind = |kind: NumberKind, price: Price| PlanRule {
        numbers: RuleMatch { kind: Some(kind), ..RuleMatch::default() },
        price,
    };
    let any = |price: Price| PlanRule { numbers: RuleMatch::default(), price };
    let plan = |code: &str, name: &str, rules: Vec<PlanRule>| RatePlan {
        code: code.to_owned(),
        name: name.to_owned(),
        currency: Currency::USD,
        rules,
        slot: Money::ZERO,
        message: MessagePrice { sent: MESSAGE, received: Money::ZERO },
        call: CallTerms::default(),
        fees: tandem_domain::Fees::default(),
    };
    let toll_free =
        |setup, monthly, minute| of_kind(NumberKind::TollFree, price(setup, monthly, minute));
    let national =
        |setup, monthly, minute| of_kind(NumberKind::National, price(setup, monthly, minute));
    let of_country = |country: &str, rule: PlanRule| PlanRule {
        numbers: RuleMatch { country: Some(country.to_owned()), ..rule.numbers },
        ..rule
    };
    let geographic =
        |setup, monthly, minute| of_kind(NumberKind::Geographic, price(setup, monthly, minute));
    vec![
        RatePlan {
            slot: Money::cents(100),
            ..plan(
                "STANDARD",
                "Standard",
                vec![toll_free("0.00", "0.50", "0.019"), any(price("0.00", "0.25", "0.005"))],
            )
        },
        plan(
            "PERMINUTE",
            "Per minute",
            vec![
                of_country("CA", toll_free("0.00", "1.49", "0.032")),
                of_country("FI", geographic("0.00", "3.00", "0.01")),
                of_country("ES", national("0.00", "3.00", "0.009")),
                toll_free("0.00", "0.99", "0.019"),
                any(price("0.50", "0.99", "0.01")),
            ],
        ),
        plan(
            "FLAT",
            "Flat rate",
            vec![
                of_country("FI", geographic("0.00", "5.00", "0.00")),
                of_country("SE", any(price("0.00", "5.00", "0.00"))),
                of_country("ES", national("11.00", "11.50", "0.00")),
                of_country("AR", toll_free("72.50", "37.50", "0.20")),
                geographic("1.00", "4.95", "0.00"),
            ],
        ),
        plan("SU", "Service Unlimited", vec![geographic("2.49", "1.49", "0.00")]),
        plan("PU", "Personal Unlimited", vec![geographic("2.49", "2.49", "0.00")]),
        plan("OU", "Office Unlimited", vec![geographic("2.49", "4.99", "0.00")]),
        plan("VALUE", "Value", vec![geographic("1.00", "0.80", "0.004")]),
        plan("TOLLFREE", "Toll-free", vec![toll_free("2.49", "1.99", "0.025")]),
        plan("VANITYUSA", "Vanity, American carrier", vec![toll_free("15.00", "0.99", "0.019")]),
        plan("VANITYCAN", "Vanity, Canadian carrier", vec![toll_free("30.00", "1.49", "0.032")]),
    ]
}

/// How the VoIP.ms document shows its number, with what a client would pay for it, but for the client whose number
/// it is there: the same document hands it to a client elsewhere, and other documents to accounts of theirs.
fn documented() -> NumberSettings {
    let to = |kind, id: &str| Destination::object(kind, id.to_owned());
    NumberSettings {
        routing: Some(to(ObjectKind::Account, "100001_VoIP")),
        failover_unreachable: to(ObjectKind::Forwarding, "1521"),
        voicemail: "1001".to_owned(),
        pop: "16".to_owned(),
        cnam: true,
        caller_id_prefix: "MIA [555]".to_owned(),
        note: "MIA [555]".to_owned(),
        resale: Some(Resale { minute: Money::cents(1), ..Resale::default() }),
        ..NumberSettings::default()
    }
}

/// Lets an account own numbers from the start, ordered like any other.
async fn own(
    engine: &Engine,
    account: AccountId,
    numbers: &[&str],
    settings: NumberSettings,
) -> Result<(), Failure> {
    let order = OrderPlace {
        selection: Selection::Numbers(read(engine, numbers)?),
        fill: FillPolicy::AllOrNothing,
        plan: Some("FLAT".to_owned()),
        owner: None,
        settings,
        slots: None,
        rehearsal: false,
    };
    engine.execute(Ask::new(customer(account), order)).await?;
    Ok(())
}

pub(super) fn read(
    engine: &Engine,
    numbers: &[&str],
) -> Result<Vec<tandem_numbering::Did>, Failure> {
    let read = numbers.iter().map(|text| engine.rules().read(text));
    read.collect::<Result<_, _>>().map_err(|fault| Failure::Usage(fault.to_string()))
}

/// A customer who acts without a credential: the demo itself, in the customer's name.
pub(super) fn customer(account: AccountId) -> tandem_domain::Actor {
    tandem_domain::Actor { account, root: account, ..tandem_domain::Actor::operator() }
}

pub(super) async fn operate<C: Command>(
    engine: &Engine,
    command: C,
) -> Result<C::Outcome, Failure> {
    Ok(engine.execute(Ask::new(tandem_domain::Actor::operator(), command)).await?)
}
