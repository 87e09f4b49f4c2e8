//! Looking for numbers: pages, rows, facets, and what to suggest when there is nothing.

use std::sync::Arc;

use tandem_domain::{
    AccountProfile, AccountStatus, Cleansed, Criteria, Money, Near, Offer, Prefix, RatePlan,
    Refusal,
};
use tandem_engine::{
    AccountList, AccountSet, AlternativeReason, Engine, FacetPart, NumberRun, NumberSearch,
    PlanPut, ShelfAlternatives, ShelfCount, ShelfFacets, ShelfPart,
};
use tandem_harness::shelf::{STANDARD, block, exchange, local, miami, plans, region, toll_free};
use tandem_harness::{Customer, House, on_both_databases, order_any};
use tandem_numbering::{Npa, NumberKind, Pattern, Place, locality};

on_both_databases! {
    pages_follow_each_other,
    a_place_is_found_with_its_accents_and_without,
    a_search_near_by_needs_no_database,
    numbers_in_a_row_are_found,
    a_shelf_is_divided_by_what_tells_its_numbers_apart,
    whoever_finds_nothing_is_told_what_comes_close,
    a_postal_code_and_some_miles_are_a_place,
    a_number_is_where_its_zip_or_its_town_is,
    digits_that_nobody_has_there_are_found_elsewhere,
    a_row_that_is_too_long_is_found_elsewhere_or_shorter,
    a_price_that_nothing_has_names_the_next,
    a_node_that_has_heard_of_nothing_yet_finds_what_is_for_sale,
}

fn search(criteria: Criteria, quantity: usize) -> NumberSearch {
    NumberSearch { tiers: vec![criteria], quantity, ..NumberSearch::default() }
}

/// An offer that lies where a town of that name does.
fn at(region: &str, centre: &str, town: &str) -> Offer {
    let point = locality::find(town, region);
    assert!(point.is_some(), "{town} is on no map");
    Offer { point, ..local(region, centre) }
}

async fn a_place_is_found_with_its_accents_and_without(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(15145550100, 2, local("QC", "MONTREAL"))]).await;
    operator.stocks([block(18195550100, 2, local("QC", "Trois-Rivi\u{e8}res"))]).await;
    let alice = house.customer("alice", 1000).await;
    let of = |centre: &str| Criteria { rate_centre: Some(centre.to_owned()), ..region("QC") };
    for (written, first) in [
        ("Montr\u{e9}al", 15145550100),
        ("montre\u{301}al", 15145550100),
        ("TROIS-RIVIERES", 18195550100),
        ("trois-rivi\u{e8}res", 18195550100),
    ] {
        let found = alice.does(search(of(written), 9)).await.expect("a search");
        let mut found: Vec<u64> = found.iter().map(|row| row.did.digits()).collect();
        found.sort_unstable();
        assert_eq!(found, [first, first + 1], "{written}");
    }
    alice.does(order_any([of("Montr\u{e9}al")], 2)).await.expect("both are for sale");
    // Whoever waits for the one gets the other.
    alice.waits_for(of("Montr\u{e9}al"), 1).await.expect("a place in the queue");
    operator.stocks([block(15145550102, 1, local("QC", "MONTREAL"))]).await;
    assert_eq!(operator.gives_turns().await, 1);
}

/// What the first number of a search costs a month, in cents.
async fn asked(customer: &Customer) -> i64 {
    let found = customer.does(search(exchange(305, 555), 3)).await.expect("a search");
    found[0].prices[0].map_or(0, |price| price.monthly.to_cents())
}

