//! What customers ask for and others decide, pages for all messages, and what is set up together.

use std::sync::Arc;

use tandem_domain::{
    Campaign, CampaignContact, CampaignContent, Capabilities, Company, CompanyDocument, Fax,
    ObjectId, ObjectKind, Offer, PageForm, PostalAddress, Refusal, SettingsChange, Standing,
    Timestamp, Undelivered,
};
use tandem_engine::{
    ClientOpen, DeliveryBegin, DeliveryGet, DocumentFile, DueDelivery, HooksDue, MESSAGE_CALLBACK,
    MESSAGE_RECEIPT, MessageList, MessagePageSet, MessageSend, MessagingChange, NumberList,
    NumberMessagingSet, NumberRelease, NumberSet, NumberSetAll, ObjectAsked, ObjectJudge,
    ObjectList, ObjectPlace, ObjectRemove, ObjectSet, PageOf, PaperKeep, PaperRead, ToDeliver,
};
use tandem_harness::shelf::{block, did, miami, toll_free};
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    a_toll_free_number_waits_for_its_campaign_beyond_the_platform,
    a_customer_asks_and_does_not_decide,
    a_campaign_goes_with_its_number,
    messages_of_all_numbers_are_handed_to_one_page,
    a_sender_hears_what_became_of_a_message,
    a_number_may_have_that_heard_by_a_page_of_its_own,
    media_goes_only_where_it_can_be_shown,
    several_numbers_are_set_up_all_or_none,
    a_customer_opens_clients,
    a_fax_keeps_its_files_and_goes_with_them,
    what_was_sent_to_a_company_is_its_customers,
}

const ALICE: u64 = 13055550100;
const BOB: u64 = 13055550101;
const FREE: u64 = 18005550100;
const NOBODYS: u64 = 12125559999;

async fn furnished(house: &Arc<House>) -> [Customer; 2] {
    let able = Capabilities { sms: true, mms: true, ..miami().capabilities };
    let local = Offer { capabilities: able, ..miami() };
    let free = Offer { capabilities: able, ..toll_free() };
    house.operator().stocks([block(ALICE, 4, local), block(FREE, 2, free)]).await;
    let alice = house.customer("alice", 1000).await;
    let bob = house.customer("bob", 1000).await;
    alice.orders([did(ALICE), did(FREE)]).await.expect("numbers");
    bob.orders([did(BOB)]).await.expect("a number");
    for (who, digits) in [(&alice, ALICE), (&alice, FREE), (&bob, BOB)] {
        let change = MessagingChange { enabled: Some(true), ..MessagingChange::default() };
        let set = NumberMessagingSet { did: did(digits), change, allowed: Vec::new() };
        who.does(set).await.expect("a number that carries messages");
    }
    [alice, bob]
}

fn campaign(number: u64) -> Campaign {
    let text = |text: &str| text.to_owned();
    Campaign {
        number: did(number),
        business: text("Example LLC"),
        contact: Box::new(CampaignContact {
            first: text("Jo"),
            last: text("Doe"),
            email: text("jo@example.com"),
            phone: text("3055550100"),
        }),
        website: text("https://example.com"),
        address: Box::new(PostalAddress {
            line1: text("1 Main Street"),
            line2: String::new(),
            city: text("Miami"),
            region: text("FL"),
            postal_code: text("33101"),
        }),
        use_case: text("Appointments"),
        consent: text("A box on our page"),
        sample: text("Your appointment is tomorrow at nine."),
        published: text("https://example.com/contact"),
        volume: text("100"),
        says: CampaignContent::default(),
        evidence: Vec::new(),
        standing: Standing::Submitted,
    }
}

async fn submit(
    who: &Customer,
    place: ObjectPlace,
    campaign: Campaign,
) -> Result<ObjectId, Refusal> {
    who.does(ObjectSet { place, body: campaign.into(), list: None }).await
}

async fn send(who: &Customer, from: u64, to: u64) -> Result<(), Refusal> {
    let send = MessageSend::text(did(from), did(to), "hello".to_owned());
    who.does(send).await.map(|_| ())
}

