//! Values that many contacts share, each kept once and named by a small number. One that no contact has any more is
//! forgotten.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

pub(super) type Place = u32;

pub(super) struct Interned<T> {
    slots: Vec<Option<Slot<T>>>,
    places: HashMap<Arc<T>, Place>,
    free: Vec<Place>,
}

struct Slot<T> {
    value: Arc<T>,
    uses: u64,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), places: HashMap::new(), free: Vec::new() }
    }
}

impl<T: Hash + Eq> Interned<T> {
    /// The place of a value, which is used once more from here on.
    pub(super) fn take(&mut self, value: T) -> Place {
        if let Some(place) = self.places.get(&value) {
            if let Some(slot) = &mut self.slots[*place as usize] {
                slot.uses += 1;
            }
            return *place;
        }
        let value = Arc::new(value);
        let slot = Some(Slot { value: Arc::clone(&value), uses: 1 });
        let place = if let Some(place) = self.free.pop() {
            self.slots[place as usize] = slot;
            place
        } else {
            self.slots.push(slot);
            Place::try_from(self.slots.len() - 1).expect("there are fewer distinct values than contacts")
        };
        self.places.insert(value, place);
        place
    }

    /// The value at this place is used once less.
    pub(super) fn give_back(&mut self, place: Place) {
        let slot = &mut self.slots[place as usize];
        let Some(used) = slot else { return };
        used.uses -= 1;
        if used.uses == 0 {
            self.places.remove(&used.value);
            *slot = None;
            self.free.push(place);
        }
    }

    pub(super) fn get(&self, place: Place) -> &T {
        let slot = self.slots[place as usize].as_ref();
        &slot.expect("a place that is in use has a value").value
    }

    /// The values with how often they are used.
    pub(super) fn used(&self) -> impl Iterator<Item = (&T, u64)> {
        self.slots.iter().flatten().map(|slot| (&*slot.value, slot.uses))
    }

    /// A judgement on every value, by place.
    pub(super) fn judged<R: Default>(&self, judge: impl Fn(&T) -> R) -> Vec<R> {
        let judged = |slot: &Option<Slot<T>>| slot.as_ref().map(|slot| judge(&slot.value)).unwrap_or_default();
        self.slots.iter().map(judged).collect()
    }

    /// Every value that is in use, with its place.
    pub(super) fn by_place(&self) -> impl Iterator<Item = (usize, &T)> {
        self.slots.iter().enumerate().filter_map(|(place, slot)| Some((place, &*slot.as_ref()?.value)))
    }
}
