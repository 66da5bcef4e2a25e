use greenid_soap::{Client, Credentials, Endpoint, GetVerificationResult};
use kyc_http::ReqwestTransport;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let account = Credentials::password("customer-1", std::env::var("GREENID_PASSWORD")?)?;
    let endpoint = Endpoint::new(&std::env::var("GREENID_ENDPOINT")?)?;
    let client = Client::new(endpoint, account, ReqwestTransport::builder().build()?);
    let question = GetVerificationResult::new("user-1")?;
    println!("{:?}", runtime.block_on(client.get_verification_result(&question))?);
    Ok(())
}
