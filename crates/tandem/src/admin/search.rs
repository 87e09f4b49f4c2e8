//! `tandem admin search`: the shelf as the operator sees it. Everything that can be asked of it can be asked here;
//! each dialect has words for some of it.

use clap::{Args, ValueEnum};
use tandem_domain::{Cleansed, Criteria, Money, Near, Prefix, Price};
use tandem_engine::{
    Engine, Facet, FacetPart, NumberRun, NumberSearch, PlanPage, RUN_NUMBERS_MAX,
    ShelfAlternatives, ShelfFacets, StockNumber, StockRun,
};
use tandem_numbering::{Npa, NumberKind, Nxx, Pattern, Place, region};

use super::{number, operate, suggestion};
use crate::failure::Failure;
use crate::voice::say;

/// What to look for, all of it at once. What is not said is not asked for.
#[derive(Clone, Debug, Args)]
pub struct Search {
    /// The country, such as US.
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// What sort of number: geographic, national, toll_free or mobile.
    #[arg(long, value_parser = read_kind)]
    kind: Option<NumberKind>,
    /// The state or province, such as FL.
    #[arg(long, value_name = "CODE", value_parser = read_state)]
    state: Option<String>,
    /// The rate centre, in the state.
    #[arg(long, value_name = "NAME", requires = "state")]
    rate_centre: Option<String>,
    /// The town.
    #[arg(long, value_name = "NAME")]
    locality: Option<String>,
    /// The ZIP that the number's row gives it; with --within, also any number so near to the ZIP.
    #[arg(long)]
    zip: Option<String>,
    /// How far from the middle of the ZIP it may be, in miles. A number is where its row says, or else in the
    /// middle of its ZIP, its town, or the town that its rate centre is named after.
    #[arg(long, value_name = "MILES", requires = "zip", value_parser = read_miles)]
    within: Option<u32>,
    /// The LATA.
    #[arg(long)]
    lata: Option<String>,
    /// The digits it begins with: an area code, six digits, or seven. May be repeated: any of them.
    #[arg(long, value_name = "DIGITS", value_parser = read_prefix)]
    prefix: Vec<Prefix>,
    /// Digits or letters it starts with, behind its country code; * is any digit.
    #[arg(long, value_name = "KEYS")]
    starts: Option<String>,
    /// Digits or letters it has somewhere. May be repeated: all of them.
    #[arg(long, value_name = "KEYS")]
    contains: Vec<String>,
    /// Digits or letters it ends with.
    #[arg(long, value_name = "KEYS")]
    ends: Option<String>,
    /// What it looks like from the first digit to the last, such as 8**4782***.
    #[arg(long, value_name = "KEYS")]
    like: Option<String>,
    /// How far it was cleansed, exactly.
    #[arg(long)]
    cleansed: Option<Grade>,
    /// What it must be able to carry. May be repeated.
    #[arg(long, value_name = "WHAT")]
    can: Vec<Ability>,
    /// The most it may cost a month, under one of the plans.
    #[arg(long, value_name = "AMOUNT", value_parser = read_money)]
    monthly_max: Option<Money>,
    /// The plan whose price is shown. May be repeated; without it, all that are in force for everybody.
    #[arg(long, value_name = "CODE")]
    plan: Vec<String>,
    /// So many in a row, of one exchange.
    #[arg(long, value_name = "LENGTH", value_parser = clap::value_parser!(u32).range(1..=i64::from(RUN_NUMBERS_MAX)))]
    run: Option<u32>,
    /// How many to show.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Only behind this number: the next page.
    #[arg(long, value_name = "NUMBER")]
    after: Option<String>,
    /// Count what fits by state, rate centre, area code, kind, capability and cleansing instead of showing it.
    #[arg(long, conflicts_with_all = ["run", "after"])]
    facets: bool,
}

/// How far a number was rid of misdialled calls.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Grade {
    None,
    Carrier,
    House,
}

/// What a number can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ability {
    Voice,
    Sms,
    Mms,
    Fax,
}

