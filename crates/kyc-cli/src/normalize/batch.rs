//! Records on their way from the reader to a worker.

use std::sync::{Arc, atomic::AtomicU64};

use super::pipeline::Feeder;
use crate::{
    failure::Failure,
    input::{Place, Record, Records, Sources, is_live},
};

/// So many bytes go to a worker at once, so that sending costs nothing beside mapping.
const BATCH_BYTES: usize = 128 * 1024;
/// What a record weighs beside its bytes.
const RECORD_WEIGHT: usize = 512;

/// Some records, in order.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) records: Vec<(Arc<str>, Record)>,
    weight: usize,
}

/// Reads all records, and sends them on in batches until nobody wants more.
pub(super) fn read(sources: Sources, feeder: &Feeder<Batch>, bytes_read: &Arc<AtomicU64>) {
    let mut batch = Batch::default();
    for source in sources {
        let goes_on = match source {
            Ok(path) => {
                let file = Place::file(&path);
                let is_live = is_live(&path);
                // Nobody waits for an outcome until somebody else has written more.
                (!is_live || batch.send(feeder))
                    && match Records::open(&path, bytes_read) {
                        Ok(records) => read_file(&file, records, is_live, &mut batch, feeder),
                        Err(error) => {
                            batch.add(&file, Record::failed(Failure::Read(error)), feeder)
                        }
                    }
            }
            Err((path, failure)) => {
                let file = Place::file(&path);
                batch.add(&file, Record::failed(failure), feeder)
            }
        };
        if !goes_on || feeder.is_stopped() {
            return;
        }
    }
    batch.send(feeder);
}

/// False when nobody wants more.
fn read_file(
    file: &Arc<str>,
    mut records: Records,
    is_live: bool,
    batch: &mut Batch,
    feeder: &Feeder<Batch>,
) -> bool {
    loop {
        if is_live && !records.has_next() && !batch.send(feeder) {
            return false;
        }
        let Some(record) = records.next() else {
            return true;
        };
        if !batch.add(file, record, feeder) {
            return false;
        }
    }
}

impl Batch {
    /// False when nobody wants more.
    fn add(&mut self, file: &Arc<str>, record: Record, feeder: &Feeder<Self>) -> bool {
        let bytes = record.bytes.as_ref().map_or(0, Vec::capacity);
        self.weight = self
            .weight
            .saturating_add(bytes)
            .saturating_add(RECORD_WEIGHT);
        self.records.push((Arc::clone(file), record));
        self.weight < BATCH_BYTES || self.send(feeder)
    }

    /// False when nobody wants more.
    fn send(&mut self, feeder: &Feeder<Self>) -> bool {
        if self.records.is_empty() {
            return true;
        }
        let whole = core::mem::take(self);
        let weight = whole.weight;
        feeder.feed(whole, weight)
    }
}
