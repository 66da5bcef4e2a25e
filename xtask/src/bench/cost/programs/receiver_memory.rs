use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use kyc_receiver::{Intake, MemoryStore};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let intake = Intake::greenid(MemoryStore::new());
    let request = http::Request::post("/").body("<a/>".into())?;
    let taken = pin!(intake.receive(&request)).poll(&mut Context::from_waker(Waker::noop()));
    if let Poll::Ready(answer) = taken {
        println!("{}", answer.status());
    }
    Ok(())
}
