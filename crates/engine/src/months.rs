//! Months are charged by those who go round: many numbers at once, and each by itself where that fails.
//!
//! A number that cannot be charged must keep no other waiting, neither its payer's nor anybody else's: what
//! fails alone is written to the log and put off, and everybody else is charged in the same round.

use tandem_domain::{AccountId, Actor, Refusal};
use tandem_numbering::Did;

use crate::{
    Ask, ClientDue, ClientRenew, ClientsDue, Command, Engine, MonthPutOff, RenewalList, RenewalRun,
    Renewed, WhoseMonth,
};

impl Engine {
    /// Charges the due numbers of one payer a month each, a bounded number of them. `holder` has the lease of
    /// [`crate::RENEWAL_JOB`].
    pub async fn renew_payer(&self, payer: AccountId, holder: i64) -> Result<Renewed, Refusal> {
        match self.operate(RenewalRun { payer, only: None, holder }).await {
            Err(lost @ Refusal::LeaseLost { .. }) => Err(lost),
            Err(refusal) => {
                tracing::error!(%payer, %refusal, "numbers cannot be charged together");
                self.renew_singly(payer, holder).await
            }
            renewed => renewed,
        }
    }

    /// There may be more that is due only if something was charged: otherwise the database is at fault, and
    /// asking again at once is no help.
    async fn renew_singly(&self, payer: AccountId, holder: i64) -> Result<Renewed, Refusal> {
        let mut sum = Renewed::default();
        let mut any = false;
        for did in self.operate(RenewalList { payer }).await? {
            match self.operate(RenewalRun { payer, only: Some(did), holder }).await {
                Ok(renewed) => {
                    any = true;
                    sum.add(&renewed);
                }
                Err(lost @ Refusal::LeaseLost { .. }) => return Err(lost),
                Err(refusal) => self.put_off(payer, did, WhoseMonth::Customer, &refusal).await?,
            }
        }
        Ok(Renewed { more: any, ..sum })
    }

    /// Charges the clients of resellers for the months that have begun, a bounded number of them; says whether any
    /// were charged, so that more may be due.
    pub async fn renew_clients(&self) -> Result<bool, Refusal> {
        let mut any = false;
        for due in self.operate(ClientDue).await? {
            any |= match self.operate(ClientRenew { due: due.clone() }).await {
                Ok(renewed) => renewed.months > 0,
                Err(refusal) => {
                    let reseller = due.reseller;
                    tracing::error!(%reseller, %refusal, "clients cannot be charged together");
                    self.renew_clients_singly(due).await?
                }
            };
        }
        Ok(any)
    }

    async fn renew_clients_singly(&self, due: ClientsDue) -> Result<bool, Refusal> {
        let mut any = false;
        let reseller = due.reseller;
        for did in due.numbers {
            let due = ClientsDue { reseller, numbers: vec![did] };
            match self.operate(ClientRenew { due }).await {
                Ok(renewed) => any |= renewed.months > 0,
                Err(refusal) => self.put_off(reseller, did, WhoseMonth::Client, &refusal).await?,
            }
        }
        Ok(any)
    }

    async fn put_off(
        &self,
        payer: AccountId,
        did: Did,
        whose: WhoseMonth,
        refusal: &Refusal,
    ) -> Result<(), Refusal> {
        tracing::error!(%payer, %did, ?whose, %refusal, "a month cannot be charged, and is tried again later");
        self.operate(MonthPutOff { payer, did, whose }).await?;
        Ok(())
    }

    async fn operate<C: Command>(&self, command: C) -> Result<C::Outcome, Refusal> {
        self.execute(Ask::new(Actor::operator(), command)).await
    }
}
