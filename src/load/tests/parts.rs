//! The rules of the parts.

use std::collections::HashSet;
use std::time::Duration;

use clap::Parser;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{FrameHeader, coding};

use super::{Cli, options};
use crate::load::files::hgrm;
use crate::load::frames::{BadFrame, Decoder, Message, encode};
use crate::load::measure::{Latencies, Measures};
use crate::load::plan::{self, MAX_WATCHED};
use crate::load::schedule::{Action, arrivals};
use crate::load::sequence::Sequence;
use crate::load::wire::{self, RunTag, ServerFrame};
use crate::load::{Mix, process};

fn checked(arguments: &str) -> Result<(), String> {
    options(arguments).check().map_err(|refusal| refusal.0)
}

#[test]
fn a_mix_takes_weights_or_plain_names() {
    let mix = |text: &str| text.parse::<Mix>().map(|mix| (mix.edit, mix.comment, mix.note)).map_err(|bad| bad.0);
    assert_eq!(mix("edit=8, comment=1,note=1"), Ok((8, 1, 1)));
    assert_eq!(mix("edit,note"), Ok((1, 0, 1)));
    assert_eq!(mix("edit=x"), Err("`edit=x` has no whole weight up to 1000000".to_owned()));
    assert_eq!(mix("mail"), Err("`mail` is none of edit, comment, note".to_owned()));
    assert_eq!(mix("edit=0"), Err("at least one weight must be more than 0".to_owned()));
}

#[test]
fn options_that_do_not_fit_together_are_refused() {
    assert_eq!(checked(""), Ok(()));
    assert_eq!(checked("--sessions 5 --editors 6"), Err("--editors 6 is more than --sessions 5".to_owned()));
    assert!(checked("--contacts 1000 --editors 2").is_err_and(|text| text.contains("at least 17 editors")));
    assert!(checked("--peer --mix edit").is_err_and(|text| text.contains("--shape hot")));
    assert!(checked("--peer --shape hot").is_err_and(|text| text.contains("--mix edit")));
    assert!(checked("--seconds 0").is_err());
    for bad in ["--sessions 0", "--rate -1", "--rate nan", "--seconds -1", "--shape cube"] {
        let words = ["load"].into_iter().chain(bad.split(' '));
        assert!(Cli::try_parse_from(words).is_err(), "{bad}");
    }
}

#[test]
fn every_contact_has_an_editor_and_every_field_one_at_most() {
    for (sessions, contacts, editors) in [(300, 100, 300), (200, 200, 200), (12, 3, 2), (5, 100, 4), (7, 3, 7)] {
        let options = options(&format!("--sessions {sessions} --contacts {contacts} --editors {editors}"));
        options.check().expect("they fit");
        let plans = plan::sessions(&options, true);
        let mut fields = HashSet::new();
        for plan in &plans {
            assert!(!plan.watches.is_empty() && plan.watches.len() <= MAX_WATCHED);
            for cell in &plan.cells {
                assert!(plan.watches.contains(&cell.contact), "an editor sees what it edits");
                assert!(fields.insert((cell.contact, cell.field)), "{cell:?} has two editors");
            }
        }
        assert_eq!(plans.iter().filter(|plan| !plan.cells.is_empty()).count(), editors);
        let edited: HashSet<usize> = fields.iter().map(|(contact, _)| *contact).collect();
        assert_eq!(edited.len(), contacts, "{sessions} sessions, {contacts} contacts, {editors} editors");
    }
}

#[test]
fn more_editors_than_fields_share() {
    let plans = plan::sessions(&options("--shape hot --sessions 12 --editors 12"), false);
    assert!(plans.iter().all(|plan| plan.cells.len() == 1 && plan.watches == [0] && plan.source.is_none()));
}

#[test]
fn idle_sessions_watch_nothing_and_source_addresses_change_before_ports_run_out() {
    let plans = plan::sessions(&options("--shape idle --sessions 5 --connections-per-address 2"), true);
    assert!(plans.iter().all(|plan| plan.watches.is_empty() && plan.cells.is_empty()));
    let sources: Vec<String> = plans.iter().filter_map(|plan| plan.source).map(|ip| ip.to_string()).collect();
    assert_eq!(sources, ["127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.2", "127.0.0.3"]);
}

