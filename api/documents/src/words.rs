//! Words for what other rooms keep as codes and numbers.

use domain::{
    correction::DefectReason,
    identity::Sex,
    mandate::{ConsentKind, GuardianRelation, Power, SignatureKind},
};
use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use crate::parts::DeferredBy;

/// A day as a template takes it: `zh` and `en` in words.
pub fn day(day: Date) -> Value {
    json!({
        "zh": date(day),
        "en": day.strftime("%-d %B %Y").to_string(),
    })
}

fn date(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A day that may be lacking.
pub fn maybe_day(date: Option<Date>) -> Value {
    date.map_or(Value::Null, day)
}

/// Until when a material may follow.
pub fn deferred(by: DeferredBy) -> String {
    match by {
        DeferredBy::AfterAcceptance { working_days } => format!("受理之日起 {working_days} 个工作日内"),
        DeferredBy::Day(day) => date(day),
    }
}

/// An instant on the clocks of Shanghai, to the minute.
pub fn minute(at: DateTime) -> String {
    format!("{} {:02}:{:02}", date(at.date()), at.hour(), at.minute())
}

/// What is wrong with a material.
pub const fn defect(reason: DefectReason) -> &'static str {
    match reason {
        DefectReason::Missing => "缺少此项材料",
        DefectReason::Unreadable => "看不清，无法辨认",
        DefectReason::Expired => "已过有效期",
        DefectReason::WrongPerson => "不是申请人本人的材料",
        DefectReason::NotInForm => "不符合法定形式",
        DefectReason::Incomplete => "内容不完整",
        DefectReason::Other => "其他问题，见说明",
    }
}

/// What an agent may do.
pub const fn power(power: Power) -> &'static str {
    match power {
        Power::File => "代为提交申请及材料",
        Power::Supplement => "代为补正材料",
        Power::Collect => "代为领取办理结果",
        Power::Withdraw => "代为撤回申请",
    }
}

/// What a guardian is to whom they sign for.
pub const fn relation(relation: GuardianRelation) -> &'static str {
    match relation {
        GuardianRelation::Spouse => "配偶",
        GuardianRelation::Parent => "父母",
        GuardianRelation::Child => "子女",
        GuardianRelation::Grandparent => "祖父母、外祖父母",
        GuardianRelation::Sibling => "兄姐",
        GuardianRelation::OtherKin => "其他近亲属",
        GuardianRelation::Organisation => "居民委员会、民政部门",
    }
}

/// What a person says yes or no to.
pub const fn consent(kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::PersonalInformation => "为办理本事项处理个人信息",
        ConsentKind::IdPhoto => "拍摄居民身份证照片",
        ConsentKind::Health => "处理医疗健康、残疾材料",
        ConsentKind::BankAccount => "处理银行账户信息",
        ConsentKind::Location => "记录上门地点",
        ConsentKind::ElectronicService => "以电子方式送达文书",
        ConsentKind::Child => "处理不满十四周岁未成年人信息",
    }
}

/// What stands where a person signs.
pub const fn signature(kind: SignatureKind) -> &'static str {
    match kind {
        SignatureKind::Signature => "签名",
        SignatureKind::Thumbprint => "按指印",
        SignatureKind::OralAssent => "口头同意",
    }
}

/// As on an identity card.
pub const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "女",
        Sex::Male => "男",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_minutes_are_written_out() {
        assert_eq!(day(date(2026, 3, 5)), json!({ "zh": "2026年3月5日", "en": "5 March 2026" }));
        assert_eq!(day(date(2026, 12, 31))["en"], "31 December 2026");
        assert_eq!(maybe_day(None), Value::Null);
        assert_eq!(deferred(DeferredBy::Day(date(2026, 3, 5))), "2026年3月5日");
        assert_eq!(minute(date(2026, 3, 5).at(9, 7, 59, 0)), "2026年3月5日 09:07");
    }
}
