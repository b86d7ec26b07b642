//! Every document with made-up people: what own templates are tried with, and what the tests print.

use domain::{
    case_number::{CaseNumber, CentreCode},
    correction::DefectReason,
    identity::Sex,
    mandate::{ConsentKind, Power, SignatureKind},
    text::{PersonName, Reason},
    wording::{Lang, NamePair},
};
use jiff::civil::{Date, date};

use crate::{
    document::Document,
    letters::{
        acceptance::Acceptance,
        card::{AgeBand, CardFormat, SeniorCard},
        correction::{Correction, Flaw},
        decision::{Decision, Outcome},
        mandate::{MandateLetter, Signing, WitnessLine},
        receipt::{MaterialForm, Receipt, ReceivedMaterial},
        refusal::{Refusal, RefusalGround, RightBody},
        result::{CustodyLine, Handover, ResultSheet},
        slip::{Occasion, Slip},
    },
    parts::{Centre, Cover, Deferred, DeferredBy, Law, Person, Remedies},
    picture::Picture,
};

const SIGNATURE: &[u8] = include_bytes!("../samples/signature.png");
const PHOTO: &[u8] = include_bytes!("../samples/photo.png");

/// One of each document and of each of its forms, filled with made-up people.
#[must_use]
pub fn samples() -> Vec<Document> {
    let letters = [
        receipt(),
        correction(),
        further_correction(),
        refusal(),
        acceptance(false),
        acceptance(true),
        decision(true),
        decision(false),
        mandate(true),
        mandate(false),
        result(),
        slip(Lang::Zh),
        slip(Lang::En),
        card(CardFormat::Card),
        card(CardFormat::Sheet),
    ];
    letters.into_iter().flatten().collect()
}

const RECEIVED: Date = date(2026, 9, 30);

fn name(text: &str) -> Option<PersonName> {
    PersonName::parse(text).ok()
}

fn reason(text: &str) -> Option<Reason> {
    Reason::parse(text).ok()
}

