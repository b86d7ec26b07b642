//! The bulletin's counts come from events.

use ::store::{CaseCounts, CaseRow, Store, StoreError};
use domain::{
    case::{EventKind, Stage},
    ids::CaseId,
};
use harness::{TestDatabase, both};

use super::{at, centre, entry, id, sample};

/// A case to which the same thing happened at these times.
async fn case_with_receipts(store: &Store, n: u32, immediate: bool, times: &'static [i64]) {
    let mut row = sample::case(Stage::Receiving);
    row.case.id = CaseId::from_uuid(id(n));
    row.case.immediate = immediate;
    keep(store, row, times).await;
}

async fn keep(store: &Store, row: CaseRow, times: &'static [i64]) {
    store
        .write::<_, StoreError>(move |tx| {
            tx.in_centre(centre(), at(0), |tx| {
                tx.insert_case(&row)?;
                for (version, time) in (1..).zip(times) {
                    let received = sample::event(EventKind::Received, *time);
                    tx.append_event(row.case.id, version, 0, &received, None)?;
                }
                Ok(((), entry()))
            })
        })
        .await
        .unwrap();
}

async fn received(store: &Store, from: Option<i64>, to: Option<i64>) -> (u64, u64) {
    let CaseCounts { immediate, all } = store
        .read::<_, StoreError>(move |tx| {
            tx.count_cases(Some(centre()), &[EventKind::Received], from.map(at), to.map(at))
        })
        .await
        .unwrap();
    (immediate, all)
}

both! {
    async fn a_case_received_again_counts_once_in_the_period_of_its_first_time(db: TestDatabase) {
        let store = db.open();
        case_with_receipts(&store, 1, true, &[100]).await;
        case_with_receipts(&store, 2, false, &[150, 250]).await;
        case_with_receipts(&store, 3, true, &[250]).await;
        case_with_receipts(&store, 4, true, &[]).await;

        assert_eq!(received(&store, None, None).await, (2, 3));
        assert_eq!(received(&store, None, Some(200)).await, (1, 2));
        assert_eq!(received(&store, Some(200), None).await, (1, 1), "the second of two receipts is not counted");
        assert_eq!(received(&store, Some(100), Some(250)).await, (1, 2), "from is in the period, to is not");
    }

    async fn a_practice_case_is_in_no_figure(db: TestDatabase) {
        let store = db.open();
        case_with_receipts(&store, 1, true, &[100]).await;
        let mut practice = sample::case(Stage::Receiving);
        practice.case.id = CaseId::from_uuid(id(2));
        practice.case.practice = true;
        keep(&store, practice, &[100]).await;
        assert_eq!(received(&store, None, None).await, (1, 1));
    }
}
