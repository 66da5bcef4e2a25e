fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::io::read_to_string(std::io::stdin())?;
    let now = "2026-01-02T03:04:05Z".parse()?;
    let outcome = kyc_facade::Normalizer::new().normalize(text.as_bytes(), now)?;
    println!("{}", outcome.decision());
    Ok(())
}