fn words(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn centre() -> Centre {
    Centre {
        name: NamePair {
            zh: "文新街道骆家庄便民服务中心".to_owned(),
            en: "Luojiazhuang Convenience Service Centre".to_owned(),
        },
        landline: "0571-85558555".to_owned(),
        address: words("文新街道示例路 1 号一楼"),
    }
}

fn case() -> Option<CaseNumber> {
    Some(CaseNumber::new(&CentreCode::parse("330106013014").ok()?, RECEIVED, 7))
}

fn applicant() -> Option<Person> {
    Some(Person { name: name("王小芳")?, id_number: words("999999********0023") })
}

fn look_up() -> Option<String> {
    words("https://ljz.example.cn/status")
}

fn cover(date: Date, zh: &str, en: &str, law: Law, number: Option<&str>) -> Option<Cover> {
    Some(Cover {
        centre: centre(),
        case: case(),
        number: number.map(str::to_owned),
        date,
        look_up: look_up(),
        applicant: applicant()?,
        item: NamePair { zh: zh.to_owned(), en: en.to_owned() },
        law,
        practice: false,
    })
}

fn allowance(date: Date, number: Option<&str>) -> Option<Cover> {
    cover(date, "高龄津贴申请", "Allowance for the very old", Law::Other, number)
}

fn birth(date: Date, number: Option<&str>) -> Option<Cover> {
    cover(date, "再生育审批", "Approval of a further birth", Law::Licence, number)
}

fn remedies() -> Remedies {
    Remedies {
        review_body: "西湖区人民政府".to_owned(), court: "有管辖权的人民法院".to_owned()
    }
}

fn deferred(by: DeferredBy) -> Vec<Deferred> {
    vec![Deferred { material: "银行卡".to_owned(), by }]
}

fn receipt() -> Option<Document> {
    let material = |name: &str, form| ReceivedMaterial { name: name.to_owned(), form };
    Some(Document::Receipt(Receipt {
        cover: allowance(RECEIVED, None)?,
        received_at: RECEIVED.at(10, 24, 0, 0),
        worker: Some(name("李建国")?),
        materials: vec![
            material("居民身份证", MaterialForm::Photo),
            material("户籍信息（人口库）", MaterialForm::Shared),
            material("高龄津贴申请表", MaterialForm::Form),
            material("老年人优待证", MaterialForm::Seen),
            material("户口簿", MaterialForm::Original),
        ],
        deferred: deferred(DeferredBy::AfterAcceptance { working_days: 10 }),
        notice_by: Some(date(2026, 10, 13)),
        promised_days: 10,
    }))
}

fn flaw(material: &str, defect: DefectReason, note: Option<&str>) -> Option<Flaw> {
    Some(Flaw { material: material.to_owned(), reason: defect, note: note.and_then(reason) })
}

fn correction() -> Option<Document> {
    let id_card = "照片右侧被手指挡住，请拍全四个角。";
    let bank = "账户名与申请人姓名不一致，请提供申请人本人的银行卡。";
    Some(Document::Correction(Correction {
        cover: allowance(date(2026, 10, 12), Some("文新补〔2026〕0012号"))?,
        received_on: RECEIVED,
        flaws: vec![
            flaw("居民身份证", DefectReason::Unreadable, Some(id_card))?,
            flaw("银行卡", DefectReason::WrongPerson, Some(bank))?,
            flaw("高龄津贴申请表", DefectReason::Missing, None)?,
        ],
        by: Some(date(2026, 11, 12)),
        further: None,
    }))
}

fn further_correction() -> Option<Document> {
    Some(Document::Correction(Correction {
        cover: allowance(date(2026, 10, 13), Some("文新补〔2026〕0013号"))?,
        received_on: RECEIVED,
        flaws: vec![flaw("居民户口簿", DefectReason::Expired, Some("户口簿已换发，请拍摄新的户口簿。"))?],
        by: None,
        further: Some(reason("首次告知后户口簿换发")?),
    }))
}

fn refusal() -> Option<Document> {
    Some(Document::Refusal(Refusal {
        cover: birth(date(2026, 10, 9), Some("文新不受〔2026〕0003号"))?,
        received_on: RECEIVED,
        ground: RefusalGround::NotOurs(RightBody {
            name: "示例县示例镇人民政府".to_owned(),
            address: words("示例县示例镇中心路 2 号"),
            landline: words("0571-85558000"),
        }),
        reason: reason(
            "申请人夫妻双方的户籍均不在本区，该事项由户籍所在地的乡镇人民政府或者街道办事处办理。",
        )?,
        remedies: remedies(),
    }))
}

fn acceptance(deemed: bool) -> Option<Document> {
    Some(Document::Acceptance(Acceptance {
        cover: birth(
            date(2026, 10, 14),
            Some(if deemed { "文新受〔2026〕0022号" } else { "文新受〔2026〕0021号" }),
        )?,
        received_on: RECEIVED,
        accepted_on: if deemed { RECEIVED } else { date(2026, 10, 14) },
        deemed,
        promised_by: Some(if deemed { date(2026, 10, 20) } else { date(2026, 10, 28) }),
        statutory_by: Some(if deemed { date(2026, 11, 3) } else { date(2026, 11, 11) }),
        deferred: if deemed { Vec::new() } else { deferred(DeferredBy::Day(date(2026, 10, 28))) },
    }))
}

fn decision(granted: bool) -> Option<Document> {
    let outcome = if granted {
        Outcome::Granted {
            result: "再生育证明".to_owned(),
            number: words("文新育〔2026〕第 18 号"),
            valid_until: Some(date(2029, 10, 20)),
        }
    } else {
        Outcome::Refused {
            reason: reason("经核对人口库，申请人不在该事项的适用范围之内。")?
        }
    };
    Some(Document::Decision(Decision {
        cover: birth(
            date(2026, 10, 21),
            Some(if granted { "文新许〔2026〕18号" } else { "文新许〔2026〕19号" }),
        )?,
        accepted_on: date(2026, 10, 14),
        authority: "示例区卫生健康局".to_owned(),
        legal_basis: words("《示例省人口与计划生育条例》第十八条"),
        outcome,
        remedies: remedies(),
    }))
}

/// By thumb-print before a witness, with all pictures; or to be signed in ink before there is a case.
fn mandate(thumbprint: bool) -> Option<Document> {
    let signature = || Picture::parse(SIGNATURE.to_vec()).ok();
    let witness =
        WitnessLine { name: name("王秀英")?, id_last4: "0043".to_owned(), signature: signature() };
    let signing = if thumbprint {
        Signing {
            kind: SignatureKind::Thumbprint,
            picture: signature(),
            witnesses: vec![witness],
            guardian: None,
        }
    } else {
        Signing { kind: SignatureKind::Signature, picture: None, witnesses: Vec::new(), guardian: None }
    };
    Some(Document::Mandate(MandateLetter {
        centre: centre(),
        case: thumbprint.then(case).flatten(),
        look_up: look_up(),
        principal: Person { name: name("王小芳")?, id_number: words("999999194807150023") },
        address: words("文新街道示例小区 3 幢 2 单元 401 室"),
        agent: name("李建国")?,
        agent_number: words("LJZ-014"),
        item: "高龄津贴申请".to_owned(),
        powers: vec![Power::File, Power::Supplement, Power::Collect],
        consents: vec![
            (ConsentKind::PersonalInformation, true),
            (ConsentKind::IdPhoto, true),
            (ConsentKind::ElectronicService, false),
        ],
        signed_on: date(2026, 9, 29),
        term_days: 90,
        ends_on: date(2026, 12, 28),
        signing,
        practice: false,
    }))
}

fn result() -> Option<Document> {
    let line = |at, what: &str, from: &str, to: &str| CustodyLine {
        at,
        what: what.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    };
    Some(Document::Result(ResultSheet {
        cover: allowance(date(2026, 10, 22), None)?,
        concluded_on: date(2026, 10, 21),
        result: "高龄津贴发放通知".to_owned(),
        result_number: words("文新津〔2026〕0105号"),
        handover: Handover::Worker,
        originals: vec!["户口簿".to_owned()],
        custody: vec![
            line(date(2026, 9, 29).at(9, 20, 0, 0), "户口簿", "申请人", "社工 李建国"),
            line(date(2026, 9, 29).at(16, 35, 0, 0), "户口簿", "社工 李建国", "窗口 陈静"),
            line(date(2026, 10, 22).at(8, 40, 0, 0), "发放通知、户口簿", "窗口 陈静", "社工 李建国"),
        ],
    }))
}

fn slip(lang: Lang) -> Option<Document> {
    let message = match lang {
        Lang::Zh => "下次上门请准备好本人的银行卡。",
        Lang::En => "Please have your own bank card ready for the next visit.",
    };
    Some(Document::Slip(Slip {
        cover: allowance(RECEIVED, None)?,
        occasion: Occasion::InHand,
        lang,
        worker: Some(name("李建国")?),
        query_code: words("48 27 91"),
        done_by: Some(date(2026, 10, 21)),
        message: words(message),
    }))
}

fn card(format: CardFormat) -> Option<Document> {
    Some(Document::SeniorCard(SeniorCard {
        centre: centre(),
        case: case()?,
        look_up: look_up(),
        holder: applicant()?,
        sex: Sex::Female,
        born_on: date(1948, 7, 15),
        number: "330106-70-0000231".to_owned(),
        band: AgeBand::From70,
        issuer: "示例市民政局".to_owned(),
        issued_on: date(2026, 10, 8),
        photo: match format {
            CardFormat::Card => Some(Picture::parse(PHOTO.to_vec()).ok()?),
            CardFormat::Sheet => None,
        },
        format,
        practice: false,
    }))
}