async fn a_search_near_by_needs_no_database(house: Arc<House>) {
    let operator = house.operator();
    operator.stocks([block(13055550100, 7, miami())]).await;
    let alice = house.customer("alice", 0).await;
    let second = house.second_node().await;
    let elsewhere = alice.at(&second);
    assert_eq!((asked(&alice).await, asked(&elsewhere).await), (25, 25));
    // A plan that changes is another price at once, and on another node when it hears of it.
    let dearer = |plan: &RatePlan| {
        let mut plan = plan.clone();
        plan.rules.iter_mut().for_each(|rule| rule.price.monthly = Money::cents(26));
        plan
    };
    let standard = plans().into_iter().find(|plan| plan.code == STANDARD).expect("a plan");
    operator.sets_plan(dearer(&standard)).await;
    assert_eq!(asked(&alice).await, 26);
    hears(&second, &elsewhere, 26).await;
    // So is one of her own …
    let (account, mut plan) = (Some(alice.root), standard.clone());
    plan.rules.iter_mut().for_each(|rule| rule.price.monthly = Money::cents(27));
    operator.does(PlanPut { account, plan }).await.expect("a plan of her own");
    assert_eq!(asked(&alice).await, 27);
    hears(&second, &elsewhere, 27).await;
    // … and another plan for her account.
    let mut other = standard;
    other.code = "OTHER".to_owned();
    other.rules.iter_mut().for_each(|rule| rule.price.monthly = Money::cents(28));
    operator.sets_plan(other).await;
    let view = operator.does(AccountList { customer: Some(alice.root) }).await.expect("hers");
    let profile = AccountProfile { plan: "OTHER".to_owned(), ..view[0].profile.clone() };
    let (account, status) = (alice.root, AccountStatus::Open);
    operator.does(AccountSet { account, profile, status }).await.expect("set");
    assert_eq!(asked(&alice).await, 28);
    hears(&second, &elsewhere, 28).await;
    // Nobody answers for the database any more.
    second.close();
    assert_eq!(asked(&elsewhere).await, 28);
    let far = elsewhere.does(search(Criteria::default(), 3)).await;
    assert_eq!(far, Err(Refusal::Unavailable), "what may take long is left to a reader");
    // A catalogue of one state is counted without the database too, with its prices.
    let count = |criteria| ShelfCount {
        criteria,
        by: ShelfPart::RateCentre,
        plans: vec!["OTHER".to_owned()],
        sold_out: true,
    };
    let counted = elsewhere.does(count(region("FL"))).await.expect("what is in memory");
    assert_eq!(counted.iter().map(|group| group.count).sum::<u64>(), 7);
    assert_eq!(counted[0].prices[0].map(|price| price.monthly), Some(Money::cents(28)));
    assert!(elsewhere.does(count(Criteria::default())).await.is_err());
}

/// Follows the feed until a search shows that price. On PostgreSQL an event comes out when no older
/// transaction is open on the server.
async fn hears(node: &Engine, customer: &Customer, cents: i64) {
    for _ in 0..4000 {
        node.follow().await.expect("the feed");
        if asked(customer).await == cents {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("{cents} is never heard of");
}

async fn pages_follow_each_other(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 7, miami())]).await;
    let alice = house.customer("alice", 0).await;
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = NumberSearch { after, ..search(exchange(305, 555), 3) };
        let page = alice.does(page).await.expect("a search");
        let Some(last) = page.last() else { break };
        after = Some(last.did);
        seen.extend(page.iter().map(|number| number.did.digits()));
    }
    assert_eq!(seen, (13055550100..13055550107).collect::<Vec<u64>>());
}

async fn numbers_in_a_row_are_found(house: Arc<House>) {
    let other = Offer { cleansed: Cleansed::House, ..miami() };
    let rows = [
        block(13055550100, 4, miami()),
        block(13055550105, 3, miami()),
        block(13055550108, 3, other),
        block(13055559998, 2, miami()),
        block(13055560000, 3, miami()),
    ];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    let look = |length, quantity| NumberRun {
        criteria: Criteria::default(),
        length,
        quantity,
        plans: Vec::new(),
        after: None,
    };
    let rows = alice.does(look(5, 10)).await.expect("a search");
    assert_eq!(rows.len(), 1, "an exchange is not continued by the next");
    assert_eq!((rows[0].first.digits(), rows[0].last.digits()), (13055550105, 13055550109));
    let parts: Vec<u32> = rows[0].parts.iter().map(|part| part.count).collect();
    assert_eq!(parts, [3, 2]);
    assert_eq!(rows[0].parts[0].prices[0].map(|price| price.monthly), Some(Money::cents(25)));

    let first = alice.does(look(2, 2)).await.expect("a search");
    let firsts: Vec<u64> = first.iter().map(|row| row.first.digits()).collect();
    assert_eq!(firsts, [13055550100, 13055550102]);
    let next = NumberRun { after: Some(first[1].last), ..look(3, 9) };
    let next = alice.does(next).await.expect("a search");
    assert_eq!(next.len(), 3);
    alice.does(look(10_001, 1)).await.expect_err("no exchange has so many");
}

