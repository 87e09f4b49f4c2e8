//! Functions that show the North American shelf.

use tandem_engine::{NumberSearch, ShelfCount, ShelfGroup, StockNumber};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use super::{DIDS, param};
use crate::reply::{self, Reply};
use crate::request::{self, CANADA, USA, VANITY_KEYS, VANITY_TYPES};

static GET_STATES: Spec = Spec {
    name: "getStates",
    section: DIDS,
    about: "Lists the states of the USA that have numbers.",
    params: &[],
};

/// Shows the states.
pub struct GetStates;

impl Operation for GetStates {
    const SPEC: &'static Spec = &GET_STATES;
    type Command = ShelfCount;
    type Shown = Reply;

    fn read(_args: &Reader<'_>) -> Result<ShelfCount, Fault> {
        Ok(request::regions())
    }

    fn show(found: Vec<ShelfGroup>, _args: &Reader<'_>) -> Reply {
        reply::states(&found)
    }
}

static GET_PROVINCES: Spec = Spec {
    name: "getProvinces",
    section: DIDS,
    about: "Lists the Canadian provinces that have numbers.",
    params: &[],
};

/// Shows the provinces.
pub struct GetProvinces;

impl Operation for GetProvinces {
    const SPEC: &'static Spec = &GET_PROVINCES;
    type Command = ShelfCount;
    type Shown = Reply;

    fn read(_args: &Reader<'_>) -> Result<ShelfCount, Fault> {
        Ok(request::regions())
    }

    fn show(found: Vec<ShelfGroup>, _args: &Reader<'_>) -> Reply {
        reply::provinces(&found)
    }
}

static GET_RATE_CENTERS_USA: Spec = Spec {
    name: "getRateCentersUSA",
    section: DIDS,
    about: "Lists the rate centres of a state, and whether any number of them is for sale.",
    params: &[param::STATE],
};

/// Shows the rate centres of a state.
pub struct GetRateCentersUsa;

impl Operation for GetRateCentersUsa {
    const SPEC: &'static Spec = &GET_RATE_CENTERS_USA;
    type Command = ShelfCount;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ShelfCount, Fault> {
        request::rate_centres(args, USA)
    }

    fn show(found: Vec<ShelfGroup>, _args: &Reader<'_>) -> Reply {
        reply::rate_centres(&found)
    }
}

static GET_RATE_CENTERS_CAN: Spec = Spec {
    name: "getRateCentersCAN",
    section: DIDS,
    about: "Lists the rate centres of a province, and whether any number of them is for sale.",
    params: &[param::PROVINCE],
};

/// Shows the rate centres of a province.
pub struct GetRateCentersCan;

impl Operation for GetRateCentersCan {
    const SPEC: &'static Spec = &GET_RATE_CENTERS_CAN;
    type Command = ShelfCount;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ShelfCount, Fault> {
        request::rate_centres(args, CANADA)
    }

    fn show(found: Vec<ShelfGroup>, _args: &Reader<'_>) -> Reply {
        reply::rate_centres(&found)
    }
}

static GET_DIDS_USA: Spec = Spec {
    name: "getDIDsUSA",
    section: DIDS,
    about: "Lists the numbers for sale in a state of the USA.",
    params: &[param::STATE, param::RATE_CENTRE],
};

/// Shows the American shelf.
pub struct GetDidsUsa;

impl Operation for GetDidsUsa {
    const SPEC: &'static Spec = &GET_DIDS_USA;
    type Command = NumberSearch;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::stock(args, USA)
    }

    fn show(found: Vec<StockNumber>, _args: &Reader<'_>) -> Reply {
        reply::stock_usa(&found)
    }
}

static GET_DIDS_CAN: Spec = Spec {
    name: "getDIDsCAN",
    section: DIDS,
    about: "Lists the numbers for sale in a Canadian province.",
    params: &[param::PROVINCE, param::RATE_CENTRE],
};

/// Shows the Canadian shelf.
pub struct GetDidsCan;

