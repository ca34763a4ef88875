//! The report as a page of its own: no script, nothing loaded, plots as SVG.

use std::fmt::Write;

use super::files::Named;
use super::measure::{Second, millis};
use super::report::{Latency, Report};

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 32.0;
const BOTTOM: f64 = 34.0;
const COLOURS: [&str; 4] = ["#1971c2", "#e8590c", "#2f9e44", "#9c36b5"];
/// The right edge of the percentile plot: 99.999 %, each nine the same width.
const NINES: f64 = 5.0;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #212529; --soft: #868e96; --line: #dee2e6; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ecef; --soft: #909296; --line: #373a40; --paper: #1a1b1e; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 900px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; }
.good { color: #2f9e44; } .bad { color: #e03131; }
svg { width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 11px; } .axis { stroke: var(--line); }
.key { font-size: .85rem; margin-right: 1.2rem; }
";

/// A line of a plot: its name and its points, in the units of the axes.
type Line = (&'static str, Vec<(f64, f64)>);

/// The whole page.
pub fn render(report: &Report, named: &Named<'_>) -> String {
    let mut page = String::new();
    let _ = write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Kontor under load</title><style>{STYLE}</style></head><body><h1>Kontor under load</h1><p>{}</p>",
        escaped(&report.started_at)
    );
    let faults = report.faults();
    if faults.is_empty() {
        page.push_str("<p class=\"good\">No faults: everything acknowledged arrived once, in order.</p>");
    }
    for fault in &faults {
        let _ = write!(page, "<p class=\"bad\">{}</p>", escaped(fault));
    }
    if !named.is_empty() {
        page.push_str("<h2>Latency in ms, from when a message was due</h2>");
        latency_table(&mut page, report);
        percentile_plot(&mut page, named);
        page.push_str("<h2>Messages and deliveries in each second</h2>");
        throughput_plot(&mut page, &report.seconds);
        page.push_str("<h2>Edit to screen in each second, ms</h2>");
        latency_over_time(&mut page, &report.seconds);
    }
    let _ = writeln!(page, "<h2>All figures</h2><pre>{}</pre></body></html>", escaped(&report.to_string()));
    page
}

fn latency_table(page: &mut String, report: &Report) {
    page.push_str(
        "<table><tr><th></th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th><th>count</th></tr>",
    );
    for (name, Latency { count, p50, p90, p99, p99_9, max }) in report.latencies() {
        let _ = write!(
            page,
            "<tr><td>{name}</td><td>{p50:.2}</td><td>{p90:.2}</td><td>{p99:.2}</td><td>{p99_9:.2}</td>\
             <td>{max:.2}</td><td>{count}</td></tr>"
        );
    }
    page.push_str("</table>");
}

/// Latency over the percentile, the x axis stretched towards 100 % so that the tail can be seen.
fn percentile_plot(page: &mut String, named: &Named<'_>) {
    let lines: Vec<Line> = named
        .iter()
        .map(|(name, latencies)| {
            let steps = latencies.iter_quantiles(5);
            let point = |quantile: f64, value| (nines(quantile), millis(value));
            (*name, steps.map(|step| point(step.quantile_iterated_to(), step.value_iterated_to())).collect())
        })
        .collect();
    let marks = [0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];
    let marks: Vec<(f64, String)> =
        marks.iter().map(|quantile| (nines(*quantile), format!("{}%", (quantile * 1e7).round() / 1e5))).collect();
    plot(page, &lines, &marks, NINES);
}

fn nines(quantile: f64) -> f64 {
    (-(1.0 - quantile).max(1e-12).log10()).min(NINES)
}

fn throughput_plot(page: &mut String, seconds: &[Second]) {
    let points = |value: fn(&Second) -> u64| seconds.iter().map(|s| (s.number as f64, value(s) as f64)).collect();
    plot_over_time(page, seconds, &[("due", points(|s| s.due)), ("answered", points(|s| s.answered))]);
    plot_over_time(page, seconds, &[("delivered", points(|s| s.delivered))]);
}

fn latency_over_time(page: &mut String, seconds: &[Second]) {
    let points = |value: fn(&Second) -> f64| seconds.iter().map(|s| (s.number as f64, value(s))).collect();
    let lines = [("p50", points(|s| s.screen_p50_ms)), ("p99", points(|s| s.screen_p99_ms))];
    plot_over_time(page, seconds, &lines);
}

fn plot_over_time(page: &mut String, seconds: &[Second], lines: &[Line]) {
    let end = seconds.last().map_or(1.0, |last| last.number as f64).max(1.0);
    let step = (end / 5.0).ceil();
    let ticks = (0_u32..).map(|number| f64::from(number) * step).take_while(|at| *at <= end);
    let marks: Vec<(f64, String)> = ticks.map(|at| (at, format!("{at:.0} s"))).collect();
    plot(page, lines, &marks, end);
}

fn plot(page: &mut String, lines: &[Line], marks: &[(f64, String)], right: f64) {
    let highest = lines.iter().flat_map(|(_, points)| points).map(|(_, y)| *y).fold(0.0, f64::max);
    let top = rounded_up(highest);
    let x = |value: f64| LEFT + value / right * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| (HEIGHT - BOTTOM) - value / top * (HEIGHT - BOTTOM - 12.0);
    let _ = write!(page, "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">");
    for fifth in 0..=5 {
        let value = top * f64::from(fifth) / 5.0;
        let at = y(value);
        let _ = write!(
            page,
            "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            at + 4.0,
            (value * 1000.0).round() / 1000.0
        );
    }
    for (value, text) in marks {
        let _ = write!(
            page,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{text}</text>",
            x(*value),
            HEIGHT - 12.0
        );
    }
    for ((_, points), colour) in lines.iter().zip(COLOURS) {
        let path: Vec<String> = points.iter().map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value))).collect();
        let _ = write!(
            page,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\" points=\"{}\"/>",
            path.join(" ")
        );
    }
    page.push_str("</svg><p>");
    for ((name, _), colour) in lines.iter().zip(COLOURS) {
        let _ = write!(page, "<span class=\"key\"><span style=\"color:{colour}\">━</span> {name}</span>");
    }
    page.push_str("</p>");
}

/// 1, 2 or 5 times a power of ten, so that the axis has round numbers.
fn rounded_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= value).unwrap_or(value)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