async fn a_shelf_is_divided_by_what_tells_its_numbers_apart(house: Arc<House>) {
    let rows = [
        block(13055550100, 4, miami()),
        block(12125550100, 9, local("NY", "NEW YORK")),
        block(17165550100, 1, local("NY", "BUFFALO")),
        block(18005550100, 2, toll_free()),
    ];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    let parts =
        vec![FacetPart::Region, FacetPart::RateCentre, FacetPart::AreaCode, FacetPart::Kind];
    let ask = ShelfFacets { criteria: Criteria::default(), parts, most: 2 };
    let facets = alice.does(ask).await.expect("counts");
    let shown: Vec<Vec<(&str, u64)>> = facets
        .iter()
        .map(|facet| facet.values.iter().map(|value| (value.name.as_str(), value.count)).collect())
        .collect();
    assert_eq!(shown[0], [("NY", 10), ("FL", 4)]);
    assert_eq!(shown[1], [("NEW YORK", 9), ("MIAMI", 4)]);
    assert_eq!(shown[2], [("212", 9), ("305", 4)]);
    assert_eq!(shown[3], [("geographic", 14), ("toll_free", 2)]);
    assert_eq!(facets[1].more, 1);
}

async fn whoever_finds_nothing_is_told_what_comes_close(house: Arc<House>) {
    let rows = [
        block(17865550100, 2, at("FL", "MIAMI", "Miami")),
        block(19545550100, 2, at("FL", "FTLAUDERDL", "Fort Lauderdale")),
        block(12125550100, 2, at("NY", "NEW YORK", "New York")),
        block(18885550100, 2, toll_free()),
    ];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    let npa = |code| Npa::new(code).expect("an area code");
    let ask = |criteria| ShelfAlternatives { criteria, run: None, plans: Vec::new(), most: 10 };
    let reasons = |found: Vec<tandem_engine::Alternative>| -> Vec<AlternativeReason> {
        found.into_iter().map(|idea| idea.why).collect()
    };

    let found = alice.does(ask(exchange(305, 555))).await.expect("suggestions");
    assert_eq!(found[0].why, AlternativeReason::Overlay(npa(786)));
    assert_eq!((found[0].count, found[0].example.did.digits()), (2, 17865550100));
    let reasons_of = reasons(found);
    assert!(reasons_of.contains(&AlternativeReason::SameRegion("FL".to_owned())));
    assert!(!reasons_of.contains(&AlternativeReason::OtherExchange(npa(305))), "305 has none");

    let there = Criteria {
        rate_centre: Some("hollywood".to_owned()),
        locality: Some("Hollywood".to_owned()),
        ..region("FL")
    };
    let found = alice.does(ask(there)).await.expect("suggestions");
    let Some(AlternativeReason::NearbyRateCentre { name, miles_e3, .. }) =
        found.first().map(|idea| &idea.why)
    else {
        panic!("{found:?}");
    };
    assert_eq!(name, "FTLAUDERDL");
    assert!((1_000..20_000).contains(miles_e3), "{miles_e3}");

    let free = Criteria { prefixes: vec![Prefix::npa(npa(800))], ..Criteria::default() };
    let found = alice.does(ask(free)).await.expect("suggestions");
    assert!(reasons(found).contains(&AlternativeReason::OtherTollFree(npa(888))));

    let cheap = Criteria { monthly_max: Some(Money::cents(1)), ..region("NY") };
    let found = alice.does(ask(cheap)).await.expect("suggestions");
    assert_eq!(reasons(found), [AlternativeReason::AbovePrice(Money::cents(25))]);
}

/// Everything that is suggested is there: whoever searches for it finds the example.
async fn suggestions(alice: &Customer, asked: ShelfAlternatives) -> Vec<AlternativeReason> {
    let found = alice.does(asked).await.expect("suggestions");
    let mut reasons = Vec::new();
    for idea in found {
        let criteria = idea.criteria.clone();
        let first = match idea.run {
            None => {
                let found = alice.does(search(criteria, 1)).await.expect("a search");
                found.first().map(|number| number.did)
            }
            Some(length) => {
                let look =
                    NumberRun { criteria, length, quantity: 1, plans: Vec::new(), after: None };
                let rows = alice.does(look).await.expect("a search");
                rows.first().map(|row| row.first)
            }
        };
        assert_eq!(first, Some(idea.example.did), "{:?}", idea.why);
        reasons.push(idea.why);
    }
    reasons
}

