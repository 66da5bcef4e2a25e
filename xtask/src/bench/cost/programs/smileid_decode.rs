use kyc_http::ResponseLimits;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::io::read_to_string(std::io::stdin())?;
    let record = smileid::decode::job_status(text.as_bytes(), ResponseLimits::default())?;
    println!("{record:?}");
    Ok(())
}
