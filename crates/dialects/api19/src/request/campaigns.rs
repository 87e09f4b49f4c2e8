//! Campaigns: from arguments to what is to be looked at.

use tandem_domain::{Campaign, CampaignContact, CampaignContent, PostalAddress, Standing};
use tandem_gateway::{Fault, Kind, Reader};

use super::messages::URL_CHARS_MAX;
use super::{numbers, require};

/// The longest line, in characters.
const LINE_CHARS_MAX: usize = 255;
/// The longest text of several lines, in characters.
const PROSE_CHARS_MAX: usize = 2000;
/// A line.
pub const LINE: Kind = Kind::Text(LINE_CHARS_MAX);
/// A text of several lines.
pub const PROSE: Kind = Kind::Text(PROSE_CHARS_MAX);

/// `/campaigns/tollfree/submit`.
pub fn submit(args: &Reader<'_>) -> Result<Campaign, Fault> {
    require(args)?;
    let line = |name| args.short_text(name, LINE_CHARS_MAX);
    let yes = |name| {
        let flag = args.flag(name).map_err(|_| Fault::invalid(name, "must be yes or no"))?;
        Ok::<_, Fault>(flag.unwrap_or(false))
    };
    let mut evidence = Vec::new();
    for name in ["file1_url", "file2_url"] {
        let link = args.short_text(name, URL_CHARS_MAX)?;
        evidence.extend((!link.is_empty()).then_some(link));
    }
    Ok(Campaign {
        number: numbers::one(args, "did")?,
        business: line("businessname")?,
        contact: Box::new(CampaignContact {
            first: line("firstname")?,
            last: line("lastname")?,
            email: line("contactemail")?,
            phone: line("contactphone")?,
        }),
        website: line("website")?,
        address: Box::new(PostalAddress {
            line1: line("address1")?,
            line2: line("address2")?,
            city: line("city")?,
            region: line("state")?,
            postal_code: line("zip")?,
        }),
        use_case: prose(args, "usecase")?,
        consent: prose(args, "optininfo")?,
        sample: prose(args, "messagecontent")?,
        published: prose(args, "wherepublished")?,
        volume: line("msgvolume")?,
        says: CampaignContent {
            links: yes("urls_messagecontent")?,
            numbers: yes("numbers_messagecontent")?,
            canada: yes("enable_canada")?,
            advertising: yes("advertising")?,
            fortune_500: yes("fortune500")?,
            donations: yes("donations")?,
            donations_for: line("donations_data")?,
        },
        evidence,
        standing: Standing::Submitted,
    })
}

fn prose(args: &Reader<'_>, name: &'static str) -> Result<String, Fault> {
    let text = args.text(name).unwrap_or_default();
    if text.chars().count() > PROSE_CHARS_MAX {
        return Err(Fault::invalid(name, format!("is longer than {PROSE_CHARS_MAX} characters")));
    }
    Ok(text.to_owned())
}
