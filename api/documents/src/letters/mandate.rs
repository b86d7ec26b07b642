//! 授权委托书 (Civil Code art. 165): agent, matter, powers, term, signed by the principal. It is signed at the table,
//! often before there is a case number, and may be printed empty for a signature in ink.

use domain::{
    case_number::CaseNumber,
    mandate::{ConsentKind, GuardianRelation, Power, SignatureKind},
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

/// The guardian who signs.
pub struct GuardianLine {
    /// Name.
    pub name: PersonName,
    /// What they are to the principal.
    pub relation: GuardianRelation,
}

/// How the principal signs.
pub struct Signing {
    /// By hand, by thumb-print (Civil Code art. 490) before a witness, or aloud before two.
    pub kind: SignatureKind,
    /// The strokes or the print; without it the space stays empty for ink.
    pub picture: Option<Picture>,
    /// Never the worker. A thumb-print needs one, an oral assent two: where they lack, their spaces stay empty for ink.
    pub witnesses: Vec<WitnessLine>,
    /// Who signs for a principal that cannot.
    pub guardian: Option<GuardianLine>,
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
        let witnesses = &self.signing.witnesses;
        let guardian = self.signing.guardian.as_ref();
        let line = |witness: &WitnessLine| {
            json!({
                "name": witness.name.as_str(),
                "id_last4": witness.id_last4,
                "signature": witness.signature.is_some(),
            })
        };
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
            "witnesses_needed": self.signing.kind.witnesses(),
            "signature": self.signing.picture.is_some(),
            "witnesses": witnesses.iter().map(line).collect::<Vec<_>>(),
            "guardian": guardian.map(|guardian| json!({
                "name": guardian.name.as_str(),
                "relation": words::relation(guardian.relation),
            })),
        });
        let signature = self.signing.picture.iter().map(|picture| ("signature", picture));
        let witnessed = witnesses.iter().zip(["witness", "second_witness"]);
        let witnessed = witnessed.filter_map(|(witness, path)| Some((path, witness.signature.as_ref()?)));
        Sheet {
            template: Template::Mandate,
            data,
            date: self.signed_on,
            look_up: self.look_up.as_deref(),
            pictures: signature.chain(witnessed).collect(),
            pages: None,
        }
    }
}
