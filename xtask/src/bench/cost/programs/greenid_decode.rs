use greenid_soap::{Operation, decode};
use kyc_http::ResponseLimits;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::io::read_to_string(std::io::stdin())?;
    let operation = Operation::GetVerificationResult;
    let record = decode::verification_result(text.as_bytes(), operation, ResponseLimits::default())?;
    println!("{record:?}");
    Ok(())
}
