//! Answers to questions about the listing: a page in some order, the ids, the total, what the contacts have in common.

use std::collections::HashMap;
use std::ops::Bound;

use domain::access::{AudienceKey, Keys};
use domain::listing::facets::{by_spelling, most_frequent};
use domain::listing::{Criteria, Facets, Sort, SortBy};
use domain::value::Country;
use domain::{ContactId, TeamId, search};

use super::order::Order;
use super::texts::Texts;
use super::{Columns, Entry, Key, Listing};
use crate::contacts::Place;

/// Which contacts, for whom, in which order.
pub(crate) struct Question<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) criteria: &'a Criteria,
    pub(crate) sort: Sort,
    /// Only contacts that are seen whole.
    pub(crate) whole_only: bool,
}

/// Where a page begins.
pub(crate) enum Start<'a> {
    Offset(usize),
    After(&'a Place),
}

/// What [`Listing::page`] found.
pub(crate) struct Found {
    pub(crate) ids: Vec<ContactId>,
    /// The place of the last one, if more follow.
    pub(crate) last: Option<Place>,
    pub(crate) total: u64,
}

/// A question made ready for the listing: what it says about each shared value, worked out once.
struct Test<'a> {
    question: &'a Question<'a>,
    /// By place of the audience.
    seen: Vec<bool>,
    texts: &'a Texts,
    /// Each must occur in the words.
    needles: Vec<String>,
    /// Whether they do, by slot of the words; none where few contacts are left to ask.
    containing: Option<Vec<bool>>,
    /// None: the filter takes everything.
    taken: Option<Taken>,
}

/// Which shared values the filter takes, by their place.
struct Taken {
    postal_codes: Vec<bool>,
    cities: Vec<bool>,
    industries: Vec<bool>,
    tags: Vec<bool>,
    staff: Vec<bool>,
    teams: Vec<bool>,
    /// None: nothing is asked of custom fields.
    custom: Option<Vec<bool>>,
}

/// A contact that answers, in the order of names.
pub(super) struct Hit<'a> {
    pub(super) key: &'a Key,
    pub(super) entry: &'a Entry,
    /// The beginning of what it is ordered by; none if it has nothing. Orders as the whole does, where it differs.
    pub(super) beginning: Option<u64>,
    pub(super) position: usize,
}

impl Listing {
    pub(crate) fn page(&self, question: &Question<'_>, start: &Start<'_>, limit: usize) -> Found {
        if question.sort == Sort::default() {
            if question.criteria.is_everything() && !question.whole_only {
                return self.page_of_all(question.keys, start, limit);
            }
            return self.page_by_name(question, start, limit);
        }
        let order = Order::new(self, question.sort);
        let mut hits = self.hits(question, &order);
        let total = hits.len() as u64;
        let skip = match start {
            Start::Offset(offset) => *offset,
            Start::After(place) => {
                hits.retain(|hit| order.follows(hit, place));
                0
            }
        };
        let skip = skip.min(hits.len());
        let end = skip.saturating_add(limit).min(hits.len());
        let more = end < hits.len();
        let compare = |one: &Hit<'_>, other: &Hit<'_>| order.compare(one, other);
        // Only what comes before the page's end, and of that only the page, needs to be in order.
        if more {
            hits.select_nth_unstable_by(end, compare);
        }
        if skip < end && skip > 0 {
            hits[..end].select_nth_unstable_by(skip, compare);
        }
        hits[skip..end].sort_unstable_by(compare);
        let page = &hits[skip..end];
        let last = page.last().filter(|_| more).map(|hit| order.place(hit));
        Found { ids: page.iter().map(|hit| hit.key.1).collect(), last, total }
    }

    /// A page in the order of names, in which the listing stands: what is on no page is counted and not gathered.
    fn page_by_name(&self, question: &Question<'_>, start: &Start<'_>, limit: usize) -> Found {
        let test = self.test(question);
        let (mut page, mut total, mut skip) = (Vec::with_capacity(limit), 0, 0);
        if let Start::Offset(offset) = start {
            skip = *offset;
        }
        let follows = |(name, id): &Key| match start {
            Start::Offset(_) => true,
            Start::After(place) => (&**name, *id) > (place.name.as_str(), place.id),
        };
        let mut more = false;
        for (key, _) in self.entries.iter().filter(|(_, entry)| test.passes(entry)) {
            total += 1;
            if more || !follows(key) {
                continue;
            }
            match skip.checked_sub(1) {
                Some(left) => skip = left,
                None if page.len() < limit => page.push(key),
                None => more = true,
            }
        }
        let last = page.last().filter(|_| more).map(|key| place_by_name(key));
        Found { ids: page.into_iter().map(|(_, id)| *id).collect(), last, total }
    }

