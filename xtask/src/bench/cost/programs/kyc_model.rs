fn main() -> Result<(), Box<dyn std::error::Error>> {
    let outcome: kyc_model::outcome::VerificationOutcome = serde_json::from_reader(std::io::stdin())?;
    println!("{}", serde_json::to_string(&outcome)?);
    Ok(())
}