async fn digits_that_nobody_has_there_are_found_elsewhere(house: Arc<House>) {
    let rows = [
        block(13055550100, 2, local("FL", "MIAMI")),
        block(18135554782, 1, local("FL", "TAMPA")),
        block(18005550100, 2, toll_free()),
        block(18883569377, 1, toll_free()),
    ];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    let npa = |code| Npa::new(code).expect("an area code");
    let keys = |place, keys: &str| vec![Pattern::new(place, keys).expect(keys)];
    let ask = |criteria| ShelfAlternatives { criteria, run: None, plans: Vec::new(), most: 10 };

    // GRUB is 4782: in the state, and not where it was looked for.
    let miami = Criteria { rate_centre: Some("MIAMI".to_owned()), ..region("FL") };
    let grub = Criteria { patterns: keys(Place::Contains, "GRUB"), ..miami };
    assert_eq!(
        suggestions(&alice, ask(grub)).await,
        [AlternativeReason::SameRegion("FL".to_owned()), AlternativeReason::OtherDigits]
    );
    // Behind the area code, in the other toll-free codes. Anywhere would be the same number again.
    let flowers = Criteria {
        kind: Some(NumberKind::TollFree),
        patterns: keys(Place::Starts, "800FLOWERS"),
        ..Criteria::default()
    };
    assert_eq!(
        suggestions(&alice, ask(flowers)).await,
        [AlternativeReason::OtherTollFree(npa(888)), AlternativeReason::OtherDigits]
    );
    // A word that no number can begin with stands behind it.
    let flowers = Criteria { patterns: keys(Place::Starts, "FLOWERS"), ..region("FL") };
    let found = suggestions(&alice, ask(flowers)).await;
    let closest = Some(&AlternativeReason::AnywhereElsewhereInNumber);
    assert_eq!(found.first(), closest, "{found:?}");
    // A toll-free number is in no state.
    let free = Criteria { kind: Some(NumberKind::TollFree), ..region("FL") };
    assert_eq!(suggestions(&alice, ask(free)).await, [AlternativeReason::Anywhere]);
}

async fn a_row_that_is_too_long_is_found_elsewhere_or_shorter(house: Arc<House>) {
    let rows = [
        block(13055550100, 60, at("FL", "MIAMI", "Miami")),
        block(19545550100, 250, at("FL", "FTLAUDERDL", "Fort Lauderdale")),
    ];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    let criteria = Criteria { rate_centre: Some("MIAMI".to_owned()), ..region("FL") };
    let ask = |length| ShelfAlternatives {
        criteria: criteria.clone(),
        run: Some(length),
        plans: Vec::new(),
        most: 10,
    };
    let found = suggestions(&alice, ask(200)).await;
    assert_eq!(found[0], AlternativeReason::ShorterRun(60));
    // Not Miami, where it has just been refused.
    let AlternativeReason::NearbyRateCentre { name, .. } = &found[1] else { panic!("{found:?}") };
    assert_eq!(name, "FTLAUDERDL");
    assert_eq!(found[2], AlternativeReason::SameRegion("FL".to_owned()));
    assert_eq!(suggestions(&alice, ask(300)).await, [AlternativeReason::ShorterRun(60)]);
}

async fn a_price_that_nothing_has_names_the_next(house: Arc<House>) {
    let rows = [
        block(12125550100, 2, local("NY", "NEW YORK")),
        block(17185550100, 2, local("NY", "BRONX")),
    ];
    house.operator().stocks(rows).await;
    let mut plan = plans().into_iter().find(|plan| plan.code == STANDARD).expect("a plan");
    let mut dear = plan.rules[0].clone();
    dear.numbers.npa = Npa::new(212);
    dear.price.monthly = Money::cents(900);
    plan.rules.insert(0, dear);
    house.operator().sets_plan(plan).await;
    let alice = house.customer("alice", 0).await;
    let criteria = Criteria { monthly_max: Some(Money::cents(1)), ..region("NY") };
    let ask = ShelfAlternatives { criteria, run: None, plans: Vec::new(), most: 10 };
    let found = alice.does(ask.clone()).await.expect("suggestions");
    assert_eq!(found[0].example.did.digits(), 17185550100, "not the dearer one, which comes first");
    assert_eq!(suggestions(&alice, ask).await, [AlternativeReason::AbovePrice(Money::cents(25))]);
}

