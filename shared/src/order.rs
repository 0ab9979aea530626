//! Sorting with the code of one sort.
//!
//! Every type that is sorted by the standard library brings its own copy of the sort into the page,
//! 3 KB each; here places are sorted instead, whatever stands in them.

use std::cmp::Ordering;

use crate::filter::Filter;

/// Sorts in place; what is equal keeps its order.
pub fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = places(items.len(), &mut |one, other| {
        compare(&items[one], &items[other])
    });
    let mut left: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| left[place].take()));
}

/// Numbers in ascending order.
pub fn sort_numbers(numbers: &mut Vec<f64>) {
    sort_by(numbers, f64::total_cmp);
}

/// The values of a filter in the order of its words, each once; none where all is the only one.
#[must_use]
pub fn filters<F: Filter>(values: &[F]) -> Vec<F> {
    if values.iter().all(|value| value.is_all()) {
        return Vec::new();
    }
    let chosen = |value: &F| values.contains(value);
    F::ALL.iter().copied().filter(chosen).collect()
}

fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Platform;

    #[test]
    fn what_is_equal_keeps_its_order() {
        let mut words = vec!["pear", "fig", "plum", "kiwi", "lime", "nut"];
        sort_by(&mut words, |one, other| one.len().cmp(&other.len()));
        assert_eq!(words, ["fig", "nut", "pear", "plum", "kiwi", "lime"]);
    }

    #[test]
    fn numbers_ascend_below_zero_too() {
        let mut numbers = vec![3.0, -1.5, 0.0, 2.0];
        sort_numbers(&mut numbers);
        assert_eq!(numbers, [-1.5, 0.0, 2.0, 3.0]);
    }

    #[test]
    fn all_alone_is_no_choice() {
        assert_eq!(filters(&[Platform::All]), []);
        let both = [Platform::Ios, Platform::All, Platform::Ios];
        assert_eq!(filters(&both), [Platform::All, Platform::Ios]);
    }
}
