//! Where something of a person lies, and how it is emptied: one list for what hangs on a case, one for what hangs on
//! the resident. A new noun that keeps anything of a person is a line here.
//!
//! A row stays, for figures and histories; what was sealed is emptied, and what was sealed and is empty was erased.
//! Keyed digests go too: with the ring they would still answer whether a guess is right.

use diesel::{QueryResult, prelude::*};
use domain::ids::{CaseId, CentreId, ResidentId};
use jiff::Timestamp;

use crate::{
    conn::Db,
    error::StoreError,
    schema::{
        case_events, cases, correction_notices, deaths, erasure_requests, evidence, handovers, home_places,
        letters, links, lookups, mandates, messages, not_applied, ratings, refusals, residents, results,
        uploads, visit_requests, visits,
    },
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

/// What is written where something was.
const EMPTY: &[u8] = &[];

/// What is emptied, and under which number of the centre.
struct Scope<'a> {
    centre: G,
    ids: &'a [G],
    seq: i64,
    now: T,
}

/// A noun, and how it is emptied of the cases or residents of a scope; how many rows that were.
type Noun = (&'static str, fn(&mut Db, &Scope<'_>) -> QueryResult<usize>);

/// A write that was not applied, without what it said.
macro_rules! unsaid {
    ($of:expr) => {
        (not_applied::body.eq(EMPTY), not_applied::note.eq(None::<Vec<u8>>), not_applied::seq.eq($of.seq))
    };
}

const OF_CASES: &[Noun] = &[
    ("cases", |db, of| {
        let theirs = cases::centre_id.eq(of.centre).and(cases::id.eq_any(of.ids));
        let emptied =
            (cases::declared.eq(EMPTY), cases::query_code.eq(None::<Vec<u8>>), cases::seq.eq(of.seq));
        diesel::update(cases::table.filter(theirs)).set(emptied).execute(db)
    }),
    ("mandates", |db, of| {
        let theirs = mandates::centre_id.eq(of.centre).and(mandates::case_id.eq_any(of.ids));
        let emptied = (mandates::detail.eq(EMPTY), mandates::binding.eq(EMPTY));
        diesel::update(mandates::table.filter(theirs)).set(emptied).execute(db)
    }),
    ("event_notes", |db, of| {
        let theirs = case_events::centre_id.eq(of.centre).and(case_events::case_id.eq_any(of.ids));
        let noted = case_events::table.filter(theirs.and(case_events::note.is_not_null()));
        diesel::update(noted).set(case_events::note.eq(None::<Vec<u8>>)).execute(db)
    }),
    ("notices", |db, of| {
        let theirs =
            correction_notices::centre_id.eq(of.centre).and(correction_notices::case_id.eq_any(of.ids));
        let emptied = correction_notices::words.eq(EMPTY);
        diesel::update(correction_notices::table.filter(theirs)).set(emptied).execute(db)
    }),
    ("lookups", |db, of| {
        let theirs = lookups::centre_id.eq(of.centre).and(lookups::case_id.eq_any(of.ids));
        diesel::update(lookups::table.filter(theirs)).set(lookups::digest.eq(EMPTY)).execute(db)
    }),
    ("ratings", |db, of| {
        let theirs = ratings::centre_id.eq(of.centre).and(ratings::case_id.eq_any(of.ids));
        let worded = ratings::table.filter(theirs.and(ratings::words.is_not_null()));
        diesel::update(worded).set(ratings::words.eq(None::<Vec<u8>>)).execute(db)
    }),
    ("messages", |db, of| {
        let theirs = messages::centre_id.eq(of.centre).and(messages::case_id.eq_any(of.ids));
        let ids = messages::table.filter(theirs).select(messages::id).load(db)?;
        empty_messages(db, ids, of.centre)
    }),
    // A paper that no letter names is taken by the next sweep.
    ("letters", |db, of| {
        let theirs = letters::centre_id.eq(of.centre).and(letters::case_id.eq_any(of.ids));
        let nothing = (
            letters::facts.eq(EMPTY),
            letters::template.eq(None::<String>),
            letters::printed_at.eq(None::<T>),
            letters::object_id.eq(None::<G>),
            letters::sha256.eq(None::<Vec<u8>>),
            letters::size.eq(None::<i64>),
            letters::failure.eq("erased"),
        );
        diesel::update(letters::table.filter(theirs)).set(nothing).execute(db)
    }),
    // The case's id stands where the index of the number stood, which is unique.
    ("results", |db, of| {
        let mut emptied = 0;
        for id in of.ids {
            let row = results::table.find((*id, of.centre));
            let nothing = (results::number.eq(EMPTY), results::number_index.eq(id.0.as_bytes().as_slice()));
            emptied += diesel::update(row).set(nothing).execute(db)?;
        }
        Ok(emptied)
    }),
    ("handovers", |db, of| {
        let theirs = handovers::centre_id.eq(of.centre).and(handovers::case_id.eq_any(of.ids));
        diesel::update(handovers::table.filter(theirs)).set(handovers::words.eq(None::<Vec<u8>>)).execute(db)
    }),
    ("not_applied", |db, of| {
        let theirs = not_applied::centre_id.eq(of.centre).and(not_applied::case_id.eq_any(of.ids));
        diesel::update(not_applied::table.filter(theirs)).set(unsaid!(of)).execute(db)
    }),
    ("links", |db, of| {
        let theirs = links::centre_id.eq(of.centre).and(links::case_id.eq_any(of.ids));
        diesel::delete(links::table.filter(theirs)).execute(db)
    }),
    // The files themselves: no manifest names their uploads any more, so the next sweep takes them, unless the manifest
    // of another case does.
    ("files", |db, of| {
        let theirs = evidence::centre_id.eq(of.centre).and(evidence::case_id.eq_any(of.ids));
        let named = evidence::table.filter(theirs).select(evidence::upload_id.assume_not_null());
        let named = named.filter(evidence::upload_id.is_not_null()).load::<G>(db)?;
        run_out(db, &named, of.now)?;
        let held = evidence::table.filter(
            evidence::centre_id
                .eq(of.centre)
                .and(evidence::case_id.eq_any(of.ids))
                .and(evidence::upload_id.is_not_null()),
        );
        diesel::update(held).set(evidence::upload_id.eq(None::<G>)).execute(db)
    }),
];

