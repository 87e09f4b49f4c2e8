//! Kamailio: a document of its module `rtjson`, which rings routes one after the other.
//!
//! `routes` is what `rtjson` reads. Each route has three members more, for the few lines of
//! configuration that fail over by cause: `legs`, how many routes from this one on ring together;
//! `next`, for each cause the place of the route to go on with (to be put into
//! `$xavp(rtjson[0]=>idx[0])` before `rtjson_next_route()`); and `reply`, for each cause after which the call
//! ends otherwise than the cause itself says, how it ends. `causes` says which cause a SIP code means, once it has
//! `rang` and while it was `silent`; a code that is not listed means `unreachable`. `endings` says what to answer at
//! each end, by the word of the cause or of `reply`. Who ignores them rings one route after the other.
//!
//! `keep` says for how many `seconds` the document may be used for other calls to the number when Tandem cannot be asked, and
//! whether for `any_caller` or only for this one. Which caller is shown is not for keeping: then `kept` of a route, if it has
//! any, takes the place of its `headers`.
//!
//! What has to be played or recorded is sent to a switch that can, if the site has one, and goes on
//! there: the header `X-Tandem-Step` says with which step of the plan. If the very first step is an
//! ending, there are no routes, and `reply` says what to answer, and why.

mod document;
mod event;
mod routes;

use tandem_domain::route::{Action, Ending, RoutePlan};

use crate::{Lost, Rendering, Site};
use document::{CAUSES, Document, ENDINGS, Reply};
pub use event::Question;
use routes::Routes;

/// What a proxy cannot be told.
pub const LOSES: &[Lost] = &[
    Lost::Media,
    Lost::Carrier,
    Lost::EachTime,
    Lost::EachHeader,
    Lost::PressOne,
    Lost::SendKeys,
    Lost::Music,
];

/// As long as the document of a plan with a failover or two is, in bytes.
const DOCUMENT_BYTES: usize = 3072;

/// The header that tells a switch with media where in the plan it is to begin.
pub const STEP_HEADER: &str = "X-Tandem-Step";

