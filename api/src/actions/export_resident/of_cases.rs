//! What is held on a resident's cases.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{phone::Phone, text::RegisterName};
use store::CaseFile;

use super::{Facts, Held, facts, kept, said};
use crate::actions::Error;

/// What a case is called: its number, or its id while it has none.
fn name(file: &CaseFile) -> String {
    let case = &file.row.case;
    case.stage.receipt().map_or_else(|| case.id.to_string(), |receipt| receipt.number.as_str().to_owned())
}

pub fn cases(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        let mut entry = facts([
            ("case", said(name(file))),
            ("id", said(case.id)),
            ("item", said(case.item.as_str())),
            ("stage", said(case.stage.as_str())),
            ("filed_at", said(file.row.created_at)),
            ("over_at", case.stage.over_at().map(|at| at.to_string())),
        ]);
        for (material, cover) in &file.row.covers {
            entry.insert(format!("material.{material}"), cover.as_str().to_owned());
        }
        if let Some(declared) = kept(held.vault.open_declared(&held.key, case.id, &file.row.declared))? {
            entry.extend(declared.form.into_iter().map(|(field, answer)| (format!("form.{field}"), answer)));
            entry.extend(declared.note.map(|note| ("note".to_owned(), note.as_str().to_owned())));
            for (material, words) in &declared.notes {
                entry.insert(format!("material.{material}.note"), words.as_str().to_owned());
            }
            if let Some(applicant) = declared.applicant {
                let address = applicant.address.map(|address| address.as_str().to_owned());
                entry.extend(facts([
                    ("declared.name", said(applicant.name.as_str())),
                    ("declared.id_number", said(applicant.id_number.as_str())),
                    ("declared.phone", applicant.phone.map(|phone| Phone::as_str(&phone).to_owned())),
                    ("declared.address", address),
                    ("declared.note", applicant.note.map(|note| note.as_str().to_owned())),
                ]));
            }
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// Names of witnesses and of a guardian are theirs; that there was one is told.
pub fn mandates(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        let sealed = held.tx.mandate_names(case.centre, case.id)?;
        let opened = kept(held.vault.open_names(&held.key, case.id, &file.mandate, &sealed))?;
        let mandate = opened.as_ref().unwrap_or(&file.mandate);
        let powers: Vec<_> = mandate.powers.iter().map(|power| power.as_str()).collect();
        let witnesses =
            usize::from(mandate.witness.is_some()) + usize::from(mandate.second_witness.is_some());
        entries.push(facts([
            ("case", said(name(file))),
            ("agent", opened.as_ref().map(|mandate| mandate.agent.as_str().to_owned())),
            ("powers", said(powers.join(", "))),
            ("signed_at", said(mandate.signed_at)),
            ("term_days", said(mandate.term_days)),
            ("how", said(mandate.kind.as_str())),
            ("witnesses", said(witnesses)),
            ("guardian", mandate.guardian.as_ref().map(|guardian| guardian.relation.as_str().to_owned())),
            ("revoked_at", mandate.revoked_at.map(|at| at.to_string())),
        ]));
    }
    Ok(entries)
}

pub fn consents(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let one = |file: &CaseFile, consent: &domain::mandate::Consent| {
        facts([
            ("case", said(name(file))),
            ("kind", said(consent.kind.as_str())),
            ("text", said(&consent.text_version)),
            ("given", said(consent.given)),
            ("at", said(consent.given_at)),
        ])
    };
    let of = |file: &CaseFile| file.consents.iter().map(|consent| one(file, consent)).collect::<Vec<_>>();
    Ok(held.cases.iter().flat_map(of).collect())
}

pub fn events(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        for (event, note) in held.tx.noted_events_of(case.centre, case.id)? {
            let open = |sealed: Vec<u8>| {
                kept(held.vault.open(&held.key, "case_events", "note", case.id.as_bytes(), &sealed))
            };
            entries.push(facts([
                ("case", said(name(file))),
                ("what", said(event.kind.as_str())),
                ("at", said(event.at)),
                ("role", event.role.map(|role| role.as_str().to_owned())),
                ("reason", event.reason),
                ("words", note.map(open).transpose()?.flatten()),
            ]));
        }
    }
    Ok(entries)
}

pub fn notices(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        for stored in held.tx.notices_of(case.centre, case.id)? {
            let opened = held.vault.open_notice(&held.key, case.id, stored.no, &stored.bare, &stored.words);
            let notice = kept(opened)?.unwrap_or(stored.bare);
            let mut entry = facts([
                ("case", said(name(file))),
                ("at", said(notice.issued_at)),
                ("defects", said(notice.codes())),
                ("further", notice.further.as_ref().map(|words| words.as_str().to_owned())),
            ]);
            for defect in &notice.defects {
                let words = defect.note.as_ref().map(|words| words.as_str().to_owned());
                entry.extend(words.map(|words| (format!("defect.{}", defect.material), words)));
            }
            entries.push(entry);
        }
    }
    Ok(entries)
}

