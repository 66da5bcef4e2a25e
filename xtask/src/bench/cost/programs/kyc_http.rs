use kyc_http::{ReqwestTransport, ResponseLimits, Transport};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let transport = ReqwestTransport::builder().build()?;
    let request = http::Request::post("https://provider.example/v1/job_status").body("{}".into())?;
    let answer = runtime.block_on(transport.send(request, ResponseLimits::default()))?;
    println!("{} {}", answer.status(), answer.body().len());
    Ok(())
}
