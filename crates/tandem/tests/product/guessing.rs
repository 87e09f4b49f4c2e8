//! Somebody guesses at a password.

use std::net::IpAddr;
use std::sync::Arc;

use tandem_engine::Engine;
use tandem_gateway::{AuthFault, Gate, RateLimit};

use crate::product::Product;

/// A gate like that of a node that has just started.
fn gate(engine: &Engine) -> Gate {
    let timer = Arc::new(|time| -> futures_util::future::BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    });
    Gate::new(engine.clone(), RateLimit { per_minute: 0 }, timer).expect("a gate")
}

async fn tries(gate: &Gate, password: &str, address: [u8; 4]) -> Result<(), AuthFault> {
    let address = Some(IpAddr::from(address));
    gate.by_password("voipms", "demo@example.com", password, address).await.map(|_| ())
}

const HERE: [u8; 4] = [127, 0, 0, 1];

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_too_many_is_written_down_and_no_other() {
    let product = Product::fresh().await;
    let first = gate(&product.engine);
    let right = "demo-voipms-password";
    assert_eq!(tries(&first, right, HERE).await, Ok(()), "known from now on");
    let runs = |engine: &Engine| engine.figures().runs;
    let before = runs(&product.engine);
    // Ten in a minute are too many; where a guess takes seconds, some more are.
    let mut guesses = 0;
    loop {
        assert_eq!(tries(&first, "a guess", HERE).await, Err(AuthFault::Unknown));
        guesses += 1;
        if runs(&product.engine) > before {
            break;
        }
        assert!(guesses < 100, "nobody is locked out");
    }
    assert!(guesses >= 10, "wrong guesses are counted in memory");
    // Whoever guesses is not told by the answer which guess was right, though it is known here …
    assert_eq!(tries(&first, right, HERE).await, Err(AuthFault::Guessing));
    assert_eq!(tries(&first, "a guess", HERE).await, Err(AuthFault::Guessing));
    // A node that starts now knows it, too; and it is about that address only.
    let second = gate(&product.engine);
    assert_eq!(tries(&second, right, HERE).await, Err(AuthFault::Guessing));
    assert_eq!(tries(&second, right, [127, 0, 0, 2]).await, Ok(()));
    // … and there either, by now.
    assert_eq!(tries(&second, right, HERE).await, Err(AuthFault::Guessing));
    product.assert_sound().await;
}