    /// A page of everything in the order of names: the total is known without looking at each contact.
    fn page_of_all(&self, keys: &Keys, start: &Start<'_>, limit: usize) -> Found {
        let seen = self.shared.audiences.judged(|audience| keys.meet(audience));
        let (from, skip) = match start {
            Start::After(place) => (Bound::Excluded((place.name.as_str().into(), place.id)), 0),
            Start::Offset(offset) => (Bound::Unbounded, *offset),
        };
        let visible = self.entries.range::<Key, _>((from, Bound::Unbounded));
        let mut visible = visible.filter(|(_, entry)| seen[entry.audience as usize]).skip(skip);
        let page: Vec<_> = visible.by_ref().take(limit).map(|(key, _)| key).collect();
        let more = visible.next().is_some();
        let last = page.last().filter(|_| more).map(|key| place_by_name(key));
        Found { ids: page.into_iter().map(|(_, id)| *id).collect(), last, total: self.seen_by(keys) }
    }

    fn seen_by(&self, keys: &Keys) -> u64 {
        self.shared.audiences.used().filter(|(audience, _)| keys.meet(audience)).map(|(_, contacts)| contacts).sum()
    }

    /// How many contacts answer.
    pub(crate) fn count(&self, keys: &Keys, criteria: &Criteria) -> u64 {
        if criteria.is_everything() {
            return self.seen_by(keys);
        }
        let question = Question { keys, criteria, sort: Sort::default(), whole_only: false };
        let test = self.test(&question);
        self.entries.values().filter(|entry| test.passes(entry)).count() as u64
    }

    /// How many contacts belong to a team. Where the name alone is seen, the leads of its teams are among those who see it
    /// (`[A5]`).
    pub(crate) fn count_of_team(&self, team: TeamId) -> u64 {
        let named = self.shared.teams.judged(|teams| teams.contains(&team));
        let led = self.shared.audiences.judged(|audience| audience.contains(&AudienceKey::Lead(team)));
        let belongs = |entry: &&Entry| match &entry.columns {
            Some(columns) => named[columns.teams as usize],
            None => led[entry.audience as usize],
        };
        self.entries.values().filter(belongs).count() as u64
    }

    /// What the contacts that answer, and are seen whole, have in common.
    pub(crate) fn facets(&self, keys: &Keys, criteria: &Criteria) -> Facets {
        let question = Question { keys, criteria, sort: Sort::default(), whole_only: true };
        let test = self.test(&question);
        let mut counts = Counts::new(self);
        for entry in self.entries.values().filter(|entry| test.passes(entry)) {
            if let Some(columns) = &entry.columns {
                counts.add(columns);
            }
        }
        counts.facets(self)
    }

    fn hits<'a>(&'a self, question: &Question<'_>, order: &Order<'a>) -> Vec<Hit<'a>> {
        let test = self.test(question);
        let mut hits: Vec<Hit<'a>> = Vec::new();
        for (position, (key, entry)) in self.entries.iter().enumerate() {
            if !test.passes(entry) {
                continue;
            }
            let beginning = match question.sort.by {
                // Equal names share a number, so that the reverse keeps them in the order of their ids.
                SortBy::Name => Some(match hits.last() {
                    Some(last) if last.key.0 == key.0 => last.beginning.unwrap_or_default(),
                    _ => position as u64,
                }),
                _ => order.beginning(entry),
            };
            hits.push(Hit { key, entry, beginning, position });
        }
        hits
    }

    fn test<'a>(&'a self, question: &'a Question<'a>) -> Test<'a> {
        let shared = &self.shared;
        let Criteria { words, filter } = question.criteria;
        let taken = (!filter.is_empty()).then(|| Taken {
            postal_codes: shared
                .lines
                .judged(|line| filter.takes_postal_code(line.as_ref().map(|line| line.text.as_str()))),
            cities: shared
                .lines
                .judged(|line| filter.takes_city(line.as_ref().and_then(|line| line.folded.as_deref()))),
            industries: shared.lines.judged(|line| filter.takes_industry(line.as_ref().map(|line| line.text.as_str()))),
            tags: shared.tags.judged(|tags| filter.takes_tags(tags)),
            staff: shared.staff.judged(|staff| {
                filter.takes_account_manager(staff.account_manager) && filter.takes_assigned(&staff.assigned)
            }),
            teams: shared.teams.judged(|teams| filter.takes_teams(teams)),
            custom: (!filter.custom.is_empty()).then(|| {
                let marks: Vec<_> = filter.custom.iter().map(|(id, _)| shared.field_numbers.mark(*id)).collect();
                let asked = || filter.custom.iter().zip(&marks);
                shared.custom.judged(|values| {
                    let value = |mark: &Option<String>| mark.as_ref().and_then(|mark| values.get(mark));
                    asked().all(|((_, condition), mark)| condition.takes(value(mark)))
                })
            }),
        });
        let needles = search::needles(words);
        // All words in a row are read faster than a quarter of them here and there.
        let asks_most = taken.is_none() && self.seen_by(question.keys) * 4 >= self.entries.len() as u64;
        Test {
            question,
            seen: shared.audiences.judged(|audience| question.keys.meet(audience)),
            containing: (asks_most && !needles.is_empty()).then(|| self.texts.containing(&needles)),
            texts: &self.texts,
            needles,
            taken,
        }
    }
}