const OF_RESIDENTS: &[Noun] = &[
    // The id stands where the index of the ID number stood, which is unique.
    ("residents", |db, of| {
        let mut emptied = 0;
        for id in of.ids {
            let row = residents::table.find((of.centre, *id));
            let nothing = (
                residents::seq.eq(of.seq),
                residents::version.eq(residents::version + 1),
                residents::data_key.eq(EMPTY),
                residents::profile.eq(EMPTY),
                residents::id_index.eq(id.0.as_bytes().as_slice()),
                residents::name_index.eq(EMPTY),
                residents::phone_index.eq(None::<Vec<u8>>),
            );
            emptied += diesel::update(row).set(nothing).execute(db)?;
        }
        Ok(emptied)
    }),
    ("visits", |db, of| {
        let theirs = visits::centre_id.eq(of.centre).and(visits::resident_id.eq_any(of.ids));
        let emptied = (visits::note.eq(None::<Vec<u8>>), visits::seq.eq(of.seq));
        diesel::update(visits::table.filter(theirs)).set(emptied).execute(db)
    }),
    // Nobody is left to go to.
    ("visit_requests", |db, of| {
        let ids: Vec<_> = of.ids.iter().copied().map(Some).collect();
        let theirs = visit_requests::centre_id.eq(of.centre).and(visit_requests::resident_id.eq_any(ids));
        let open = theirs.and(visit_requests::state.eq("open"));
        let withdrawn = (
            visit_requests::state.eq("withdrawn"),
            visit_requests::version.eq(visit_requests::version + 1),
            visit_requests::answered_at.eq(Some(of.now)),
        );
        diesel::update(visit_requests::table.filter(open)).set(withdrawn).execute(db)?;
        let ids: Vec<_> = of.ids.iter().copied().map(Some).collect();
        let theirs = visit_requests::centre_id.eq(of.centre).and(visit_requests::resident_id.eq_any(ids));
        let emptied =
            (visit_requests::words.eq(None::<Vec<u8>>), visit_requests::answer_words.eq(None::<Vec<u8>>));
        diesel::update(visit_requests::table.filter(theirs)).set(emptied).execute(db)
    }),
    ("home_places", |db, of| {
        let theirs = home_places::centre_id.eq(of.centre).and(home_places::resident_id.eq_any(of.ids));
        diesel::delete(home_places::table.filter(theirs)).execute(db)
    }),
    ("not_applied", |db, of| {
        let theirs = not_applied::centre_id.eq(of.centre).and(not_applied::resident_id.eq_any(of.ids));
        diesel::update(not_applied::table.filter(theirs)).set(unsaid!(of)).execute(db)
    }),
    ("deaths", |db, of| {
        let theirs = deaths::centre_id.eq(of.centre).and(deaths::resident_id.eq_any(of.ids));
        diesel::update(deaths::table.filter(theirs)).set(deaths::words.eq(None::<Vec<u8>>)).execute(db)
    }),
    ("refusals", |db, of| {
        let theirs = refusals::centre_id.eq(of.centre).and(refusals::resident_id.eq_any(of.ids));
        diesel::delete(refusals::table.filter(theirs)).execute(db)
    }),
    ("erasure_requests", |db, of| {
        let theirs =
            erasure_requests::centre_id.eq(of.centre).and(erasure_requests::resident_id.eq_any(of.ids));
        let nothing =
            (erasure_requests::words.eq(None::<Vec<u8>>), erasure_requests::answer_words.eq(None::<Vec<u8>>));
        diesel::update(erasure_requests::table.filter(theirs)).set(nothing).execute(db)
    }),
    // Bound to the resident and in no manifest any more.
    ("uploads", |db, of| {
        let theirs = uploads::centre_id.eq(of.centre).and(uploads::resident_id.eq_any(of.ids));
        let ids = uploads::table.filter(theirs).select(uploads::id).load::<G>(db)?;
        run_out(db, &ids, of.now)
    }),
];