#[test]
fn the_same_seed_sends_the_same() {
    let mix = Mix { edit: 8, comment: 1, note: 1 };
    let drawn = |seed| arrivals(100.0, Duration::from_secs(20), mix, seed).collect::<Vec<_>>();
    assert_eq!(drawn(1), drawn(1));
    assert_ne!(drawn(1), drawn(2));
    assert!(drawn(1).is_sorted_by_key(|due| due.at));
}

#[test]
fn arrivals_keep_rate_and_mix() {
    let mix = Mix { edit: 3, comment: 1, note: 0 };
    let drawn: Vec<_> = arrivals(1000.0, Duration::from_secs(20), mix, 3).collect();
    assert!((19_500..20_500).contains(&drawn.len()), "{}", drawn.len());
    let comments = drawn.iter().filter(|due| due.action == Action::Comment).count();
    assert!((4_700..5_300).contains(&comments), "{comments}");
    assert!(drawn.iter().all(|due| due.action != Action::Note));
}

#[test]
fn a_sequence_tells_missing_repeated_and_late_apart() {
    let mut sequence = Sequence::new(10);
    assert!([11, 12, 15, 13].into_iter().all(|seq| sequence.take(seq)));
    assert!(!sequence.take(12), "it was there");
    assert!(!sequence.take(10), "the snapshot covered it");
    assert_eq!((sequence.repeated, sequence.out_of_order), (2, 1));
    assert_eq!(sequence.missing(15), 1, "14");
    assert_eq!(sequence.missing(17), 3, "14, 16 and 17");
    assert_eq!(sequence.expected(17), 7);
}

#[test]
fn a_command_is_known_by_its_id_in_its_own_run_only() {
    let (ours, others) = (RunTag::new(), RunTag::new());
    let id = ours.command(77);
    assert_eq!(id.get_version_num(), 7);
    assert_eq!(ours.number(&id.to_string()), Some(77));
    assert_eq!(others.number(&id.to_string()), None);
    assert_eq!(ours.number("not an id"), None);
    assert_ne!(ours.text(1, "city"), ours.text(2, "city"));
}

#[test]
fn markers_are_found_whole_and_of_this_run_only() {
    let (ours, others) = (RunTag::new(), RunTag::new());
    let text = format!("<p>{}</p>{}{}", ours.marker(5), others.marker(6), ours.marker(u32::MAX));
    assert_eq!(ours.markers(text.as_bytes()), [5, u32::MAX]);
    let cut = &text.as_bytes()[..text.len() - 3];
    assert_eq!(ours.markers(cut), [5]);
}

