//! Ports as the provider's predecessor is asked for them: from its arguments to commands.

use tandem_domain::{Messaging, NumberSettings, PortHolder, PortId};
use tandem_engine::{PortPaper, PortPut};
use tandem_gateway::{Fault, Reader};

use super::ports::{TEXT_CHARS_MAX, file};
use super::{numbers, require};

/// `/lnp/create`. It has no day on which the numbers are wanted: as soon as may be.
pub fn create(args: &Reader<'_>) -> Result<PortPut, Fault> {
    require(args)?;
    let text = |name| args.short_text(name, TEXT_CHARS_MAX);
    let business_name = text("business_name")?;
    let (first_name, last_name) = (text("first_name")?, text("last_name")?);
    let last_name = if last_name.is_empty() { text("business_contact")? } else { last_name };
    let details = [text("partial_port_details")?, text("caller_id")?];
    let details: Vec<String> = details.into_iter().filter(|said| !said.is_empty()).collect();
    let holder = PortHolder {
        is_business: !business_name.is_empty(),
        business_name,
        first_name,
        last_name,
        address1: text("service_address")?,
        city: text("service_city")?,
        region: text("service_state")?,
        postal_code: text("service_zip")?,
        account_number: text("account_number")?,
        pin: text("wireless_pin")?,
        btn: Some(numbers::one(args, "btn")?),
        is_partial: args.flag("partial_port")?.unwrap_or(false),
        is_mobile: args.flag("wireless_number")?.unwrap_or(false),
        remarks: details.join("; "),
        kind: text("location_type")?,
        ..PortHolder::default()
    };
    let bill_name = text("bill_name")?;
    let mut papers = Vec::new();
    for (kind, param) in [("signature", "signature"), ("bill", "bill_file")] {
        let name = match (param, bill_name.as_str()) {
            ("bill_file", name) if !name.is_empty() => name.to_owned(),
            _ => kind.to_owned(),
        };
        let kind = kind.to_owned();
        papers.extend(file(args, param)?.map(|file| PortPaper { kind, name, file }));
    }
    Ok(PortPut {
        port: None,
        numbers: numbers::read(args, "numbers")?,
        holder,
        settings: NumberSettings {
            messaging: Messaging { enabled: true, ..Messaging::default() },
            ..NumberSettings::default()
        },
        plan: None,
        owner: None,
        submit: true,
        papers,
        rehearsal: false,
    })
}

/// The request that is asked about.
pub fn asked(args: &Reader<'_>) -> Result<PortId, Fault> {
    let id = args.integer("request_id", 0, i64::MAX)?;
    id.map(PortId).ok_or(Fault::Missing { param: "request_id" })
}

/// `/lnp/signature/submit`.
pub fn signature(args: &Reader<'_>) -> Result<(PortId, PortPaper), Fault> {
    require(args)?;
    let file = file(args, "signature")?.ok_or(Fault::Missing { param: "signature" })?;
    let (kind, name) = ("signature".to_owned(), "signature".to_owned());
    Ok((asked(args)?, PortPaper { kind, name, file }))
}
