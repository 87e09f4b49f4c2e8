//! What the provider's predecessor is asked for: from its arguments to commands.

use tandem_domain::{
    Criteria, Destination, FillPolicy, Messaging, NumberSettings, ObjectKind, PageForm, Selection,
};
use tandem_engine::{
    BackorderPlace, LIST_NUMBERS_MAX, NumberSearch, OrderPlace, ShelfCount, ShelfPart,
};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::{NumberKind, Pattern, Place, country};

use super::flows::FLOW_CHARS_MAX;
use super::messages::URL_CHARS_MAX;
use super::shelf::{self, QUANTITY_DEFAULT, Where, toll_free};
use super::{TollFreeOrder, count, numbers, order as order_of};

/// What is counted: states, rate centres of a state, area codes, exchanges of one.
pub fn places(args: &Reader<'_>) -> Result<Vec<ShelfCount>, Fault> {
    let geographic = || Criteria { kind: Some(NumberKind::Geographic), ..Criteria::default() };
    let counted = |criteria, by| ShelfCount { criteria, by, plans: Vec::new(), sold_out: false };
    args.spec().params.iter().try_for_each(|param| {
        match param.required && param.name != "key" {
            true => args.required(param.name).map(|_| ()),
            false => Ok(()),
        }
    })?;
    Ok(match args.spec().name {
        "/dids/states" => vec![counted(geographic(), ShelfPart::Region)],
        "/dids/ratecenters" => {
            let region = shelf::state(args)?.map(str::to_owned);
            vec![counted(Criteria { region, ..geographic() }, ShelfPart::RateCentre)]
        }
        "/dids/npas" => {
            let region = shelf::state(args)?.map(str::to_owned);
            let centre = args.short_text("ratecenter", super::PLACE_CHARS_MAX)?;
            let rate_centre = (!centre.is_empty()).then_some(centre);
            vec![counted(Criteria { region, rate_centre, ..geographic() }, ShelfPart::AreaCode)]
        }
        _ => shelf::exchanges(args)?,
    })
}

/// Numbers for sale.
pub fn search(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
    let Where { anywhere, npa, nxx } = shelf::filters(args)?;
    let anywhere = match args.text("type").map(str::to_ascii_lowercase).as_deref() {
        None | Some("local") => anywhere,
        Some("tollfree") => toll_free(),
        Some(_) => return Err(Fault::invalid("type", "must be local or tollfree")),
    };
    let pattern = match args.text("search") {
        None => Vec::new(),
        Some(keys) => {
            let odd = |why| Fault::invalid("search", format!("is nothing on a keypad: {why}"));
            vec![Pattern::new(Place::Contains, keys).map_err(odd)?]
        }
    };
    let tiers = match npa {
        None => vec![anywhere],
        Some(npa) => shelf::in_area(&anywhere, npa, nxx, true),
    };
    let tiers = tiers.into_iter().map(|tier| Criteria { patterns: pattern.clone(), ..tier });
    let passed = count(args, "offset")?.unwrap_or(0);
    let shown = count(args, "limit")?.unwrap_or(QUANTITY_DEFAULT);
    Ok(NumberSearch {
        tiers: tiers.collect(),
        quantity: passed.saturating_add(shown).min(LIST_NUMBERS_MAX),
        plans: Vec::new(),
        shuffled: false,
        after: None,
    })
}

/// An order of one number.
pub fn order(args: &Reader<'_>) -> Result<OrderPlace, Fault> {
    let page = args.short_text("sms_post_url", URL_CHARS_MAX)?;
    let receipts = args.short_text("delivery_notification_url", URL_CHARS_MAX)?;
    let numbers = vec![numbers::one(args, "number")?];
    let has_page = !page.is_empty();
    let messaging = Messaging {
        enabled: true,
        callback: page,
        callback_enabled: has_page,
        callback_retry: has_page,
        callback_form: if has_page { PageForm::Form } else { PageForm::Query },
        receipts_form: if receipts.is_empty() { PageForm::Query } else { PageForm::Form },
        receipts,
        ..Messaging::default()
    };
    let settings = NumberSettings { messaging, ..flow(args)? };
    let order = order_of(Selection::Numbers(numbers), settings);
    Ok(OrderPlace { fill: FillPolicy::AllOrNothing, ..order })
}

/// Numbers that are waited for.
pub fn backorder(args: &Reader<'_>) -> Result<BackorderPlace, Fault> {
    let anywhere = shelf::place(args)?;
    let quantity = args.integer("quantity", 1, 1000)?.unwrap_or(1);
    Ok(BackorderPlace {
        tiers: vec![anywhere],
        quantity: u32::try_from(quantity).unwrap_or(1),
        whole: false,
        plan: None,
        owner: None,
        settings: NumberSettings {
            messaging: Messaging { enabled: true, ..Messaging::default() },
            ..flow(args)?
        },
        slots: None,
        rehearsal: false,
    })
}

fn flow(args: &Reader<'_>) -> Result<NumberSettings, Fault> {
    let flow = args.short_text("callflow", FLOW_CHARS_MAX)?;
    let routing = (!flow.is_empty()).then(|| Destination::object(ObjectKind::CallFlow, flow));
    Ok(NumberSettings { routing, ..NumberSettings::default() })
}

/// Countries abroad, or the states of one.
pub fn abroad(args: &Reader<'_>) -> Result<ShelfCount, Fault> {
    let (plans, sold_out) = (Vec::new(), false);
    if args.spec().params.iter().all(|param| param.name != "country_id") {
        let (criteria, by) = (Criteria::default(), ShelfPart::Country);
        return Ok(ShelfCount { criteria, by, plans, sold_out });
    }
    let found = country::by_iso(args.required("country_id")?);
    let found =
        found.ok_or_else(|| Fault::invalid("country_id", "must be two letters such as DE"))?;
    let criteria = Criteria { country: Some(found.iso.to_owned()), ..Criteria::default() };
    Ok(ShelfCount { criteria, by: ShelfPart::Region, plans, sold_out })
}

/// An order of toll-free numbers, or a rehearsal of one.
pub fn off_net(args: &Reader<'_>, rehearsal: bool) -> Result<TollFreeOrder, Fault> {
    let TollFreeOrder { order, others } = match rehearsal {
        false => super::toll_free_order(args)?,
        true => super::toll_free_numbers(args, NumberSettings::default())?,
    };
    Ok(TollFreeOrder { order: order.map(|order| OrderPlace { rehearsal, ..order }), others })
}