fn place_by_name((name, id): &Key) -> Place {
    Place { sort: Sort::default(), value: None, name: name.to_string(), id: *id }
}

impl Test<'_> {
    fn passes(&self, entry: &Entry) -> bool {
        self.seen[entry.audience as usize]
            && match &self.containing {
                Some(containing) => containing[entry.words as usize] && self.takes(entry),
                None => self.takes(entry) && self.contains_needles(entry),
            }
    }

    fn contains_needles(&self, entry: &Entry) -> bool {
        let words = self.texts.get(entry.words);
        self.needles.iter().all(|needle| words.contains(needle.as_str()))
    }

    fn takes(&self, entry: &Entry) -> bool {
        let filter = &self.question.criteria.filter;
        let Some(columns) = &entry.columns else {
            return !self.question.whole_only && filter.takes_name_only(entry.kind);
        };
        let Some(taken) = &self.taken else { return true };
        filter.takes_kind(entry.kind)
            && filter.takes_access(columns.access)
            && filter.takes_country(columns.country)
            && taken.postal_codes[columns.postal_code as usize]
            && taken.cities[columns.city as usize]
            && taken.industries[columns.industry as usize]
            && taken.tags[columns.tags as usize]
            && taken.staff[columns.staff as usize]
            && taken.teams[columns.teams as usize]
            && filter.takes_times(columns.created_at, columns.updated_at)
            && taken.custom.as_ref().is_none_or(|taken| taken[columns.custom as usize])
    }
}

/// How many contacts have each shared value, by place.
struct Counts {
    countries: HashMap<Country, u64>,
    cities: Vec<u64>,
    industries: Vec<u64>,
    tags: Vec<u64>,
    staff: Vec<u64>,
}

impl Counts {
    fn new(listing: &Listing) -> Self {
        let shared = &listing.shared;
        Self {
            countries: HashMap::new(),
            cities: shared.lines.judged(|_| 0),
            industries: shared.lines.judged(|_| 0),
            tags: shared.tags.judged(|_| 0),
            staff: shared.staff.judged(|_| 0),
        }
    }

    fn add(&mut self, columns: &Columns) {
        if let Some(country) = columns.country {
            *self.countries.entry(country).or_default() += 1;
        }
        self.cities[columns.city as usize] += 1;
        self.industries[columns.industry as usize] += 1;
        self.tags[columns.tags as usize] += 1;
        self.staff[columns.staff as usize] += 1;
    }

    fn facets(self, listing: &Listing) -> Facets {
        let shared = &listing.shared;
        let lines = |counts: Vec<u64>| {
            shared.lines.by_place().filter_map(move |(place, line)| {
                line.as_ref().filter(|_| counts[place] > 0).map(|line| (line, counts[place]))
            })
        };
        let cities =
            lines(self.cities).filter_map(|(line, count)| Some((line.folded.as_ref()?, line.text.clone(), count)));
        let industries = lines(self.industries).map(|(line, count)| (line.text.clone(), count));
        let tags = shared.tags.by_place().flat_map(|(place, tags)| tags.iter().map(move |tag| (place, tag)));
        let tags = tags.map(|(place, tag)| (tag, tag.clone(), self.tags[place]));
        let staff = shared.staff.by_place().filter_map(|(place, staff)| Some((place, staff.account_manager?)));
        let managers = staff.map(|(place, employee)| (employee, employee.to_string(), self.staff[place]));
        Facets {
            countries: most_frequent(self.countries.into_iter().map(|(country, count)| (country.into(), count))),
            cities: most_frequent(by_spelling(cities)),
            industries: most_frequent(industries),
            tags: most_frequent(by_spelling(tags)),
            account_managers: most_frequent(by_spelling(managers)),
        }
    }
}