fn undelivered(why: Undelivered) -> Result<(), Refusal> {
    Err(Refusal::MessageUndeliverable { to: did(NOBODYS), why })
}

async fn a_toll_free_number_waits_for_its_campaign_beyond_the_platform(house: Arc<House>) {
    let [alice, _] = furnished(&house).await;

    assert_eq!(send(&alice, FREE, BOB).await, Ok(()), "here it needs none");
    assert_eq!(send(&alice, ALICE, NOBODYS).await, undelivered(Undelivered::NoCarrier));
    assert_eq!(send(&alice, FREE, NOBODYS).await, undelivered(Undelivered::Unverified));
    let id = submit(&alice, ObjectPlace::New, campaign(FREE)).await.expect("a campaign");
    assert_eq!(send(&alice, FREE, NOBODYS).await, undelivered(Undelivered::Unverified));
    let kind = ObjectKind::Campaign;
    let judge = |standing| ObjectJudge { kind, id, standing };
    let why = "say how people agree".to_owned();
    house.operator().does(judge(Standing::Rejected { why })).await.expect("a decision");
    assert_eq!(send(&alice, FREE, NOBODYS).await, undelivered(Undelivered::Unverified));
    let again = submit(&alice, ObjectPlace::At(id), campaign(FREE)).await;
    assert_eq!(again, Ok(id), "it is submitted anew");
    house.operator().does(judge(Standing::Approved)).await.expect("a decision");
    assert_eq!(send(&alice, FREE, NOBODYS).await, undelivered(Undelivered::NoCarrier));
    let all = ObjectAsked { kind, after: ObjectId(i64::MIN) };
    let asked = house.operator().does(all).await.expect("all campaigns");
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].body.standing(), Some(&Standing::Approved));
}

async fn a_customer_asks_and_does_not_decide(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    let approved = Campaign { standing: Standing::Approved, ..campaign(FREE) };

    assert_eq!(submit(&alice, ObjectPlace::New, approved.clone()).await, Err(Refusal::Forbidden));
    let id = submit(&alice, ObjectPlace::New, campaign(FREE)).await.expect("a campaign");
    assert_eq!(submit(&alice, ObjectPlace::At(id), approved).await, Err(Refusal::Forbidden));
    let judge = ObjectJudge { kind: ObjectKind::Campaign, id, standing: Standing::Approved };
    assert_eq!(alice.does(judge).await, Err(Refusal::Forbidden));
    let second = submit(&alice, ObjectPlace::New, campaign(FREE)).await;
    assert!(matches!(second, Err(Refusal::ObjectTaken { .. })), "{second:?}");
    let local = submit(&alice, ObjectPlace::New, campaign(ALICE)).await;
    assert!(matches!(local, Err(Refusal::ObjectInvalid { .. })), "{local:?}");
    let hers = submit(&bob, ObjectPlace::New, campaign(FREE)).await;
    assert_eq!(hers, Err(Refusal::NumberNotOwned { did: did(FREE) }));
}

async fn a_campaign_goes_with_its_number(house: Arc<House>) {
    let [alice, _] = furnished(&house).await;
    submit(&alice, ObjectPlace::New, campaign(FREE)).await.expect("a campaign");

    alice.does(NumberRelease::of(did(FREE))).await.expect("given back");

    let all = ObjectAsked { kind: ObjectKind::Campaign, after: ObjectId(i64::MIN) };
    assert_eq!(house.operator().does(all).await, Ok(Vec::new()));
}

async fn page(who: &Customer, of: PageOf, url: &str) -> Result<(), Refusal> {
    let (url, form, allowed) = (url.to_owned(), PageForm::Form, Vec::new());
    who.does(MessagePageSet { of, url, form, allowed }).await
}

