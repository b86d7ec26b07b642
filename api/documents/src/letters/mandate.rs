//! 授权委托书 (Civil Code art. 165): agent, matter, powers, term, signed by the principal. It is signed at the table,
//! often before there is a case number, and may be printed empty for a signature in ink.

use domain::{
    case_number::CaseNumber,
    mandate::{ConsentKind, Power, SignatureKind},
    text::PersonName,
};
use jiff::civil::Date;
use serde_json::json;

use crate::{
    document::Sheet,
    parts::{Centre, Person},
    picture::Picture,
    templates::Template,
    words,
};

/// One who saw the thumb-print or heard the assent.
pub struct WitnessLine {
    /// Name.
    pub name: PersonName,
    /// Last four characters of the ID number.
    pub id_last4: String,
    /// The witness's signature; without it the space stays empty.
    pub signature: Option<Picture>,
}

/// How the principal signs.
pub struct Signing {
    /// By hand, or by thumb-print (Civil Code art. 490) before a witness.
    pub kind: SignatureKind,
    /// The strokes or the print; without it the space stays empty for ink.
    pub picture: Option<Picture>,
    /// Never the worker. A thumb-print needs one: without, the space for one stays empty for ink.
    pub witness: Option<WitnessLine>,
}

/// The mandate.
pub struct MandateLetter {
    /// The centre the agent works for.
    pub centre: Centre,
    /// The case, once it has its number.
    pub case: Option<CaseNumber>,
    /// Address of the look-up page.
    pub look_up: Option<String>,
    /// Who gives it.
    pub principal: Person,
    /// Where the principal lives.
    pub address: Option<String>,
    /// Who gets it.
    pub agent: PersonName,
    /// The agent's number at work.
    pub agent_number: Option<String>,
    /// What for.
    pub item: String,
    /// What the agent may do.
    pub powers: Vec<Power>,
    /// What the principal said yes or no to, each by itself.
    pub consents: Vec<(ConsentKind, bool)>,
    /// The day it is signed.
    pub signed_on: Date,
    /// Its term in days.
    pub term_days: u16,
    /// The last day of the term.
    pub ends_on: Date,
    /// How it is signed.
    pub signing: Signing,
    /// Of a case filed for training: marked as void across the page.
    pub practice: bool,
}

impl MandateLetter {
    pub(crate) fn sheet(&self) -> Sheet<'_> {
        let witness = self.signing.witness.as_ref();
        let data = json!({
            "centre": self.centre.data(),
            "case": self.case.as_ref().map(CaseNumber::as_str),
            "look_up": self.look_up,
            "principal": self.principal.data(),
            "address": self.address,
            "agent": { "name": self.agent.as_str(), "number": self.agent_number },
            "item": self.item,
            "practice": self.practice,
            // All of them, so that what is not given is seen not to be.
            "powers": Power::ALL
                .map(|power| json!({ "name": words::power(power), "given": self.powers.contains(&power) })),
            "consents": self.consents.iter()
                .map(|(kind, given)| json!({ "name": words::consent(*kind), "given": given }))
                .collect::<Vec<_>>(),
            "date": words::day(self.signed_on),
            "term_days": self.term_days,
            "ends_on": words::day(self.ends_on),
            "signing": words::signature(self.signing.kind),
            "thumbprint": self.signing.kind == SignatureKind::Thumbprint,
            "signature": self.signing.picture.is_some(),
            "witness": witness.map(|witness| json!({
                "name": witness.name.as_str(),
                "id_last4": witness.id_last4,
                "signature": witness.signature.is_some(),
            })),
        });
        let signature = self.signing.picture.iter().map(|picture| ("signature", picture));
        let witnessed = witness.and_then(|witness| witness.signature.as_ref());
        Sheet {
            template: Template::Mandate,
            data,
            date: self.signed_on,
            look_up: self.look_up.as_deref(),
            pictures: signature.chain(witnessed.map(|picture| ("witness", picture))).collect(),
            pages: None,
        }
    }
}
