//! A bounded map that forgets what was put in first.

use std::collections::{HashMap, VecDeque};

/// So many jobs or people are remembered.
const MAX_ENTRIES: usize = 10_000;

/// What the sandbox remembers by id.
pub(crate) struct BoundedMap<K, V> {
    entries: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for BoundedMap<K, V> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<K: Clone + Eq + core::hash::Hash, V> BoundedMap<K, V> {
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
        if self.order.len() > MAX_ENTRIES
            && let Some(oldest) = self.order.pop_front()
        {
            self.entries.remove(&oldest);
        }
    }

    pub(crate) fn remove(&mut self, key: &K) {
        if self.entries.remove(key).is_some() {
            self.order.retain(|known| known != key);
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
        let mut map = BoundedMap::default();
        for number in 0..=MAX_ENTRIES {
            map.insert(number, number);
            map.insert(number, number);
        }
        assert_eq!(map.get(&0), None);
        assert_eq!(map.get(&1), Some(&1));
        assert_eq!(map.values().count(), MAX_ENTRIES);
        map.remove(&1);
        map.remove(&1);
        assert_eq!((map.get(&1), map.values().count()), (None, MAX_ENTRIES - 1));
    }
}
