//! The same work on the same bytes by what people use in other languages, as candidates of the same run.

use super::{
    order::Order,
    report, targets,
    targets::Kind,
    timed::{keep_and_show, measure},
};
use crate::{
    failure::Failure,
    install::{Installed, Language},
};

pub(super) fn run(order: &Order) -> Result<String, Failure> {
    let installed = Installed::in_target_directory()?;
    for language in [Language::Python, Language::Node] {
        installed.provide(language)?;
    }
    let node = installed.packages(Language::Node).join("node_modules");
    let measured = measure(
        &targets::of_kind(Kind::Rivals)?,
        None,
        order.rounds,
        &[
            ("RIVALS_INPUTS", &report::directory()?.join("inputs")),
            ("PYTHONPATH", &installed.packages(Language::Python)),
            ("NODE_PATH", &node),
        ],
    )?;
    keep_and_show(&measured)
}
