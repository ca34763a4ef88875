//! Whole runs against the mock.

use super::mock::{Fault, Mock};
use super::options;
use crate::load::{Report, run};

const LOAD: &str = "--sessions 12 --contacts 3 --rate 200 --seconds 0.3 --warmup 0.1 --stragglers 0.3 --email a,b";

fn load(fault: Fault, more: &str) -> Report {
    let mock = Mock::start(fault);
    let options = options(&format!("--url {} {LOAD} {more}", mock.url()));
    run(&options).expect("the load can be made")
}

fn edits(fault: Fault) -> Report {
    load(fault, "--mix edit")
}

#[test]
fn a_server_that_keeps_its_word_has_no_faults() {
    let report = load(Fault::None, "--mix edit=4,comment=2,note=2");
    assert_eq!(report.faults(), Vec::<String>::new(), "{report}");
    assert_eq!(report.check.sent, report.check.acked);
    assert_eq!(report.check.received, report.check.expected);
    assert_eq!(report.check.expected, report.check.sent * 4, "every contact has four screens");
    assert!(report.ack.count > 0 && report.screen.count > 0);
    assert!(report.note_saved.count > 0 && report.note_screen.count == report.note_saved.count * 3);
}

#[test]
fn a_hot_contact_reaches_every_session() {
    let report = load(Fault::None, "--shape hot --mix edit,comment");
    assert_eq!(report.faults(), Vec::<String>::new(), "{report}");
    assert_eq!(report.check.expected, report.check.sent * 12);
}

#[test]
fn fewer_editors_than_contacts_reach_every_contact() {
    let report = load(Fault::None, "--editors 2 --mix edit");
    assert_eq!(report.faults(), Vec::<String>::new(), "{report}");
}

#[test]
fn a_lost_event_is_missing() {
    let report = edits(Fault::LoseEvent);
    assert_eq!((report.check.missing, report.check.repeated, report.check.out_of_order), (1, 0, 0), "{report}");
    assert_eq!(report.check.received + 1, report.check.expected);
    assert_eq!(report.faults(), ["1 missing"]);
}

#[test]
fn an_event_that_comes_twice_is_repeated() {
    let report = edits(Fault::RepeatEvent);
    assert_eq!((report.check.missing, report.check.repeated, report.check.out_of_order), (0, 1, 0), "{report}");
    assert_eq!(report.faults(), ["1 repeated"]);
}

#[test]
fn an_event_after_the_next_one_is_out_of_order() {
    let report = edits(Fault::SwapEvents);
    assert_eq!((report.check.missing, report.check.repeated, report.check.out_of_order), (0, 0, 1), "{report}");
    assert_eq!(report.faults(), ["1 out of order"]);
}

#[test]
fn an_event_with_another_value_is_seen() {
    let report = edits(Fault::AlterValue);
    assert_eq!(report.check.contradictory, 4, "once on each of its four screens: {report}");
}

#[test]
fn an_acknowledged_command_that_nobody_sees_is_missing_everywhere() {
    let report = edits(Fault::AckWithoutEvent);
    assert_eq!(report.check.missing, 4, "{report}");
}

#[test]
fn an_acknowledgement_under_another_seq_contradicts_its_event() {
    assert_eq!(edits(Fault::AckUnderOtherSeq).check.contradictory, 1);
}

#[test]
fn a_refused_command_must_not_be_shown() {
    let report = edits(Fault::RefuseAndShow);
    assert_eq!((report.check.contradictory, report.refused["unavailable"]), (1, 1), "{report}");
}

#[test]
fn a_command_without_an_answer_is_a_fault() {
    let report = edits(Fault::ForgetAck);
    assert_eq!(report.faults(), ["1 never answered"], "{report}");
}

#[test]
fn a_second_answer_is_a_fault() {
    assert_eq!(edits(Fault::AckTwice).faults(), ["1 answers to nothing"]);
}

#[test]
fn a_command_that_is_applied_twice_is_repeated() {
    let report = edits(Fault::ApplyTwice);
    assert_eq!(report.check.repeated, 4, "once on each of its four screens: {report}");
}

#[test]
fn a_conflict_is_counted_and_sent_again() {
    let report = edits(Fault::Conflict);
    assert_eq!(report.conflicts, 1);
    assert_eq!(report.check.acked, report.check.sent - 1, "the conflicting command is sent anew: {report}");
    assert_eq!(report.faults(), Vec::<String>::new());
}

#[test]
fn a_lost_socket_is_reported_with_what_it_missed() {
    let report = edits(Fault::CloseSocket);
    assert_eq!(report.socket_errors.values().sum::<u64>(), 1, "{report}");
    assert!(report.check.missing > 0 && report.check.unsent > 0, "{report}");
}

#[test]
fn a_lost_note_is_missing() {
    let report = load(Fault::LoseNote, "--mix note");
    assert!(report.check.missing > 0, "{report}");
    assert_eq!(report.check.repeated + report.check.out_of_order, 0, "{report}");
}

#[test]
fn a_stall_is_charged_to_everything_that_was_due_meanwhile() {
    // 40 commands at 200 a second: the first waits for the last, whatever a tester that waits for answers would see.
    let report = load(Fault::Stall, "--mix comment --warmup 0");
    assert_eq!(report.faults(), Vec::<String>::new(), "{report}");
    assert_eq!(report.ack.count, report.check.acked);
    assert!(report.ack.max >= 100.0 && report.screen.max >= 100.0, "{report}");
}

#[test]
fn the_files_of_a_report_hold_its_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = load(Fault::LoseEvent, &format!("--mix edit --out {}", folder.path().display()));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect(name);
    let json: serde_json::Value = serde_json::from_str(&read("report.json")).expect("JSON");
    assert_eq!(json["check"]["missing"], 1);
    assert_eq!(json["check"]["acked"], report.check.acked);
    assert!(read("latencies.csv").lines().any(|line| line.starts_with("edit to screen,99.9,")));
    assert!(read("seconds.csv").lines().count() > 1);
    assert!(read("ack.hgrm").contains(&format!("Total count    = {:>12}", report.ack.count)));
    assert!(read("screen.hgrm").contains("1.000000000000"));
    let page = read("index.html");
    assert!(page.contains("1 missing") && page.contains("<polyline") && !page.contains("NaN"));
}

#[test]
fn a_refused_sign_in_is_one_clear_line() {
    let mock = Mock::start(Fault::None);
    let error = run(&options(&format!("--url {} {LOAD} --password wrong", mock.url()))).expect_err("refused");
    let line = format!("{error:#}");
    assert_eq!(line, "cannot sign in as a: the server answered 401: wrong e-mail or password");
}

#[test]
fn an_unreachable_server_is_one_clear_line() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address")
    };
    let error = run(&options(&format!("--url http://{address} {LOAD}"))).expect_err("nobody listens");
    let line = format!("{error:#}");
    assert!(line.contains("Connection refused") && !line.contains('\n'), "{line}");
}