pub(super) async fn run(engine: &Engine, asked: Search) -> Result<(), Failure> {
    let criteria = asked.criteria()?;
    if asked.facets {
        let parts = vec![
            FacetPart::Region,
            FacetPart::RateCentre,
            FacetPart::AreaCode,
            FacetPart::Kind,
            FacetPart::Capability,
            FacetPart::Cleansed,
        ];
        let facets = ShelfFacets { criteria, parts, most: asked.limit };
        operate(engine, facets).await?.iter().for_each(facet);
        return Ok(());
    }
    let plans = match asked.plan.is_empty() {
        true => plans(engine).await?,
        false => asked.plan,
    };
    if plans.is_empty() {
        let why = "no plan is in force for everybody, so nothing has a price; `tandem admin plan set` makes one";
        return Err(Failure::Refused(why.to_owned()));
    }
    let after = match &asked.after {
        Some(text) => Some(number::read(engine, text).await?),
        None => None,
    };
    let (quantity, named) = (asked.limit, plans.clone());
    let found = match asked.run {
        Some(length) => {
            let criteria = criteria.clone();
            let look = NumberRun { criteria, length, quantity, plans: named, after };
            let runs = operate(engine, look).await?;
            runs.iter().for_each(|found| row(found, &plans));
            runs.len()
        }
        None => {
            let (tiers, shuffled) = (vec![criteria.clone()], false);
            let look = NumberSearch { tiers, quantity, plans: named, shuffled, after };
            let numbers = operate(engine, look).await?;
            numbers.iter().for_each(|found| line(found, &plans));
            numbers.len()
        }
    };
    if found > 0 || after.is_some() || quantity == 0 {
        return Ok(());
    }
    let (run, plans_asked) = (asked.run, plans.clone());
    let look = ShelfAlternatives { criteria, run, plans: plans_asked, most: quantity };
    let others = operate(engine, look).await?;
    eprintln!("nothing fits{}", if others.is_empty() { "" } else { "; what comes close:" });
    others.iter().for_each(|other| suggestion::print(other, &plans));
    Ok(())
}

impl Search {
    fn criteria(&self) -> Result<Criteria, Failure> {
        let near =
            match (&self.zip, self.within) {
                (Some(code), Some(miles_e3)) => {
                    let near = Near::zip(code, miles_e3);
                    Some(near.ok_or_else(|| {
                        Failure::Usage(format!("--zip {code}: it is nobody's ZIP"))
                    })?)
                }
                _ => None,
            };
        let shapes = [
            ("starts", Place::Starts, self.starts.iter().collect::<Vec<_>>()),
            ("contains", Place::Contains, self.contains.iter().collect()),
            ("ends", Place::Ends, self.ends.iter().collect()),
            ("like", Place::Whole, self.like.iter().collect()),
        ];
        let mut patterns = Vec::new();
        for (option, place, texts) in shapes {
            for text in texts {
                let pattern = Pattern::new(place, text);
                patterns.push(
                    pattern
                        .map_err(|fault| Failure::Usage(format!("--{option} {text}: {fault}")))?,
                );
            }
        }
        let can = |what| self.can.contains(&what);
        Ok(Criteria {
            country: self.country.clone(),
            kind: self.kind,
            region: self.state.clone(),
            rate_centre: self.rate_centre.clone(),
            locality: self.locality.clone(),
            postal_code: self.zip.clone().filter(|_| near.is_none()),
            lata: self.lata.clone(),
            location: None,
            prefixes: self.prefix.clone(),
            cleansed: self.cleansed.map(|grade| match grade {
                Grade::None => Cleansed::None,
                Grade::Carrier => Cleansed::Carrier,
                Grade::House => Cleansed::House,
            }),
            patterns,
            voice: can(Ability::Voice),
            sms: can(Ability::Sms),
            mms: can(Ability::Mms),
            fax: can(Ability::Fax),
            monthly_max: self.monthly_max,
            near,
        })
    }
}

/// The codes of the plans that are in force for everybody.
async fn plans(engine: &Engine) -> Result<Vec<String>, Failure> {
    let (mut codes, mut page) = (Vec::new(), PlanPage { after: String::new(), account: None });
    loop {
        let plans = operate(engine, page).await?;
        let Some((account, last)) = plans.last() else { return Ok(codes) };
        page = PlanPage { after: last.code.clone(), account: *account };
        let shared = plans.into_iter().filter(|(account, _)| account.is_none());
        codes.extend(shared.map(|(_, plan)| plan.code));
    }
}

