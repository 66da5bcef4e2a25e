#[derive(serde::Deserialize, serde::Serialize)]
struct Reply {
    timestamp: String,
    members: std::collections::BTreeMap<String, serde_json::Value>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reply: Reply = serde_json::from_reader(std::io::stdin())?;
    println!("{}", serde_json::to_string(&reply)?);
    Ok(())
}
