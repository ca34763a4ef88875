//! A burst passes, a flood does not (`[S1]`).

use std::time::Duration;

use super::*;

fn taken(bucket: &mut Bucket, times: u32, at: Instant) -> usize {
    (0..times).filter(|_| bucket.take_at(at)).count()
}

#[test]
fn a_burst_passes_and_what_comes_after_is_bounded_by_the_rate() {
    let mut bucket = Bucket::full();
    let start = bucket.filled_at;
    assert_eq!(taken(&mut bucket, 1000, start), 400);
    assert_eq!(taken(&mut bucket, 1000, start + Duration::from_millis(500)), 100);
    assert_eq!(taken(&mut bucket, 1000, start + Duration::from_millis(1500)), 200);
}

#[test]
fn a_pause_fills_the_bucket_and_no_more() {
    let mut bucket = Bucket::full();
    let start = bucket.filled_at;
    taken(&mut bucket, 400, start);
    assert_eq!(taken(&mut bucket, 1000, start + Duration::from_hours(1)), 400);
}
