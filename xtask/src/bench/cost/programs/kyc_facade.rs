use greenid_soap::Endpoint;
use kyc_facade::{AskOptions, Registry, greenid::GreenidProvider, smileid::SmileProvider};
use kyc_http::ReqwestTransport;
use kyc_model::outcome::{Reference, SmileReference};
use smileid::{ApiKey, Server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let transport = ReqwestTransport::builder().build()?;
    let keys = smileid::Credentials::new("085", ApiKey::new(std::env::var("SMILEID_API_KEY")?))?;
    let account = greenid_soap::Credentials::password("customer-1", std::env::var("GREENID_PASSWORD")?)?;
    let endpoint = Endpoint::new(&std::env::var("GREENID_ENDPOINT")?)?;
    let registry = Registry::new()
        .with(SmileProvider::new(smileid::Client::new(Server::Sandbox, keys, transport.clone())))
        .with(GreenidProvider::new(greenid_soap::Client::new(endpoint, account, transport)));
    let reference = Reference::Smileid(SmileReference::new("user-1", "job-1"));
    let outcome = runtime.block_on(registry.outcome(&reference, &AskOptions::default()))?;
    println!("{}", outcome.decision());
    Ok(())
}
