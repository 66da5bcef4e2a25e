use kyc_model::{
    Sensitive,
    smileid::{SmileSecure, SuspectUser},
};
use serde_json::json;

use super::*;

fn found(change: impl FnOnce(&mut SmileSecure)) -> Option<ReasonCategory> {
    let mut secure = SmileSecure::default();
    change(&mut secure);
    let mut all = Antifraud::default();
    all.smile_secure = Some(Lenient::Value(secure));
    antifraud(&all)
}

#[test]
fn a_list_of_suspects_is_a_signal_where_somebody_is_in_it() {
    use ReasonCategory::{FraudSignal, UnrecognizedValue};
    assert_eq!(found(|_| {}), None);
    let typed = |users| found(|secure| secure.suspect_users = Some(users));
    assert_eq!(typed(Lenient::Value(vec![])), None);
    let user = SuspectUser::default();
    assert_eq!(typed(Lenient::Value(vec![user])), Some(FraudSignal));
    let unreadable = Lenient::Unreadable(Sensitive::new(json!("x")));
    assert_eq!(typed(unreadable), Some(UnrecognizedValue));

    for (spelled_as_in_v3, expected) in [
        (json!(null), None),
        (json!([]), None),
        (json!([{"user_id": "u"}]), Some(FraudSignal)),
        (json!({}), Some(FraudSignal)),
        (json!("x"), Some(FraudSignal)),
    ] {
        let shown = spelled_as_in_v3.to_string();
        let of_v3 = found(|secure| {
            let members = [("suspect_users".to_owned(), spelled_as_in_v3)];
            secure.extra = Sensitive::new(members.into_iter().collect());
        });
        assert_eq!(of_v3, expected, "{shown}");
    }
}
