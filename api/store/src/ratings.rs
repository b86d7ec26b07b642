//! Ratings: one a case, the words that came with one sealed.

use diesel::prelude::*;
use domain::{
    ids::{CaseId, CentreId},
    rating::{CaseRating, Rating, RatingSource},
};

use crate::{
    error::StoreError,
    schema::{case_facts, ratings},
    tx::{CentreTx, ReadTx},
    types::{G, T},
};

impl ReadTx<'_> {
    /// The rating of a case, if it was given.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn rating_of(&mut self, centre: CentreId, case: CaseId) -> Result<Option<CaseRating>, StoreError> {
        let found = ratings::table
            .find((G(case.uuid()), G(centre.uuid())))
            .select((ratings::level, ratings::source, ratings::at))
            .first::<(i32, String, T)>(self.db)
            .optional()?;
        let corrupt = || StoreError::Corrupt("ratings");
        found
            .map(|(level, source, at)| {
                Ok(CaseRating {
                    case,
                    rating: u8::try_from(level).ok().and_then(Rating::new).ok_or_else(corrupt)?,
                    source: RatingSource::parse(&source).ok_or_else(corrupt)?,
                    at: at.0,
                })
            })
            .transpose()
    }

    /// The words that came with the rating of a case, sealed.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn rating_words(&mut self, centre: CentreId, case: CaseId) -> Result<Option<Vec<u8>>, StoreError> {
        let row = ratings::table.find((G(case.uuid()), G(centre.uuid())));
        Ok(row.select(ratings::words).first::<Option<Vec<u8>>>(self.db).optional()?.flatten())
    }
}

impl CentreTx<'_, '_> {
    /// Keeps a rating, also among what reports count of the case.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the case has one.
    pub fn insert_rating(&mut self, given: &CaseRating, words: Option<&[u8]>) -> Result<(), StoreError> {
        diesel::insert_into(ratings::table)
            .values((
                ratings::case_id.eq(G(given.case.uuid())),
                ratings::centre_id.eq(G(self.centre.uuid())),
                ratings::level.eq(i32::from(given.rating.level())),
                ratings::source.eq(given.source.as_str()),
                ratings::words.eq(words),
                ratings::at.eq(T(given.at)),
            ))
            .execute(self.db)?;
        diesel::update(case_facts::table)
            .filter(case_facts::case_id.eq(G(given.case.uuid())))
            .filter(case_facts::centre_id.eq(G(self.centre.uuid())))
            .set(case_facts::rating.eq(i32::from(given.rating.level())))
            .execute(self.db)?;
        Ok(())
    }
}