#[test]
fn frames_are_read_whatever_the_value_is() {
    for value in ["\"Wien\"", "null", "[\"a\",\"b\"]", "[{\"organisation\":\"x\"}]", "\"a\\\"b\"", "7", "true"] {
        let text = format!(r#"{{"type":"event","seq":3,"kind":"field_changed","value":{value},"previous":{value}}}"#);
        let frame: ServerFrame<'_> = serde_json::from_str(&text).expect(value);
        assert_eq!((frame.kind, frame.seq), ("event", Some(3)));
        assert_eq!(frame.value.0, (value == "\"Wien\"").then_some("Wien"));
    }
    let refused = r#"{"type":"refused","id":null,"code":"bad_json","message":"a \"quoted\" reason"}"#;
    let frame: ServerFrame<'_> = serde_json::from_str(refused).expect("a refusal");
    assert_eq!((frame.id, frame.code), (None, Some("bad_json")));
}

#[test]
fn what_the_peer_sends_on_is_an_event() {
    let id = RunTag::new().command(1);
    let text = wire::field_changed(id, "contact:x", 4, "city", "b", "a");
    let frame: ServerFrame<'_> = serde_json::from_str(&text).expect("an event");
    assert_eq!((frame.kind, frame.seq, frame.value.0), ("event", Some(4), Some("b")));
}

fn unmasked(opcode: OpCode, is_final: bool, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let header = FrameHeader { is_final, opcode, ..FrameHeader::default() };
    header.format(payload.len() as u64, &mut bytes).expect("a header");
    bytes.extend_from_slice(payload);
    bytes
}

fn decoded(pieces: &[&[u8]]) -> Result<Vec<String>, BadFrame> {
    let mut decoder = Decoder::default();
    let mut messages = Vec::new();
    for piece in pieces {
        decoder.feed(piece, |message| {
            messages.push(match message {
                Message::Text(bytes) => format!("text {}", bytes.len()),
                Message::Binary(bytes) => format!("binary {}", bytes.len()),
                Message::Ping(bytes) => format!("ping {}", bytes.len()),
                Message::Close { code, reason } => format!("close {code} {reason}"),
            });
        })?;
    }
    Ok(messages)
}

#[test]
fn messages_are_cut_the_same_from_any_pieces() {
    let text = OpCode::Data(Data::Text);
    let stream = [
        unmasked(text, true, &[b'a'; 5]),
        unmasked(OpCode::Data(Data::Binary), true, &[0; 300]),
        unmasked(text, false, b"be"),
        unmasked(OpCode::Control(coding::Control::Ping), true, b"?"),
        unmasked(OpCode::Data(Data::Continue), true, b"gin"),
        unmasked(text, true, &vec![b'x'; 70_000]),
        unmasked(OpCode::Control(coding::Control::Close), true, b"\x03\xe9bye"),
    ]
    .concat();
    let expected = ["text 5", "binary 300", "ping 1", "text 5", "text 70000", "close 1001 bye"];
    assert_eq!(decoded(&[&stream]).expect("well formed"), expected);
    for size in [1, 3, 250, 4096] {
        let pieces: Vec<&[u8]> = stream.chunks(size).collect();
        assert_eq!(decoded(&pieces).expect("well formed"), expected, "pieces of {size}");
    }
}

#[test]
fn a_server_that_masks_or_mixes_messages_is_refused() {
    let mut masked = Vec::new();
    encode(OpCode::Data(Data::Text), b"hello", [1, 2, 3, 4], &mut masked);
    assert_eq!(decoded(&[&masked]), Err(BadFrame("a masked frame from the server")));
    let text = OpCode::Data(Data::Text);
    let mixed = [unmasked(text, false, b"a"), unmasked(text, true, b"b")].concat();
    assert_eq!(decoded(&[&mixed]), Err(BadFrame("a message inside another")));
}

#[test]
fn latency_counts_from_when_a_message_was_due_and_not_in_the_warm_up() {
    let seconds = Duration::from_secs;
    let mut measures = Measures::new(seconds(2), seconds(10));
    measures.answered(seconds(1), seconds(3));
    assert_eq!((measures.ack.len(), measures.answered), (0, 1), "due in the warm-up");
    measures.answered(seconds(4), seconds(9));
    assert_eq!(measures.ack.len(), 1);
    assert!(measures.ack.max() >= 5_000_000);
}

#[test]
fn the_percentile_file_has_the_form_that_plotters_read() {
    let mut latencies = Latencies::new(3).expect("three digits");
    (1..=1000).for_each(|value| latencies.record(value * 1000).expect("in range"));
    let text = hgrm(&latencies);
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("a head").split_whitespace().collect();
    assert_eq!(head, ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"]);
    let rows: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let last: Vec<&str> = rows.last().expect("rows").split_whitespace().collect();
    assert_eq!((last[1], last[2]), ("1.000000000000", "1000"));
    assert!(text.contains("#[Max") && text.contains("#[Mean") && text.contains("#[Buckets"));
}

#[test]
fn the_process_behind_a_port_is_found() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    assert_eq!(process::listening_on(address), Some(std::process::id()));
    let sample = process::Sample::own().expect("this process");
    assert!(sample.rss_bytes > 0);
    assert!(process::Sample::own().expect("this process").cpu_seconds_since(&sample) >= 0.0);
}
