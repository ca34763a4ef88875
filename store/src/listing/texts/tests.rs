use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::Texts;

fn random_text(random: &mut StdRng) -> String {
    let letter = |random: &mut StdRng| ["a", "b", "c", "ü"][random.gen_range(0..4)];
    (0..random.gen_range(0..5)).flat_map(|_| [" ", letter(random), letter(random)]).collect()
}

#[test]
fn every_text_that_is_kept_is_read_and_found_as_it_was_kept() {
    let seed: u64 = rand::thread_rng().r#gen();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let (mut texts, mut kept) = (Texts::default(), Vec::new());
    for _ in 0..500 {
        if kept.is_empty() || random.gen_bool(0.55) {
            let text = random_text(&mut random);
            kept.push((texts.keep(&text), text));
        } else {
            let (slot, _) = kept.swap_remove(random.gen_range(0..kept.len()));
            texts.give_back(slot);
        }
        let found = texts.containing(&[" a".to_owned(), " bü".to_owned()]);
        for (slot, text) in &kept {
            assert_eq!(texts.get(*slot), text);
            assert_eq!(found[*slot as usize], text.contains(" a") && text.contains(" bü"));
        }
    }
}

#[test]
fn the_room_of_texts_that_were_given_back_is_used_again() {
    let mut texts = Texts::default();
    for number in 0..1_000 {
        let slot = texts.keep(&format!(" number {number}"));
        texts.give_back(slot);
    }
    assert_eq!(texts.spans.len(), 1);
    assert!(texts.bytes.capacity() < 200, "{} bytes for nothing", texts.bytes.capacity());
}
