//! What is written is read back the same, and what cannot be is said to be corrupt.

use ::store::{ReadTx, StoreError};
use domain::{
    case::{Acceptance, AcceptedBy, Ending, Held, Outcome, Service, Stage},
    visit::VisitStage,
};
use harness::{TestDatabase, both};

use super::{at, centre, entry, sample};

/// A table, one of its columns, a value that makes no sense there, one that does, and who reads it.
type Nonsense =
    (&'static str, &'static str, &'static str, &'static str, fn(&mut ReadTx<'_>) -> Result<(), StoreError>);

fn nonsense() -> Vec<Nonsense> {
    fn case(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.case(&[centre()], sample::case_id()).map(drop)
    }
    fn visit(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.visit(&[centre()], sample::visit(VisitStage::Planned).visit.id).map(drop)
    }
    fn mandate(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.mandate_of(centre(), sample::case_id()).map(drop)
    }
    fn evidence(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.evidence_of(centre(), sample::case_id()).map(drop)
    }
    fn events(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.events_of(centre(), sample::case_id()).map(drop)
    }
    fn message(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.message(centre(), sample::message_id()).map(drop)
    }
    fn session(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.session(sample::session()).map(drop)
    }
    fn grants(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.grants_of(sample::worker()).map(drop)
    }
    fn upload(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
        tx.upload(sample::upload().id).map(drop)
    }
    vec![
        ("units", "kind", "'planet'", "'community'", |tx| tx.units().map(drop)),
        ("grants", "role", "'emperor'", "'worker'", grants),
        ("grants", "department", "'civil affairs'", "NULL", grants),
        ("sessions", "grants", "'no list'", "'[]'", session),
        ("sessions", "grants", r#"'[{"role":"emperor"}]'"#, "'[]'", session),
        ("visits", "stage", "'flying'", "'planned'", visit),
        ("visits", "stage", "'finished'", "'planned'", visit),
        ("visits", "items", "'pension check'", "''", visit),
        ("cases", "stage", "'lost'", "'receiving'", case),
        ("cases", "stage", "'received'", "'receiving'", case),
        ("cases", "number", "'1'", "NULL", case),
        ("cases", "item", "'pension check'", "'pension-check'", case),
        ("cases", "decided_at", "'nowhere'", "'centre'", case),
        ("cases", "stage", "'issued'", "'receiving'", case),
        ("cases", "stage", "'closed'", "'receiving'", case),
        ("cases", "covers", "'id-card'", "''", case),
        ("cases", "covers", "'id-card=by-magic'", "''", case),
        ("mandates", "kind", "'seal'", "'thumbprint'", mandate),
        ("mandates", "powers", "'file,fly'", "'file'", mandate),
        ("mandates", "term_days", "-1", "90", mandate),
        ("mandates", "consents", "'no list'", "'[]'", mandate),
        ("evidence", "state", "'eaten'", "'claimed'", evidence),
        ("evidence", "state", "'rejected'", "'claimed'", evidence),
        ("evidence", "media", "'image/heic'", "'image/jpeg'", evidence),
        ("evidence", "purpose", "'fun'", "'consent'", evidence),
        ("evidence", "size", "-1", "1", evidence),
        ("case_events", "kind", "'dreamed'", "'filed'", events),
        ("case_events", "role", "'emperor'", "'worker'", events),
        ("messages", "kind", "'spam'", "'receipt'", message),
        ("messages", "state", "'lost'", "'queued'", message),
        ("uploads", "offset_bytes", "-1", "0", upload),
        ("uploads", "length", "-1", "100", upload),
    ]
}

both! {
    async fn a_word_that_nobody_knows_is_corrupt_and_no_panic(db: TestDatabase) {
        let store = db.open();
        sample::fill(&store).await;
        // What a rejected file was rejected for, and which material it shows, would make the next row wrong.
        db.execute("UPDATE evidence SET reason = NULL, material = NULL, purpose = 'consent', state = 'claimed'");
        for (table, column, nonsense, sense, read) in nonsense() {
            db.execute(&format!("UPDATE {table} SET {column} = {nonsense}"));
            let outcome = store.read(read).await;
            assert!(
                matches!(outcome, Err(StoreError::Corrupt(name)) if name == table),
                "{table}.{column} = {nonsense}: {outcome:?}"
            );
            db.execute(&format!("UPDATE {table} SET {column} = {sense}"));
            store.read(read).await.unwrap_or_else(|error| panic!("{table}.{column}: {error}"));
        }
    }

    async fn what_is_written_is_read_back_the_same(db: TestDatabase) {
        let store = db.open();
        sample::fill(&store).await;
        store
            .read::<_, StoreError>(|tx| {
                assert_eq!(tx.units()?, [sample::unit()]);
                assert_eq!(tx.grants_of(sample::worker())?, sample::grants());
                assert_eq!(tx.session(sample::session())?.unwrap().grants, sample::grants());
                let message = tx.message(centre(), sample::message_id())?.unwrap();
                assert_eq!(message.message, sample::message());
                let upload = tx.upload(sample::upload().id)?.unwrap();
                assert_eq!((upload.length, upload.declared), (Some(100), sample::upload().declared));

                let file = tx.case_file(&[centre()], sample::case_id())?.unwrap();
                assert_eq!(file.row.case, sample::case(Stage::Receiving).case);
                assert_eq!(file.row.covers, sample::case(Stage::Receiving).covers);
                assert_eq!(file.evidence, sample::evidence());
                assert_eq!(file.consents, sample::consents());
                assert_eq!(file.mandate.powers, sample::mandate().powers);
                assert_eq!(file.mandate.ends_at(), sample::mandate().ends_at());
                let events = tx.events_of(centre(), sample::case_id())?;
                assert_eq!(events, [sample::event(domain::case::EventKind::Filed, 630)]);
                Ok(())
            })
            .await
            .unwrap();
    }

    async fn a_stage_and_its_facts_are_read_back_the_same(db: TestDatabase) {
        let store = db.open();
        sample::fill(&store).await;
        let Stage::Received(receipt) = sample::received() else { panic!("it is received") };
        let held = |by| Held { receipt: receipt.clone(), acceptance: Acceptance { at: at(710), by } };
        let served = |outcome, service| Stage::Concluded {
            held: held(AcceptedBy::Window),
            at: at(720),
            outcome,
            service,
        };
        let concluded = |outcome| served(outcome, Service::Due);
        let ended = |how, acceptance| Stage::Ended {
            receipt: Some(receipt.clone()),
            acceptance,
            at: at(725),
            how,
        };
        for stage in [
            sample::received(),
            Stage::CorrectionRequested(receipt.clone()),
            Stage::NotAccepted(receipt.clone()),
            Stage::Accepted(held(AcceptedBy::Window)),
            Stage::InReview(held(AcceptedBy::Law)),
            Stage::Suspended { held: held(AcceptedBy::Window), since: at(715) },
            concluded(Outcome::Granted),
            concluded(Outcome::Refused),
            served(Outcome::Granted, Service::Issued { at: at(721) }),
            served(Outcome::Refused, Service::Delivered { issued_at: at(721), at: at(722) }),
            served(Outcome::Granted, Service::Closed { issued_at: at(721), delivered_at: at(722), at: at(723) }),
            ended(Ending::Withdrawn, None),
            ended(Ending::Terminated, Some(held(AcceptedBy::Law).acceptance)),
            ended(Ending::Void, None),
        ] {
            let row = sample::case(stage.clone());
            store
                .write::<_, StoreError>(move |tx| {
                    tx.in_centre(centre(), at(730), |tx| tx.update_case(&row).map(|()| ((), entry())))
                })
                .await
                .unwrap();
            let number = receipt.number.clone();
            let found = store.read::<_, StoreError>(move |tx| tx.case_by_number(&number)).await.unwrap();
            assert_eq!(found.unwrap().case.stage, stage);
        }
        for stage in [VisitStage::Underway { started_at: at(610) }, sample::finished()] {
            let stored = sample::visit(stage.clone());
            store
                .write::<_, StoreError>(move |tx| {
                    tx.in_centre(centre(), at(730), |tx| tx.update_visit(&stored).map(|()| ((), entry())))
                })
                .await
                .unwrap();
            let found = store
                .read::<_, StoreError>(|tx| tx.visits_between(centre(), at(600), at(601)))
                .await
                .unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].visit, sample::visit(stage).visit);
        }
    }
}