/// What is told to pages now.
async fn told(house: &House) -> Vec<ToDeliver> {
    let hooks = house.operator().does(HooksDue { after: None }).await.expect("what is due");
    let due: Vec<DueDelivery> = hooks.into_iter().flat_map(|hook| hook.due).collect();
    let of = due.iter().map(|due| (due.id, due.due)).collect();
    let of = house.operator().does(DeliveryBegin { of }).await.expect("begun");
    house.operator().does(DeliveryGet { of }).await.expect("what is told")
}

async fn messages_of_all_numbers_are_handed_to_one_page(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    let inside = page(&alice, PageOf::Arrivals, "http://10.0.0.1/in").await;
    assert!(matches!(inside, Err(Refusal::HookInvalid { .. })), "{inside:?}");
    page(&alice, PageOf::Arrivals, "https://example.com/in").await.expect("a page");

    send(&bob, BOB, ALICE).await.expect("a message");
    let change = MessagingChange {
        callback: Some("https://example.com/own".to_owned()),
        callback_enabled: Some(true),
        ..MessagingChange::default()
    };
    let own = NumberMessagingSet { did: did(FREE), change, allowed: Vec::new() };
    alice.does(own).await.expect("a page of its own");
    send(&bob, BOB, FREE).await.expect("a message");

    let mut told = told(&house).await;
    told.sort_by(|left, right| left.url.cmp(&right.url));
    let urls: Vec<&str> = told.iter().map(|told| told.url.as_str()).collect();
    assert_eq!(urls, ["https://example.com/in", "https://example.com/own"]);
    assert!(told.iter().all(|told| told.kind == MESSAGE_CALLBACK));
    assert!(told[0].payload.contains(r#""form":"form""#), "{}", told[0].payload);
    page(&alice, PageOf::Arrivals, "").await.expect("no page");
    send(&bob, BOB, ALICE).await.expect("a message");
    assert_eq!(self::told(&house).await, Vec::new());
}

async fn a_sender_hears_what_became_of_a_message(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    page(&alice, PageOf::Receipts, "https://example.com/receipts").await.expect("a page");

    send(&alice, ALICE, BOB).await.expect("a message");
    send(&bob, BOB, ALICE).await.expect("a message");

    let told = told(&house).await;
    assert_eq!(told.len(), 1, "only hers");
    assert_eq!(
        (told[0].kind.as_str(), told[0].url.as_str()),
        (MESSAGE_RECEIPT, "https://example.com/receipts")
    );
    assert!(told[0].payload.contains(r#""to":"3055550101""#), "{}", told[0].payload);
}

async fn a_number_may_have_that_heard_by_a_page_of_its_own(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    page(&alice, PageOf::Receipts, "https://example.com/all").await.expect("a page");
    let own = |url: &str| {
        let receipts = Some(url.to_owned());
        let change = MessagingChange { receipts, ..MessagingChange::default() };
        NumberMessagingSet { did: did(ALICE), change, allowed: Vec::new() }
    };
    for inside in ["http://10.0.0.1/", "http://{TO}.example.com/", "example.com"] {
        let refused = alice.does(own(inside)).await;
        assert!(
            matches!(&refused, Err(Refusal::MessagingInvalid { field, .. }) if field == "receipts"),
            "{refused:?}"
        );
    }
    alice.does(own("https://example.com/own?id={ID}&is={STATUS}")).await.expect("a page");
    send(&alice, ALICE, BOB).await.expect("a message");
    send(&alice, FREE, BOB).await.expect("a message");
    send(&bob, BOB, ALICE).await.expect("a message");

    let mut heard = told(&house).await;
    heard.sort_by(|left, right| left.url.cmp(&right.url));
    let urls: Vec<&str> = heard.iter().map(|told| told.url.as_str()).collect();
    assert_eq!(urls, ["https://example.com/all", "https://example.com/own?id={ID}&is={STATUS}"]);
    assert!(heard.iter().all(|told| told.kind == MESSAGE_RECEIPT));
    assert!(heard[1].payload.contains(r#""STATUS":"delivered""#), "{}", heard[1].payload);

    alice.does(own("")).await.expect("no page of its own");
    send(&alice, ALICE, BOB).await.expect("a message");
    let urls: Vec<String> = told(&house).await.into_iter().map(|told| told.url).collect();
    assert_eq!(urls, ["https://example.com/all"]);
}

async fn media_goes_only_where_it_can_be_shown(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    let plain = Offer {
        capabilities: Capabilities { sms: true, mms: false, ..miami().capabilities },
        ..miami()
    };
    let deaf = 13055550180;
    house.operator().stocks([block(deaf, 1, plain)]).await;
    bob.orders([did(deaf)]).await.expect("a number");
    let change = MessagingChange { enabled: Some(true), ..MessagingChange::default() };
    let set = NumberMessagingSet { did: did(deaf), change, allowed: Vec::new() };
    bob.does(set).await.expect("a number that carries text");
    let media = vec!["https://example.com/a.png".to_owned()];
    let shown = |from: u64, to: u64, media: Vec<String>| MessageSend {
        from: did(from),
        to: did(to),
        text: String::new(),
        media,
    };

    let sent = alice.does(shown(ALICE, BOB, media.clone())).await.expect("a picture");
    assert_eq!(sent.segments, 1);
    let his = bob.does(MessageList::latest(10)).await.expect("his");
    assert_eq!(his[0].media, media);
    for (has_media, shown) in [(true, 1), (false, 0)] {
        let list = MessageList { has_media: Some(has_media), ..MessageList::latest(10) };
        assert_eq!(bob.does(list).await.expect("his").len(), shown);
    }
    let to_deaf = alice.does(shown(ALICE, deaf, media.clone())).await;
    let why = Undelivered::NotReceiving;
    assert_eq!(to_deaf, Err(Refusal::MessageUndeliverable { to: did(deaf), why }));
    let from_deaf = bob.does(shown(deaf, ALICE, media)).await;
    assert_eq!(from_deaf, Err(Refusal::MessagingOff { did: did(deaf) }));
    for links in [vec!["file:///etc/passwd".to_owned()], vec!["https://a.example/".to_owned(); 11]]
    {
        let refused = alice.does(shown(ALICE, BOB, links)).await;
        assert!(matches!(refused, Err(Refusal::MessagingInvalid { .. })), "{refused:?}");
    }
    let nothing = alice.does(shown(ALICE, BOB, Vec::new())).await;
    assert_eq!(nothing, Err(Refusal::MessageEmpty));
}

async fn several_numbers_are_set_up_all_or_none(house: Arc<House>) {
    let [alice, _] = furnished(&house).await;
    let set = |digits: u64, note: &str| NumberSet {
        did: did(digits),
        change: SettingsChange { note: Some(note.to_owned()), ..SettingsChange::default() },
        plan: None,
    };
    let notes = async || {
        let list = NumberList { owner: None, did: None, scheme: "api19".to_owned() };
        let own = alice.does(list).await.expect("hers");
        own.into_iter().map(|number| number.settings.note).collect::<Vec<_>>()
    };

    let mixed = NumberSetAll { messages: Vec::new(), calls: vec![set(ALICE, "a"), set(BOB, "b")] };
    assert_eq!(alice.does(mixed).await, Err(Refusal::NumberNotOwned { did: did(BOB) }));
    assert_eq!(notes().await, ["", ""]);
    let both = NumberSetAll { messages: Vec::new(), calls: vec![set(ALICE, "a"), set(FREE, "b")] };
    assert_eq!(alice.does(both).await, Ok(2));
    assert_eq!(notes().await, ["a", "b"]);
    let many = NumberSetAll { messages: Vec::new(), calls: vec![set(ALICE, "c"); 251] };
    assert!(matches!(alice.does(many).await, Err(Refusal::TooMany { max: 250, .. })));
}

async fn a_customer_opens_clients(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    let open = |alias: Option<&str>| ClientOpen {
        name: "a client".to_owned(),
        email: String::new(),
        scheme: "anveo".to_owned(),
        alias: alias.map(str::to_owned),
    };

    let first = alice.does(open(None)).await.expect("a client");
    assert_eq!(first.alias.len(), 10);
    assert!(first.alias.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(
        bob.does(open(Some(&first.alias))).await,
        Err(Refusal::NameTaken { name: first.alias.clone() })
    );
    let nameless = ClientOpen { name: " ".to_owned(), ..open(None) };
    assert!(matches!(alice.does(nameless).await, Err(Refusal::ObjectInvalid { .. })));
}

fn pdf(text: &str) -> DocumentFile {
    DocumentFile::of(format!("%PDF-1.7 {text}").as_bytes()).expect("a PDF")
}

fn fax(files: &[DocumentFile]) -> PaperKeep {
    let fax = Fax {
        source: did(ALICE),
        destination: did(NOBODYS),
        files: files.iter().map(|file| file.kept().clone()).collect(),
        callback: String::new(),
        made: Timestamp(0),
    };
    PaperKeep { account: None, body: fax.into(), files: files.to_vec() }
}

async fn a_fax_keeps_its_files_and_goes_with_them(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    let (one, two) = (pdf("one"), pdf("two"));
    let kind = ObjectKind::Fax;

    let first = alice.does(fax(&[one.clone(), two.clone()])).await.expect("a fax");
    let second = alice.does(fax(std::slice::from_ref(&two))).await.expect("a fax");
    let read = |id, file: &DocumentFile| PaperRead { kind, id, digest: file.kept().digest.clone() };
    assert_eq!(alice.does(read(first, &one)).await, Ok(Some(one.data().to_owned())));
    assert_eq!(alice.does(read(second, &one)).await, Ok(None), "it has no such file");
    assert!(bob.does(read(first, &one)).await.is_err(), "somebody else's");
    house.is_sound().await;
    alice.does(ObjectRemove::one(kind, first)).await.expect("removed");
    assert_eq!(alice.does(read(second, &two)).await, Ok(Some(two.data().to_owned())));
    let unkept = PaperKeep { files: Vec::new(), ..fax(&[one]) };
    let refused = alice.does(unkept).await;
    assert!(matches!(refused, Err(Refusal::ObjectInvalid { .. })), "{refused:?}");
    let his = bob.does(fax(&[two])).await;
    assert_eq!(his, Err(Refusal::NumberNotOwned { did: did(ALICE) }));
}

async fn what_was_sent_to_a_company_is_its_customers(house: Arc<House>) {
    let [alice, bob] = furnished(&house).await;
    let company = Company {
        name: "Example LLC".to_owned(),
        home: "FL".to_owned(),
        form: "LLC".to_owned(),
        made: Timestamp(0),
        changed: Timestamp(0),
    };
    let set = ObjectSet { place: ObjectPlace::New, body: company.into(), list: None };
    let id = alice.does(set).await.expect("a company");
    let letter = pdf("a letter");
    let keep = |account| {
        let document = CompanyDocument {
            company: id,
            title: "a letter".to_owned(),
            jurisdiction: "FL".to_owned(),
            file: letter.kept().clone(),
            made: Timestamp(0),
        };
        PaperKeep { account, body: document.into(), files: vec![letter.clone()] }
    };

    house.operator().does(keep(Some(alice.root))).await.expect("a letter for her");
    let his = house.operator().does(keep(Some(bob.root))).await;
    assert!(matches!(his, Err(Refusal::ReferenceUnknown { .. })), "{his:?}");
    assert_eq!(alice.does(keep(Some(alice.root))).await, Err(Refusal::Forbidden));
    let all = ObjectList::all(ObjectKind::CompanyDocument);
    assert_eq!(alice.does(all.clone()).await.expect("hers").len(), 1);
    assert_eq!(bob.does(all).await.expect("his").len(), 0);
    let gone = alice.does(ObjectRemove::one(ObjectKind::Company, id)).await;
    assert!(matches!(gone, Err(Refusal::ObjectInUse { .. })), "{gone:?}");
}