impl Operation for GetDidsCan {
    const SPEC: &'static Spec = &GET_DIDS_CAN;
    type Command = NumberSearch;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::stock(args, CANADA)
    }

    fn show(found: Vec<StockNumber>, _args: &Reader<'_>) -> Reply {
        reply::stock_canada(&found)
    }
}

static SEARCH_DIDS_USA: Spec = Spec {
    name: "searchDIDsUSA",
    section: DIDS,
    about: "Searches the American shelf for digits or a word.",
    params: &[param::optional(param::STATE), param::TYPE, param::QUERY],
};

/// Searches the American shelf.
pub struct SearchDidsUsa;

impl Operation for SearchDidsUsa {
    const SPEC: &'static Spec = &SEARCH_DIDS_USA;
    type Command = NumberSearch;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search(args, USA)
    }

    fn show(found: Vec<StockNumber>, _args: &Reader<'_>) -> Reply {
        reply::found_usa(&found)
    }
}

static SEARCH_DIDS_CAN: Spec = Spec {
    name: "searchDIDsCAN",
    section: DIDS,
    about: "Searches the Canadian shelf for digits or a word.",
    params: &[param::optional(param::PROVINCE), param::TYPE, param::QUERY],
};

/// Searches the Canadian shelf.
pub struct SearchDidsCan;

impl Operation for SearchDidsCan {
    const SPEC: &'static Spec = &SEARCH_DIDS_CAN;
    type Command = NumberSearch;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search(args, CANADA)
    }

    fn show(found: Vec<StockNumber>, _args: &Reader<'_>) -> Reply {
        reply::found_canada(&found)
    }
}

static SEARCH_TOLL_FREE_USA: Spec = Spec {
    name: "searchTollFreeUSA",
    section: DIDS,
    about: "Searches the toll-free numbers of American carriers, or lists them all.",
    params: &[param::optional(param::TYPE), param::optional(param::QUERY)],
};

/// Searches American toll-free numbers.
pub struct SearchTollFreeUsa;

impl Operation for SearchTollFreeUsa {
    const SPEC: &'static Spec = &SEARCH_TOLL_FREE_USA;
    type Command = NumberSearch;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search_toll_free(args, USA)
    }

    fn show(found: Vec<StockNumber>, _args: &Reader<'_>) -> Reply {
        reply::toll_free_usa(&found)
    }
}

static SEARCH_TOLL_FREE_CAN_US: Spec = Spec {
    name: "searchTollFreeCanUS",
    section: DIDS,
    about: "Searches the toll-free numbers of Canadian carriers, or lists them all.",
    params: &[param::optional(param::TYPE), param::optional(param::QUERY)],
};

/// Searches Canadian toll-free numbers.
pub struct SearchTollFreeCanUs;

impl Operation for SearchTollFreeCanUs {
    const SPEC: &'static Spec = &SEARCH_TOLL_FREE_CAN_US;
    type Command = NumberSearch;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search_toll_free(args, CANADA)
    }

    fn show(found: Vec<StockNumber>, _args: &Reader<'_>) -> Reply {
        reply::toll_free_canada(&found)
    }
}

static SEARCH_VANITY: Spec = Spec {
    name: "searchVanity",
    section: DIDS,
    about: "Searches toll-free numbers for seven digits, letters or wildcards.",
    params: &[
        Param::required("type", Kind::Choice(VANITY_TYPES), "the toll-free code, or 8** for any"),
        Param::required("query", Kind::Text(VANITY_KEYS), "seven keys; * is any"),
    ],
};

/// Searches vanity numbers.
pub struct SearchVanity;

impl Operation for SearchVanity {
    const SPEC: &'static Spec = &SEARCH_VANITY;
    type Command = NumberSearch;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSearch, Fault> {
        request::search_vanity(args)
    }

    fn show(found: Vec<StockNumber>, _args: &Reader<'_>) -> Reply {
        reply::vanity(&found)
    }
}