/// What a message said, and to which number. That it was sent, and how that went, stays.
fn empty_messages(db: &mut Db, ids: Vec<G>, centre: G) -> QueryResult<usize> {
    let these = messages::table.filter(messages::id.eq_any(ids).and(messages::centre_id.eq(centre)));
    let emptied =
        (messages::recipient.eq(EMPTY), messages::text.eq(EMPTY), messages::number_index.eq(None::<Vec<u8>>));
    diesel::update(these).set(emptied).execute(db)
}

/// Lets uploads run out now. A name that a phone gave a file goes at once.
fn run_out(db: &mut Db, ids: &[G], now: T) -> QueryResult<usize> {
    let gone = (uploads::expires_at.eq(now), uploads::metadata.eq(None::<Vec<u8>>));
    diesel::update(uploads::table.filter(uploads::id.eq_any(ids))).set(gone).execute(db)
}

/// How many rows of each noun were emptied, in words for a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emptied(pub Vec<(&'static str, usize)>);

impl std::fmt::Display for Emptied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, (noun, rows)) in self.0.iter().filter(|(_, rows)| *rows > 0).enumerate() {
            let space = if n == 0 { "" } else { " " };
            write!(f, "{space}{noun}={rows}")?;
        }
        Ok(())
    }
}

impl crate::CaseRow {
    /// Whether what was declared with the case was erased.
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        self.declared.is_empty()
    }
}

impl crate::StoredLetter {
    /// Whether what the letter says was erased.
    #[must_use]
    pub const fn is_erased(&self) -> bool {
        self.facts.is_empty()
    }
}

impl ReadTx<'_> {
    /// Every case of a resident, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn cases_of_resident(
        &mut self,
        centre: CentreId,
        resident: ResidentId,
    ) -> Result<Vec<CaseId>, StoreError> {
        let ids = cases::table
            .filter(cases::centre_id.eq(G(centre.uuid())).and(cases::resident_id.eq(G(resident.uuid()))))
            .order((cases::created_at, cases::id))
            .select(cases::id)
            .load::<G>(self.db)?;
        Ok(ids.into_iter().map(|id| CaseId::from_uuid(id.0)).collect())
    }
}

impl CentreTx<'_, '_> {
    /// Empties everything of these cases that says something of a person.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn empty_cases(&mut self, ids: &[CaseId], now: Timestamp) -> Result<Emptied, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| G(id.uuid())).collect();
        self.empty(OF_CASES, &ids, now)
    }

    /// Empties everything of a resident, and destroys their data key.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn empty_resident(&mut self, id: ResidentId, now: Timestamp) -> Result<Emptied, StoreError> {
        let centre = self.centre;
        let cases = self.cases_of_resident(centre, id)?;
        let mut emptied = self.empty_cases(&cases, now)?;
        emptied.0.extend(self.empty(OF_RESIDENTS, &[G(id.uuid())], now)?.0);
        Ok(emptied)
    }

    fn empty(&mut self, nouns: &[Noun], ids: &[G], now: Timestamp) -> Result<Emptied, StoreError> {
        let scope = Scope { centre: G(self.centre.uuid()), ids, seq: self.seq, now: T(now) };
        let one = |(noun, empty): &Noun| Ok((*noun, empty(self.tx.db, &scope)?));
        nouns.iter().map(one).collect::<Result<_, StoreError>>().map(Emptied)
    }

    /// Empties messages of this centre.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn empty_messages(&mut self, ids: &[domain::ids::MessageId]) -> Result<usize, StoreError> {
        let centre = G(self.centre.uuid());
        Ok(empty_messages(self.db, ids.iter().map(|id| G(id.uuid())).collect(), centre)?)
    }
}
