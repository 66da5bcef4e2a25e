fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let text = runtime.block_on(async {
        let client = reqwest::Client::builder().gzip(true).build()?;
        let request = client.post("https://provider.example/v1/job_status").body("{}");
        request.send().await?.text().await
    })?;
    println!("{}", serde_json::from_str::<serde_json::Value>(&text)?);
    Ok(())
}