pub fn lookups(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        for asked in held.tx.lookups_of(file.row.case.centre, file.row.case.id)? {
            entries.push(facts([
                ("case", said(name(file))),
                ("material", said(&asked.material)),
                ("asked_at", said(asked.asked_at)),
                ("register", asked.source.as_ref().map(RegisterName::as_str).map(str::to_owned)),
            ]));
        }
    }
    Ok(entries)
}

pub fn files(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        for stored in &file.evidence {
            let claim = &stored.evidence.claim;
            let upload = match stored.upload {
                Some(id) => held.tx.upload(id)?,
                None => None,
            };
            let sent_as = upload.and_then(|upload| Some((upload.id, upload.metadata?)));
            let open = |(id, sealed): (domain::ids::UploadId, Vec<u8>)| {
                held.vault.open_site("uploads", "metadata", id.as_bytes(), &sealed)
            };
            let sent_as = sent_as.map(open).transpose()?;
            entries.push(facts([
                ("case", said(name(file))),
                ("id", said(claim.file)),
                ("purpose", said(claim.purpose.as_str())),
                ("material", claim.purpose.material().map(ToString::to_string)),
                ("media_type", said(claim.media.as_str())),
                ("size", said(claim.size)),
                ("sha256", said(hex::encode(claim.sha256.bytes()))),
                ("state", said(stored.evidence.state.as_str())),
                ("fetched_at", said(format!("/v1/cases/{}/files/{}", file.row.case.id, claim.file))),
                ("sent_as", sent_as.map(|metadata| decoded(&metadata))),
            ]));
        }
    }
    Ok(entries)
}

/// Upload-Metadata as a person reads it: its values are in base64.
fn decoded(metadata: &str) -> String {
    let one = |pair: &str| {
        let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        let value = STANDARD.decode(value).unwrap_or_default();
        format!("{key}={}", String::from_utf8_lossy(&value))
    };
    metadata.split(',').map(one).collect::<Vec<_>>().join(", ")
}

/// The number is told where it is the resident's own.
pub fn messages(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        for stored in held.tx.messages_of_case(file.row.case.centre, file.row.case.id)? {
            let row = stored.message.id;
            let number = held.open("messages", "recipient", row.as_bytes(), &stored.recipient)?;
            entries.push(facts([
                ("case", said(name(file))),
                ("kind", said(stored.message.kind.as_str())),
                ("state", said(stored.message.state.as_str())),
                ("queued_at", said(stored.queued_at)),
                ("to", number.filter(|_| stored.place == 0)),
                ("text", held.open("messages", "text", row.as_bytes(), &stored.text)?),
            ]));
        }
    }
    Ok(entries)
}

/// What a letter says is what the case says; the paper itself is fetched where letters are.
pub fn letters(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        for letter in held.tx.letters_of(case.centre, case.id)? {
            entries.push(facts([
                ("case", said(name(file))),
                ("id", said(letter.id)),
                ("kind", said(letter.kind.as_str())),
                ("called_at", said(letter.called_at)),
            ]));
        }
    }
    Ok(entries)
}

pub fn results(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        let Some(result) = held.tx.result_of(case.centre, case.id)? else { continue };
        let number = kept(held.vault.open_result_number(&held.key, case.id, &result.number))?;
        entries.push(facts([
            ("case", said(name(file))),
            ("number", number.map(|number| number.as_str().to_owned())),
            ("way", said(result.way.as_str())),
            ("issued_at", said(result.issued_at)),
        ]));
    }
    Ok(entries)
}

/// Who took it for the resident is told by what they are, not by name.
pub fn handovers(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        for change in held.tx.handovers_of(case.centre, case.id)? {
            let opened = held.vault.open_passing(&held.key, change.id, change.words.as_deref());
            let words = kept(opened)?.unwrap_or_default();
            entries.push(facts([
                ("case", said(name(file))),
                ("kind", said(change.kind.as_str())),
                ("at", said(change.at)),
                ("receiver", change.receiver.map(|receiver| receiver.as_str().to_owned())),
                ("reason", change.reason.map(|reason| reason.as_str().to_owned())),
                ("place", words.place.map(|place| place.as_str().to_owned())),
                ("tracking", words.tracking.map(|tracking| tracking.as_str().to_owned())),
                ("note", words.note.map(|note| note.as_str().to_owned())),
            ]));
        }
    }
    Ok(entries)
}

pub fn ratings(held: &mut Held<'_, '_>) -> Result<Vec<Facts>, Error> {
    let mut entries = Vec::new();
    for file in &held.cases {
        let case = &file.row.case;
        let Some(given) = held.tx.rating_of(case.centre, case.id)? else { continue };
        let words = held.tx.rating_words(case.centre, case.id)?;
        let open = |sealed: Vec<u8>| {
            kept(held.vault.open(&held.key, "ratings", "words", case.id.as_bytes(), &sealed))
        };
        entries.push(facts([
            ("case", said(name(file))),
            ("level", said(given.rating.level())),
            ("how", said(given.source.as_str())),
            ("at", said(given.at)),
            ("words", words.map(open).transpose()?.flatten()),
        ]));
    }
    Ok(entries)
}
