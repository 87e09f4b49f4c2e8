//! Add-ons: of those that the provider has, the slots that numbers use.

use tandem_engine::{SLOTS_BOUGHT_MAX, SlotCount, SlotList, SlotPurchase, SlotsPurchased};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use crate::{reply, request};

pub(super) const ITEMS: Kind = Kind::Choice(&["3", "6", "17", "18"]);

static LIST: Spec = Spec {
    name: "addons.list",
    section: "addons",
    about: "shows the number slots of the account: free ones, and those that numbers use",
    params: &[],
};

static PURCHASE: Spec = Spec {
    name: "addons.purchase",
    section: "addons",
    about: "buys number slots at the price of the account's plan",
    params: &[
        Param::required("item_id", ITEMS, "3 toll-free, 6 local, 17 Canadian local, 18 true 800"),
        Param::required("qty", Kind::Integer(1, SLOTS_BOUGHT_MAX as i64), "how many"),
        Param::optional("send_receipt", Kind::Flag, "1: a receipt is to be sent by mail")
            .waiting_for("letters about purchases"),
    ],
};

pub(super) struct List;

impl Operation for List {
    const SPEC: &'static Spec = &LIST;
    type Command = SlotList;
    type Shown = String;

    fn read(_: &Reader<'_>) -> Result<SlotList, Fault> {
        Ok(SlotList)
    }

    fn show(slots: Vec<SlotCount>, _: &Reader<'_>) -> String {
        reply::addons(&slots)
    }
}

pub(super) struct Purchase;

impl Operation for Purchase {
    const SPEC: &'static Spec = &PURCHASE;
    type Command = SlotPurchase;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<SlotPurchase, Fault> {
        request::purchase(args)
    }

    fn show(bought: SlotsPurchased, args: &Reader<'_>) -> String {
        let wants_receipt = args.flag("send_receipt").ok().flatten().unwrap_or(false);
        reply::purchased(&bought, wants_receipt)
    }
}