async fn a_number_is_where_its_zip_or_its_town_is(house: Arc<House>) {
    let of_zip = |zip: &str| Offer { postal_code: zip.to_owned(), ..local("FL", "XYZ 1") };
    let far = Offer { point: locality::find("Tampa", "FL"), ..of_zip("33101") };
    let rows = [
        block(13055550100, 2, of_zip("33101")),
        block(13055550200, 2, of_zip("33101-1234")),
        block(13055550300, 2, local("FL", "MIAMI")),
        block(13055550400, 2, far),
        block(13055550500, 2, local("FL", "XYZ 2")),
        block(18135550100, 2, local("FL", "TAMPA")),
    ];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    let firsts = async |criteria: Criteria| {
        let found = alice.does(search(criteria, 50)).await.expect("a search");
        let digits: Vec<u64> = found.iter().map(|number| number.did.digits()).collect();
        digits.chunks(2).map(|pair| pair[0] % 10_000_000_000).collect::<Vec<u64>>()
    };
    let near = |miles_e3| Criteria { near: Near::zip("33101", miles_e3), ..Criteria::default() };
    // Where the row says that it is elsewhere, it has the ZIP all the same.
    assert_eq!(firsts(near(0)).await, [3055550100, 3055550200, 3055550400]);
    assert_eq!(firsts(near(20_000)).await, [3055550100, 3055550200, 3055550300, 3055550400]);
    assert_eq!(firsts(near(400_000)).await.len(), 5, "one is nowhere");
    let zip = |zip: &str| Criteria { postal_code: Some(zip.to_owned()), ..Criteria::default() };
    assert_eq!(firsts(zip("33101")).await, [3055550100, 3055550200, 3055550400]);
    assert_eq!(firsts(zip("33101-1234")).await, [3055550200]);
    // The database finds what the shelf does.
    let deaf = house.second_node().await;
    let elsewhere = house.customer("bob", 100_000).await.at(&deaf);
    let placed = elsewhere.does(order_any([near(20_000)], 8)).await.expect("for sale");
    assert_eq!(placed.filled().count(), 8);
}

async fn a_postal_code_and_some_miles_are_a_place(house: Arc<House>) {
    let rows = [
        block(13055550100, 2, at("FL", "MIAMI", "Miami")),
        block(19545550100, 2, at("FL", "FTLAUDERDL", "Fort Lauderdale")),
        block(18135550100, 2, at("FL", "TAMPA", "Tampa")),
        block(12125550100, 2, local("NY", "NEW YORK")),
    ];
    house.operator().stocks(rows).await;
    let alice = house.customer("alice", 0).await;
    for (miles_e3, count) in [(10_000, 2), (40_000, 4), (400_000, 6), (4_000_000, 8)] {
        let near = Near::zip("33101", miles_e3);
        let around = Criteria { near, ..Criteria::default() };
        let found = alice.does(search(around, 50)).await.expect("a search");
        assert_eq!(found.len(), count, "{miles_e3}");
    }
}

/// Its shelf is empty, so that each order is filled from the database.
async fn a_node_that_has_heard_of_nothing_yet_finds_what_is_for_sale(house: Arc<House>) {
    let alice = house.customer("alice", 100_000).await;
    let deaf = house.second_node().await;
    let elsewhere = alice.at(&deaf);
    // Of more offers than one statement names, each a single number; and of one, more than one read shows.
    let towns = (0..600).map(|town| block(13055550000 + town, 1, local("FL", &format!("T{town}"))));
    house.operator().stocks(towns).await;
    house.operator().stocks([block(12125550100, 250, local("NY", "ALBANY"))]).await;

    let nowhere = Criteria { locality: Some("NOWHERE".to_owned()), ..region("FL") };
    let refused = elsewhere.does(order_any([nowhere], 1)).await;
    assert_eq!(refused.err(), Some(Refusal::NoStock { wanted: 1, found: 0 }));
    for (criteria, quantity) in [(exchange(305, 555), 3), (region("FL"), 596)] {
        let placed = elsewhere.does(order_any([criteria], quantity)).await.expect("for sale");
        assert_eq!(placed.filled().count(), quantity as usize);
    }
    elsewhere.does(order_any([exchange(305, 555)], 1)).await.expect("the last one");
    for criteria in [exchange(305, 555), region("FL")] {
        let refused = elsewhere.does(order_any([criteria], 1)).await;
        assert_eq!(refused.err(), Some(Refusal::NoStock { wanted: 1, found: 0 }));
    }
    let refused = elsewhere.does(order_any([region("NY")], 251)).await;
    assert_eq!(refused.err(), Some(Refusal::NoStock { wanted: 251, found: 250 }));
    elsewhere.does(order_any([region("NY")], 250)).await.expect("all there are");
}
