//! What was signed at the table, from the wire: mandate and consents.

use domain::{
    ids::FileId,
    mandate::{
        Consent, ConsentKind, Guardian, GuardianGround, GuardianRelation, LONGEST_TERM_DAYS, Mandate, Power,
        SignatureKind, Witness,
    },
    text::PersonName,
};
use mobile_contract::{limits, problem::faults as code, v1};
use uuid::Uuid;

use crate::{app::App, http::convert::Reading};

/// Whether the manifest has this file for this purpose.
fn names(body: &v1::PutCase, file: Uuid, purpose: v1::FilePurpose) -> bool {
    body.manifest.iter().any(|named| named.file_id == file && named.purpose == purpose)
}

/// Reads the mandate.
pub fn mandate(reading: &mut Reading, body: &v1::PutCase) -> Option<Mandate> {
    let signed = &body.mandate;
    let agent = reading.text("$.mandate.agent_name", &signed.agent_name, PersonName::parse);
    let signed_at = reading.time("$.mandate.signed_at", &signed.signed_at);
    if signed.term_days == 0 || signed.term_days > LONGEST_TERM_DAYS {
        reading.faults.note("$.mandate.term_days", code::MANDATE_TERM);
    }
    let mut powers: Vec<_> = signed.powers.iter().copied().map(power).collect();
    powers.sort_unstable();
    powers.dedup();
    if !powers.contains(&Power::File) {
        reading.faults.note("$.mandate.powers", code::MANDATE_POWER);
    }
    if !names(body, signed.signature.file_id, v1::FilePurpose::Signature) {
        reading.faults.note("$.mandate.signature.file_id", code::MANDATE_SIGNATURE);
    }
    let kind = match signed.signature.kind {
        v1::SignatureKind::Signature => SignatureKind::Signature,
        v1::SignatureKind::Thumbprint => SignatureKind::Thumbprint,
        v1::SignatureKind::OralAssent => SignatureKind::OralAssent,
    };
    let [witness, second_witness] =
        [("$.mandate.witness", &signed.witness), ("$.mandate.second_witness", &signed.second_witness)].map(
            |(path, witness)| witness.as_ref().map(|witness| self::witness(reading, body, path, witness)),
        );
    for (n, (path, witness)) in
        [("$.mandate.witness", &witness), ("$.mandate.second_witness", &second_witness)].iter().enumerate()
    {
        if n < kind.witnesses() && witness.is_none() {
            reading.faults.note(*path, code::MANDATE_WITNESS_REQUIRED);
        }
    }
    let guardian = signed.guardian.as_ref().map(|guardian| self::guardian(reading, body, guardian));
    each_their_own(reading, signed);
    Some(Mandate {
        agent: agent?,
        powers,
        signed_at: signed_at?,
        term_days: signed.term_days,
        kind,
        signature: FileId::from_uuid(signed.signature.file_id),
        witness: witness.map_or(Some(None), |read| read.map(Some))?,
        second_witness: second_witness.map_or(Some(None), |read| read.map(Some))?,
        guardian: guardian.map_or(Some(None), |read| read.map(Some))?,
        revoked_at: None,
    })
}

fn witness(reading: &mut Reading, body: &v1::PutCase, path: &str, witness: &v1::Witness) -> Option<Witness> {
    let name = reading.text(&format!("{path}.name"), &witness.name, PersonName::parse);
    let last4 = witness.id_last4.as_bytes();
    let digits = last4.iter().take(3).all(u8::is_ascii_digit);
    let check = last4.get(3).is_some_and(|last| last.is_ascii_digit() || *last == b'X');
    if last4.len() != 4 || !digits || !check {
        reading.faults.note(format!("{path}.id_last4"), code::MANDATE_WITNESS_ID);
    }
    if witness.name == body.mandate.agent_name {
        reading.faults.note(format!("{path}.name"), code::MANDATE_WITNESS_IS_AGENT);
    }
    if witness.file_id.is_some_and(|file| !names(body, file, v1::FilePurpose::Witness)) {
        reading.faults.note(format!("{path}.file_id"), code::FILE_UNKNOWN);
    }
    Some(Witness {
        name: name?,
        id_last4: witness.id_last4.clone(),
        file: witness.file_id.map(FileId::from_uuid),
    })
}

