//! Dialling on: whether a caller whom somebody let in may call a number in that somebody's name.

use tandem_domain::route::RouteBook;
use tandem_domain::{AccountId, is_service_code};
use tandem_mirror::SnapshotBook;
use tandem_numbering::Did;
use tandem_store::{ReadLimit, StoreError};

use crate::Engine;
use crate::door::Inner;
use crate::route_book::StoreBook;

/// What may be done with a number that somebody dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialled {
    /// It is one of ours: the call goes on here.
    Ours,
    /// It is outside: the call needs a carrier.
    Outside,
    /// It may not be called; why not, in words that read on behind the number.
    Not(&'static str),
}

impl Engine {
    /// Whether calls in the name of an account may go to a number, as they may be forwarded to it.
    pub async fn may_dial(&self, account: AccountId, number: Did) -> Result<Dialled, StoreError> {
        if is_service_code(&number.national()) {
            return Ok(Dialled::Not("emergency and service numbers are not dialled from here"));
        }
        let inner = std::sync::Arc::clone(&self.inner);
        let Inner { rules, mirrors, .. } = &*self.inner;
        if mirrors.routes.is_loaded() {
            let judge = |book: &SnapshotBook<'_>| judge(book, account, number);
            return Ok(mirrors.routes.look(rules, inner.domains(), judge));
        }
        self.reading(ReadLimit::Second, move |tx| {
            let book = StoreBook::new(tx, &inner.rules, inner.domains(), 0);
            let dialled = judge(&book, account, number);
            book.fault().map_or(Ok(dialled), Err)
        })
        .await
    }
}

fn judge(book: &impl RouteBook, account: AccountId, number: Did) -> Dialled {
    if book.number(number).is_some() {
        return Dialled::Ours;
    }
    book.may_call(account, number).map_or_else(Dialled::Not, |()| Dialled::Outside)
}
