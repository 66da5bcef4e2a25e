//! A bounded map that forgets what was put in first.

use std::collections::{HashMap, VecDeque};

/// So many jobs or people are remembered.
const MAX_KEPT: usize = 10_000;

/// What the sandbox remembers by id.
pub(crate) struct Kept<K, V> {
    entries: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<K: Clone + Eq + core::hash::Hash, V> Kept<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.entries.get_mut(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key.clone(), value).is_some() {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > MAX_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.entries.remove(&oldest);
        }
    }

    pub(crate) fn remove(&mut self, key: &K) {
        if self.entries.remove(key).is_some() {
            self.order.retain(|kept| kept != key);
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.order.iter().filter_map(|key| self.entries.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_first_is_forgotten_first() {
        let mut kept = Kept::default();
        for number in 0..=MAX_KEPT {
            kept.insert(number, number);
            kept.insert(number, number);
        }
        assert_eq!(kept.get(&0), None);
        assert_eq!(kept.get(&1), Some(&1));
        assert_eq!(kept.values().count(), MAX_KEPT);
        kept.remove(&1);
        kept.remove(&1);
        assert_eq!((kept.get(&1), kept.values().count()), (None, MAX_KEPT - 1));
    }
}