fn guardian(reading: &mut Reading, body: &v1::PutCase, guardian: &v1::Guardian) -> Option<Guardian> {
    let name = reading.text("$.mandate.guardian.name", &guardian.name, PersonName::parse);
    if !names(body, guardian.proof_file_id, v1::FilePurpose::Guardianship) {
        reading.faults.note("$.mandate.guardian.proof_file_id", code::FILE_UNKNOWN);
    }
    Some(Guardian {
        name: name?,
        relation: match guardian.relation {
            v1::GuardianRelation::Spouse => GuardianRelation::Spouse,
            v1::GuardianRelation::Parent => GuardianRelation::Parent,
            v1::GuardianRelation::Child => GuardianRelation::Child,
            v1::GuardianRelation::Grandparent => GuardianRelation::Grandparent,
            v1::GuardianRelation::Sibling => GuardianRelation::Sibling,
            v1::GuardianRelation::OtherKin => GuardianRelation::OtherKin,
            v1::GuardianRelation::Organisation => GuardianRelation::Organisation,
        },
        ground: match guardian.ground {
            v1::GuardianGround::Minor => GuardianGround::Minor,
            v1::GuardianGround::NoCapacity => GuardianGround::NoCapacity,
        },
        proof: FileId::from_uuid(guardian.proof_file_id),
    })
}

/// Nobody vouches for what they sign themselves. That a witness is not the agent has a code of its own.
fn each_their_own(reading: &mut Reading, signed: &v1::Mandate) {
    let first = signed.witness.as_ref().map(|witness| &witness.name);
    let guardian = signed.guardian.as_ref().map(|guardian| &guardian.name);
    if guardian == Some(&signed.agent_name) {
        reading.faults.note("$.mandate.guardian.name", code::MANDATE_PERSON_TWICE);
    }
    if first.is_some() && first == guardian {
        reading.faults.note("$.mandate.witness.name", code::MANDATE_PERSON_TWICE);
    }
    let second = signed.second_witness.as_ref().map(|witness| &witness.name);
    if second.is_some() && (second == guardian || second == first) {
        reading.faults.note("$.mandate.second_witness.name", code::MANDATE_PERSON_TWICE);
    }
}

const fn power(power: v1::Power) -> Power {
    match power {
        v1::Power::File => Power::File,
        v1::Power::Supplement => Power::Supplement,
        v1::Power::Collect => Power::Collect,
        v1::Power::Withdraw => Power::Withdraw,
    }
}

/// Reads the consents, one a kind.
pub fn consents(app: &App, reading: &mut Reading, body: &v1::PutCase) -> Vec<Consent> {
    if body.consents.len() > limits::CONSENTS_A_CASE {
        reading.faults.note("$.consents", code::TOO_MANY);
    }
    let mut consents: Vec<Consent> = Vec::with_capacity(limits::CONSENTS_A_CASE);
    for (n, consent) in body.consents.iter().enumerate().take(limits::CONSENTS_A_CASE) {
        let path = format!("$.consents[{n}]");
        let given_at = reading.time(&format!("{path}.given_at"), &consent.given_at);
        let (kind, version) = (consent_kind(consent.kind), consent.text_version.trim());
        if !app.consents.knows(kind, version) {
            reading.faults.note(format!("{path}.text_version"), code::CONSENT_TEXT_VERSION);
        }
        if consent.file_id.is_some_and(|file| !names(body, file, v1::FilePurpose::Consent)) {
            reading.faults.note(format!("{path}.file_id"), code::FILE_UNKNOWN);
        }
        if consents.iter().any(|earlier| earlier.kind == kind) {
            reading.faults.note(format!("{path}.kind"), code::CONSENT_TWICE);
        }
        if let Some(given_at) = given_at {
            consents.push(Consent {
                kind,
                text_version: version.to_owned(),
                given: consent.given,
                given_at,
                file: consent.file_id.map(FileId::from_uuid),
            });
        }
    }
    consents
}

const fn consent_kind(kind: v1::ConsentKind) -> ConsentKind {
    match kind {
        v1::ConsentKind::PersonalInformation => ConsentKind::PersonalInformation,
        v1::ConsentKind::IdPhoto => ConsentKind::IdPhoto,
        v1::ConsentKind::Health => ConsentKind::Health,
        v1::ConsentKind::BankAccount => ConsentKind::BankAccount,
        v1::ConsentKind::Location => ConsentKind::Location,
        v1::ConsentKind::ElectronicService => ConsentKind::ElectronicService,
        v1::ConsentKind::Child => ConsentKind::Child,
    }
}
