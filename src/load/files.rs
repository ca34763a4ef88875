//! The files of a report: JSON for scripts, CSV for spreadsheets, `HdrHistogram`'s percentile format for its plotter.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Context;

use super::measure::{Latencies, Measures, millis};
use super::page;
use super::report::Report;

/// What the CSV and the page show of a distribution; the format of `HdrHistogram` has every step.
pub const PERCENTILES: [f64; 14] = [1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.9, 99.99, 100.0];

/// Writes all files of the report into the folder, which is made if need be.
pub fn write(folder: &Path, report: &Report, measures: &Measures) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let save = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    };
    let named = named(measures);
    save("report.json", serde_json::to_string_pretty(report)?)?;
    save("latencies.csv", latencies_csv(&named))?;
    save("seconds.csv", seconds_csv(report))?;
    save("ack.hgrm", hgrm(&measures.ack))?;
    save("screen.hgrm", hgrm(&measures.screen))?;
    if !measures.note_screen.is_empty() {
        save("note.hgrm", hgrm(&measures.note_screen))?;
    }
    save("index.html", page::render(report, &named))
}

/// The latencies that have a value, by the name they have on the page.
pub type Named<'a> = Vec<(&'static str, &'a Latencies)>;

fn named(measures: &Measures) -> Named<'_> {
    let Measures { ack, screen, note_saved, note_screen, .. } = measures;
    let all = [
        ("acknowledged", ack),
        ("edit to screen", screen),
        ("note saved", note_saved),
        ("note to screen", note_screen),
    ];
    all.into_iter().filter(|(_, latencies)| !latencies.is_empty()).collect()
}

fn latencies_csv(named: &Named<'_>) -> String {
    let mut text = "measure,percentile,latency_ms,count\n".to_owned();
    for (name, latencies) in named {
        for percentile in PERCENTILES {
            let latency = millis(latencies.value_at_percentile(percentile));
            let _ = writeln!(text, "{name},{percentile},{latency:.3},{}", latencies.len());
        }
    }
    text
}

fn seconds_csv(report: &Report) -> String {
    let mut text = "second,measured,due,answered,delivered,screen_p50_ms,screen_p99_ms,screen_max_ms\n".to_owned();
    for second in &report.seconds {
        let _ = writeln!(
            text,
            "{},{},{},{},{},{:.3},{:.3},{:.3}",
            second.number,
            second.measured,
            second.due,
            second.answered,
            second.delivered,
            second.screen_p50_ms,
            second.screen_p99_ms,
            second.screen_max_ms
        );
    }
    text
}

/// The percentile distribution in milliseconds, as `outputPercentileDistribution` of `HdrHistogram` writes it.
pub fn hgrm(latencies: &Latencies) -> String {
    let mut text = format!("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    let mut total = 0;
    for step in latencies.iter_quantiles(5) {
        total += step.count_since_last_iteration();
        let quantile = step.quantile_iterated_to();
        let value = millis(step.value_iterated_to());
        let _ = write!(text, "{value:>12.3} {quantile:>2.12} {total:>10}");
        if quantile < 1.0 {
            let _ = write!(text, " {:>14.2}", 1.0 / (1.0 - quantile));
        }
        text.push('\n');
    }
    let (mean, deviation) = (latencies.mean() / 1000.0, latencies.stdev() / 1000.0);
    let _ = writeln!(text, "#[Mean    = {mean:>12.3}, StdDeviation   = {deviation:>12.3}]");
    let _ = writeln!(text, "#[Max     = {:>12.3}, Total count    = {:>12}]", millis(latencies.max()), latencies.len());
    let _ = writeln!(
        text,
        "#[Buckets = {:>12}, SubBuckets     = {:>12}]",
        latencies.buckets(),
        // Three digits take 2048 sub-buckets.
        2048
    );
    text
}