fn line(found: &StockNumber, plans: &[String]) {
    say!("{}\t{}", found.did, terms(found, plans));
}

/// Where a number is and what it costs.
pub(super) fn terms(found: &StockNumber, plans: &[String]) -> String {
    let offer = &found.offer;
    let place = [&offer.rate_centre, &offer.locality, &offer.region, &offer.country];
    let place: Vec<&str> =
        place.into_iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    let supplier = offer.supplier.as_ref().map(|name| format!("\tfrom {name}"));
    let (place, supplier) = (place.join(", "), supplier.unwrap_or_default());
    format!("{place}\t{}{supplier}", prices(&found.prices, plans))
}

fn row(found: &StockRun, plans: &[String]) {
    say!("{} to {}", found.first, found.last);
    for part in &found.parts {
        let offer = &part.offer;
        let (count, prices) = (part.count, prices(&part.prices, plans));
        say!("\t{count}\t{}, {}\t{prices}", offer.rate_centre, offer.region);
    }
}

/// Set-up and month under each plan that sells it.
fn prices(prices: &[Option<Price>], plans: &[String]) -> String {
    let sold = plans.iter().zip(prices).filter_map(|(plan, price)| Some((plan, (*price)?)));
    let texts: Vec<String> =
        sold.map(|(plan, price)| format!("{plan} {}+{}", price.setup, price.monthly)).collect();
    texts.join(" ")
}

fn facet(facet: &Facet) {
    let part = match facet.part {
        FacetPart::Region => "state",
        FacetPart::RateCentre => "rate centre",
        FacetPart::AreaCode => "area code",
        FacetPart::Kind => "kind",
        FacetPart::Capability => "can",
        FacetPart::Cleansed => "cleansed",
    };
    for value in &facet.values {
        let of = if value.region.is_empty() { "" } else { ", " };
        say!("{part}\t{}{of}{}\t{}", value.name, value.region, value.count);
    }
    if facet.more > 0 {
        say!("{part}\tand {} more", facet.more);
    }
}

fn read_kind(word: &str) -> Result<NumberKind, String> {
    let sold = |kind: &NumberKind| *kind != NumberKind::Virtual;
    let found = NumberKind::ALL.into_iter().filter(sold).find(|kind| kind.as_str() == word);
    found.ok_or_else(|| "must be geographic, national, toll_free or mobile".to_owned())
}

fn read_money(text: &str) -> Result<Money, String> {
    Money::parse(text).map_err(|fault| fault.to_string())
}

/// Miles with at most three decimals, in thousandths.
fn read_miles(text: &str) -> Result<u32, String> {
    let miles: f64 = text.parse().map_err(|_| "must be a number of miles".to_owned())?;
    if !(0.0..=MILES_MAX).contains(&miles) {
        return Err(format!("must be from 0 to {MILES_MAX}"));
    }
    Ok((miles * 1000.0).round() as u32)
}

/// No two places of a country are further apart.
const MILES_MAX: f64 = 5000.0;

fn read_state(code: &str) -> Result<String, &'static str> {
    let found = region::find(None, code).map(|region| region.code.to_owned());
    found.ok_or("must be the code of a state or province, such as FL or ON")
}

/// Digits, with what they are commonly written with between and before them.
fn read_prefix(text: &str) -> Result<Prefix, String> {
    let unfit = || "must be an area code, six digits, or seven".to_owned();
    let text = text.replace(['-', '.', ' ', '(', ')'], "");
    let text = text.strip_prefix('+').unwrap_or(&text);
    // No area code begins with 1.
    let text = text.strip_prefix('1').unwrap_or(text);
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(unfit());
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok();
    let npa = part(0, 3).and_then(Npa::new).ok_or_else(unfit)?;
    match text.len() {
        3 => Ok(Prefix::npa(npa)),
        6 | 7 => {
            let nxx = part(3, 6).and_then(Nxx::new).ok_or_else(unfit)?;
            let Some(digit) = part(6, 7) else { return Ok(Prefix::exchange(npa, nxx)) };
            let digit = u8::try_from(digit).map_err(|_| unfit())?;
            Prefix::thousands_block(npa, nxx, digit).ok_or_else(unfit)
        }
        _ => Err(unfit()),
    }
}
