//! One node at a time does a job.

use std::sync::Arc;

use tandem_domain::{Refusal, Scope};
use tandem_engine::{Command, Cx, Halt, JobEnd, JobTake, Lease, Mode};
use tandem_harness::{House, on_both_databases};
use tandem_store::Lane;

on_both_databases! {
    a_lease_is_one_holders_until_it_ends,
    whoever_lost_the_lease_does_nothing,
}

fn lease(holder: i64) -> Lease {
    Lease { job: "sums".to_owned(), holder }
}

fn take(holder: i64) -> JobTake {
    JobTake { lease: lease(holder), seconds: 60 }
}

async fn a_lease_is_one_holders_until_it_ends(house: Arc<House>) {
    let operator = house.operator();
    assert!(operator.does(take(1)).await.expect("free").is_some());
    assert_eq!(operator.does(take(2)).await, Ok(None), "it is the other's");
    house.clock.pass(59);
    let longer = operator.does(take(1)).await.expect("its own");
    house.clock.pass(59);
    assert_eq!(operator.does(take(2)).await, Ok(None), "it was made longer");
    house.clock.pass(1);
    assert_eq!(longer, Some(house.engine.now()), "this is where it ends");
    assert!(operator.does(take(2)).await.expect("free again").is_some());
    assert_eq!(operator.does(JobEnd { lease: lease(1) }).await, Ok(false));
    assert_eq!(operator.does(JobEnd { lease: lease(2) }).await, Ok(true));
    assert!(operator.does(take(1)).await.expect("given up").is_some());
}

/// A job whose effect is that it was done.
#[derive(serde::Serialize, serde::Deserialize)]
struct Sum {
    lease: Lease,
}

impl Command for Sum {
    const NAME: &'static str = "sum";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_lease(&self.lease)
    }
}

async fn whoever_lost_the_lease_does_nothing(house: Arc<House>) {
    let operator = house.operator();
    let lost = || Err(Refusal::LeaseLost { job: "sums".to_owned() });
    assert_eq!(operator.does(Sum { lease: lease(1) }).await, lost(), "nobody has it");
    operator.does(take(1)).await.expect("free");
    assert_eq!(operator.does(Sum { lease: lease(1) }).await, Ok(()));
    house.clock.pass(60);
    assert_eq!(operator.does(Sum { lease: lease(1) }).await, lost(), "it ran out");
    operator.does(take(2)).await.expect("free");
    assert_eq!(operator.does(Sum { lease: lease(1) }).await, lost(), "it is the other's");
    assert_eq!(operator.does(Sum { lease: lease(2) }).await, Ok(()));
}
