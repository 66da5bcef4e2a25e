use kyc_http::ReqwestTransport;
use smileid::{ApiKey, Client, Credentials, JobStatusRequest, Server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let keys = Credentials::new("085", ApiKey::new(std::env::var("SMILEID_API_KEY")?))?;
    let client = Client::new(Server::Sandbox, keys, ReqwestTransport::builder().build()?);
    let question = JobStatusRequest::new("user-1", "job-1")?;
    println!("{:?}", runtime.block_on(client.job_status(&question))?);
    Ok(())
}