/// Writes a plan for Kamailio.
pub fn render(plan: &RoutePlan, site: &Site) -> Rendering {
    let (routes, losses) = Routes::of(plan, site);
    let reply = routes.is_empty().then(|| {
        let first = plan.first();
        let ending = match first.map(|step| &step.action) {
            Some(Action::Hangup { ending }) => *ending,
            _ => Ending::Unsupported,
        };
        let reason = first.map(|step| step.because.to_string());
        Reply { reason, ..Reply::of(ending) }
    });
    let document = Document {
        version: "1.0",
        routing: "serial",
        routes,
        reply,
        to: plan.to.to_string(),
        plan: plan.version,
        max_seconds: plan.max_seconds,
        channels: plan.channels.map(|channels| channels.most),
        look_up_name: plan.look_up_name,
        keep: plan.keep,
        causes: &CAUSES,
        endings: &ENDINGS,
    };
    let mut body = Vec::with_capacity(DOCUMENT_BYTES);
    // A document of texts and numbers can always be written.
    _ = serde_json::to_writer(&mut body, &document);
    Rendering { body, losses }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fixture;

    fn rendered(plan: &RoutePlan, site: &Site) -> (Value, Vec<Lost>) {
        let rendering = render(plan, site);
        let value = serde_json::from_slice(&rendering.body).expect("JSON");
        let lost: Vec<_> = rendering.losses.iter().map(|loss| loss.what).collect();
        assert!(lost.iter().all(|lost| LOSES.contains(lost)));
        (value, lost)
    }

    #[test]
    fn failover_goes_by_cause() {
        let site = Site { media: Some("media:5160".to_owned()), ..fixture::site() };
        let (document, lost) = rendered(&fixture::by_cause(), &site);
        assert_eq!(lost, []);
        let routes = &document["routes"];
        assert_eq!(routes[0]["uri"], "sip:100001_VoIP@sip.tandem.example");
        assert_eq!(routes[0]["fr_inv_timer"], 25_000);
        assert_eq!(routes[0]["next"], json!({"busy": 1, "no_answer": 2}));
        assert_eq!(routes[0]["reply"], json!({"unreachable": "not_in_service"}));
        assert_eq!(routes[1]["uri"], "sip:desk@198.51.100.7:5080");
        assert_eq!(routes[1]["next"], json!({"no_answer": 2}));
        assert_eq!(routes[2]["uri"], "sip:+15551234567@media:5160");
        let extra = routes[2]["headers"]["extra"].as_str().expect("headers");
        assert_eq!(extra, "X-Tandem-Step: 2\r\nX-Tandem-Plan: 42\r\n");
        assert_eq!(document["channels"], 2);
        assert_eq!(document["causes"]["silent"]["486"], "busy");
        assert_eq!(document["causes"]["silent"]["408"], Value::Null);
        assert_eq!(document["causes"]["rang"]["408"], "no_answer");
        assert_eq!(document["causes"]["silent"]["483"], "looped");
        assert_eq!(document["endings"]["not_in_service"]["status"], 404);
        assert_eq!(document["endings"]["looped"], json!({"status": 482, "text": "Loop Detected"}));
        assert_eq!(document["keep"], json!({"seconds": 600, "any_caller": true}));
        assert_eq!(document["reply"], Value::Null);
    }

    #[test]
    fn every_failure_has_an_answer_of_ours() {
        let (document, _) = rendered(&fixture::by_cause(), &fixture::site());
        for cause in tandem_domain::route::Cause::ALL {
            let status = document["endings"][cause.word()]["status"].as_u64();
            assert!(status.is_some_and(|status| status >= 480), "{cause:?}: {status:?}");
        }
    }

    #[test]
    fn what_is_kept_shows_no_caller() {
        let site = Site { media: Some("media".to_owned()), ..fixture::site() };
        let (document, _) = rendered(&fixture::by_cause(), &site);
        let kept = |route: usize| document["routes"][route]["kept"].as_str().unwrap_or_default();
        assert_eq!(kept(0), "Diversion: <sip:+15551234567@sip.tandem.example>\r\n");
        assert_eq!(kept(2), "X-Tandem-Step: 2\r\nX-Tandem-Plan: 42\r\n");
    }

    #[test]
    fn without_media_a_mailbox_ends_the_call() {
        let (document, lost) = rendered(&fixture::by_cause(), &fixture::site());
        assert_eq!(lost, [Lost::Media]);
        assert_eq!(document["routes"][0]["next"], json!({"busy": 1}));
        assert_eq!(document["routes"][0]["reply"]["no_answer"], "unsupported");
    }

    #[test]
    fn a_group_rings_together() {
        let (document, lost) = rendered(&fixture::group(), &fixture::site());
        assert_eq!(lost, [Lost::EachTime]);
        let routes = document["routes"].as_array().expect("routes");
        assert_eq!(routes.len(), 3);
        assert_eq!(routes[0]["legs"], 3);
        assert_eq!(routes[1]["uri"], "sip:+13055550199@carrier");
        assert!(routes.iter().all(|route| route["fr_inv_timer"] == 20_000));
        let extra = routes[0]["headers"]["extra"].as_str().expect("headers");
        assert!(extra.contains("Diversion: <sip:+15551234567@sip.tandem.example>\r\n"), "{extra}");
        assert_eq!(routes[0]["headers"]["from"]["display"], "\"MIA Jane\"");
    }

    #[test]
    fn whoever_cannot_be_sent_anywhere_is_left_out() {
        let site = Site { carrier: None, ..fixture::site() };
        let (document, lost) = rendered(&fixture::group(), &site);
        assert_eq!(document["routes"].as_array().map(Vec::len), Some(2));
        assert_eq!(lost, [Lost::EachTime, Lost::Carrier]);
    }

    #[test]
    fn a_menu_goes_to_media_whole() {
        let site = Site { media: Some("media".to_owned()), ..fixture::site() };
        let (document, _) = rendered(&fixture::menu(), &site);
        assert_eq!(document["routes"].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn an_ending_is_a_reply() {
        let (document, lost) = rendered(&fixture::nobody(), &fixture::site());
        let reason = document["reply"]["reason"].as_str();
        assert_eq!(reason, Some("the number has no routing"));
        assert_eq!(document["reply"]["status"], 404);
        assert_eq!((document["routes"].clone(), lost), (json!([]), vec![]));
    }
}
