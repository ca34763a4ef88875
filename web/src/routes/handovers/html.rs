//! The protocol of a handover as a page to print. In German, as the people who file it read it; every text that somebody
//! wrote is escaped.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use domain::act::{Act, ActState, ItemOutcome, RefusedItem};
use domain::calendar;
use domain::contact::AssignmentRole;

const STYLE: &str = "body{font:11pt/1.5 system-ui,sans-serif;margin:2.5rem auto;max-width:48rem;padding:0 1rem;color:#1a1a1a;\
background:#fff}h1{font-size:1.5rem;margin:0 0 1rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.5rem}\
dt{color:#555}dd{margin:0}table{border-collapse:collapse;width:100%;margin-top:1.5rem}th,td{text-align:left;padding:.3rem \
.5rem .3rem 0;border-bottom:1px solid #ccc;vertical-align:top}th{font-weight:600}.note{white-space:pre-wrap}.sign{display:\
flex;gap:3rem;margin-top:4rem}.sign p{flex:1;border-top:1px solid #333;padding-top:.3rem}tr{break-inside:avoid}@media print\
{body{margin:0;max-width:none}}";

pub(super) struct Names {
    pub(super) giver: String,
    pub(super) receiver: String,
    pub(super) by: String,
}

pub(super) fn opening(act: &Act, names: &Names) -> String {
    let Some(handover) = act.handover() else { return String::new() };
    let mut rows = String::new();
    let mut row = |term: &str, text: &str| {
        // Memory takes what is written.
        let _ = write!(rows, "<dt>{term}</dt><dd>{}</dd>", escaped(text));
    };
    row("Von", &names.giver);
    row("An", &names.receiver);
    if handover.giver != act.by {
        row("Veranlasst von", &names.by);
    }
    row("Erstellt am", &time(act.at));
    if let Some(answer) = act.answered {
        let term = if act.state == ActState::Declined { "Abgelehnt am" } else { "Angenommen am" };
        row(term, &time(answer.at));
    }
    if let Some(finished) = act.finished_at {
        row("Durchgeführt am", &time(finished));
    }
    if let Some(undone) = act.undone {
        row("Rückgängig gemacht am", &time(undone.at));
    }
    row("Umfang", if handover.everything { "Alles" } else { "Auswahl" });
    row("Kontakte", &act.counts.total.to_string());
    for (role, count) in &handover.roles {
        row(role_name(*role), &count.to_string());
    }
    if handover.planned > 0 {
        row("davon geplant", &handover.planned.to_string());
    }
    let note = if handover.note.is_empty() {
        String::new()
    } else {
        format!("<h2>Notiz</h2><p class=\"note\">{}</p>", escaped(&handover.note))
    };
    format!(
        "<!doctype html><html lang=\"de-AT\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Übergabeprotokoll</title><style>{STYLE}</style></head><body>\
         <h1>Übergabeprotokoll</h1><dl>{rows}</dl>{note}<table><thead><tr><th>Kontakt</th><th>Rolle</th>\
         <th>Ergebnis</th></tr></thead><tbody>"
    )
}

pub(super) fn line(name: &str, roles: &[AssignmentRole], outcome: Option<ItemOutcome>, text: &mut String) {
    let roles: Vec<_> = roles.iter().map(|role| role_name(*role)).collect();
    let (name, roles, result) = (escaped(name), roles.join(", "), outcome.map_or("offen", outcome_name));
    // Memory takes what is written.
    let _ = write!(text, "<tr><td>{name}</td><td>{roles}</td><td>{result}</td></tr>");
}

pub(super) fn closing(unseen: u64) -> String {
    let unseen = match unseen {
        0 => String::new(),
        1 => "<p>Dazu ein Kontakt, den Sie nicht sehen dürfen.</p>".to_owned(),
        count => format!("<p>Dazu {count} Kontakte, die Sie nicht sehen dürfen.</p>"),
    };
    format!(
        "</tbody></table>{unseen}<div class=\"sign\"><p>Übergeben: Datum, Unterschrift</p>\
         <p>Übernommen: Datum, Unterschrift</p></div></body></html>"
    )
}

fn time(at: DateTime<Utc>) -> String {
    at.with_timezone(&calendar::ZONE).format("%d.%m.%Y, %H:%M").to_string()
}

fn role_name(role: AssignmentRole) -> &'static str {
    match role {
        AssignmentRole::AccountManager => "Account Manager",
        AssignmentRole::Deputy => "Vertretung",
        AssignmentRole::SalesRep => "Vertriebsmitarbeiter",
        AssignmentRole::Service => "Kundendienst",
        AssignmentRole::Technician => "Techniker",
    }
}

fn outcome_name(outcome: ItemOutcome) -> &'static str {
    match outcome {
        ItemOutcome::Changed { .. } => "übergeben",
        ItemOutcome::Unchanged => "unverändert",
        ItemOutcome::TakenBack => "zurückgenommen",
        ItemOutcome::Kept => "seither geändert, bleibt",
        ItemOutcome::Refused { reason } => match reason {
            RefusedItem::NotFound => "nicht übergeben: gibt es nicht mehr",
            RefusedItem::Inactive => "nicht übergeben: Person nicht mehr aktiv",
            RefusedItem::NotAssigned => "nicht übergeben: Zuständigkeit endete vorher",
            RefusedItem::AlreadyAssigned => "nicht übergeben: Rolle ist zum Teil schon vergeben",
            RefusedItem::Days => "nicht übergeben: die Tage passen nicht mehr",
            RefusedItem::Refused => "nicht übergeben",
        },
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_is_text_and_never_markup() {
        let mut text = String::new();
        line("<script>alert('x')</script>", &[AssignmentRole::Service], None, &mut text);
        assert_eq!(
            text,
            "<tr><td>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</td><td>Kundendienst</td><td>offen</td></tr>"
        );
    }
}
