//! What happened to a case and what was told of it, in words for residents.

use domain::{
    case::EventKind,
    message::{MessageKind, MessageState},
    wording::Lang,
};

use super::words::pick;

/// One line of a case's history.
#[must_use]
pub const fn event(kind: EventKind, lang: Lang) -> &'static str {
    match kind {
        EventKind::Filed => pick(lang, "社工上门收了材料并提交", "Materials collected at home and filed"),
        EventKind::Refiled => pick(lang, "补充了材料", "Missing materials handed in"),
        EventKind::Received => pick(lang, "收件：材料收齐", "Received, complete"),
        EventKind::Accepted => pick(lang, "受理", "Accepted"),
        EventKind::DeemedAccepted => {
            pick(lang, "视为受理，从收件之日起", "Accepted by law, from the day of receipt")
        }
        EventKind::SentForReview => pick(lang, "送主管部门审批", "Sent to the department"),
        EventKind::Supplemented => pick(lang, "补交了后补材料", "What was to follow came in"),
        EventKind::DeferralMet => pick(lang, "后补材料已齐", "All that was to follow is there"),
        EventKind::DeferralReminded => {
            pick(lang, "提醒：还有后补材料", "A reminder of what is still to follow")
        }
        EventKind::DeferralMissed => {
            pick(lang, "后补材料逾期未交", "What was to follow did not come in time")
        }
        EventKind::Opinion => pick(lang, "部门出具意见", "Opinion of the department"),
        EventKind::ReturnedToWindow => pick(lang, "部门退回窗口", "Back at the window"),
        EventKind::Suspended => {
            pick(lang, "特别程序开始，时间不计", "A check began; its time is not counted")
        }
        EventKind::Resumed => pick(lang, "特别程序结束", "The check is over"),
        EventKind::Issued => pick(lang, "出件", "Made out"),
        EventKind::OriginalsTaken => {
            pick(lang, "社工取走原件，已开收据", "Originals taken against a receipt")
        }
        EventKind::HandedOver => pick(lang, "移交", "Handed on"),
        EventKind::TakenOver => pick(lang, "接收", "Taken over"),
        EventKind::Reassigned => pick(lang, "改由他人送达", "Passed to a colleague"),
        EventKind::DeliveryFailed => pick(lang, "没有送到您手里", "Could not be handed to you"),
        EventKind::Delivered => pick(lang, "送达", "Delivered"),
        EventKind::Collected => pick(lang, "已在窗口领取", "Collected at the window"),
        EventKind::OriginalsReturned => pick(lang, "原件已退还", "Originals returned"),
        EventKind::OriginalLate => pick(lang, "原件逾期未还", "An original is late"),
        EventKind::Closed => pick(lang, "全部办完", "All done"),
        EventKind::MandateRevoked => pick(lang, "您收回了委托", "You took the mandate back"),
        EventKind::Withdrawn => pick(lang, "撤回", "Withdrawn"),
        EventKind::Terminated => pick(lang, "终止", "Ended"),
        EventKind::Voided => pick(lang, "作废", "Void"),
        EventKind::DuplicateFound => {
            pick(lang, "发现重复申请，已合并", "A second application was merged into this one")
        }
        EventKind::ResidentCorrected => pick(lang, "更正了登记信息", "Your particulars were set right"),
        EventKind::DueSoon => pick(lang, "即将到期", "Nearly due"),
        EventKind::Overdue => pick(lang, "超期", "Overdue"),
        EventKind::NotAccepted => pick(lang, "不予受理", "Not accepted"),
        EventKind::CorrectionRequested => pick(lang, "要求补充材料", "Asked for what is missing"),
        EventKind::Granted => pick(lang, "办结：准予", "Concluded: granted"),
        EventKind::Refused => pick(lang, "办结：没有批准", "Concluded: refused"),
    }
}

/// What occasioned a message, and how far it has come.
#[must_use]
pub const fn message(kind: MessageKind, state: MessageState, lang: Lang) -> (&'static str, &'static str) {
    let kind = match kind {
        MessageKind::Receipt => pick(lang, "收件短信", "Receipt"),
        MessageKind::CorrectionRequested => pick(lang, "补正短信", "Correction"),
        MessageKind::Accepted => pick(lang, "受理短信", "Acceptance"),
        MessageKind::DeemedAccepted => pick(lang, "视为受理短信", "Deemed acceptance"),
        MessageKind::NotAccepted => pick(lang, "不予受理短信", "Not accepted"),
        MessageKind::Suspended => pick(lang, "特别程序短信", "Special procedure"),
        MessageKind::Resumed => pick(lang, "恢复办理短信", "Resumed"),
        MessageKind::Conclusion => pick(lang, "办结短信", "Conclusion"),
        MessageKind::Issued => pick(lang, "出件短信", "Result ready"),
        MessageKind::ReadyToCollect => pick(lang, "领取短信", "Ready to collect"),
        MessageKind::DeliveryFailed => pick(lang, "未能送达短信", "Not handed over"),
        MessageKind::Withdrawn => pick(lang, "撤回短信", "Withdrawal"),
        MessageKind::Terminated => pick(lang, "终止短信", "Ended"),
        MessageKind::Voided => pick(lang, "作废短信", "Void"),
        MessageKind::RatingRequest => pick(lang, "评价邀请短信", "Request for a rating"),
        MessageKind::ToleranceReminder => pick(lang, "容缺提醒短信", "Reminder"),
        MessageKind::CallBack => pick(lang, "回访短信", "Call-back"),
    };
    let state = match state {
        MessageState::Queued => pick(lang, "等待发送", "waiting"),
        MessageState::Accepted => pick(lang, "网关已接收", "taken by the gateway"),
        MessageState::Delivered => pick(lang, "已送达手机", "delivered"),
        MessageState::Expired => pick(lang, "没有回执", "no report came"),
        MessageState::Failed => pick(lang, "未能送达", "not delivered"),
        MessageState::Dropped => pick(lang, "没有发送", "not sent"),
    };
    (kind, state)
}
