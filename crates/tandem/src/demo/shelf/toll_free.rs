//! Toll-free numbers to try out: words on the keypad, and numbers that are still with another
//! provider and are bought from it when they are ordered.

use tandem_domain::{Cleansed, Offer, Origin};
use tandem_engine::StockRow;
use tandem_numbering::NumberKind;

use super::{block, offer};

/// The numbers by name, beside the blocks that fill the shelf.
pub(super) fn named() -> Vec<StockRow> {
    let ours = || Offer { kind: NumberKind::TollFree, ..offer("", "", "Toll-free", None) };
    let off_net = |supplier: &str| Offer {
        origin: Origin::Supplier,
        supplier: Some(supplier.to_owned()),
        // Nobody here has cleansed what another still holds.
        cleansed: Cleansed::None,
        ..ours()
    };
    // Only who asks for one of these by name is refused, not whoever wants just any number.
    let refused = || Offer { plans: vec!["STANDARD".to_owned()], ..off_net("demo-refuses") };
    let blocks = [
        // 800-555-MEDS and, on three prefixes, FLOWERS.
        block(18_005_556_337, 18_005_556_337, ours()),
        block(18_333_569_377, 18_333_569_377, ours()),
        block(18_443_569_377, 18_443_569_377, ours()),
        block(18_003_569_377, 18_003_569_377, off_net("demo-sells")),
        // The page about off-net numbers orders these two and 333-444-3333, which is not toll-free.
        block(18_003_332_222, 18_003_332_229, off_net("demo-sells")),
        block(18_883_332_222, 18_883_332_229, off_net("demo-sells")),
        block(18_773_332_222, 18_773_332_229, refused()),
    ];
    blocks.into_iter().flatten().collect()
}
