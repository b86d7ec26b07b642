//! Every word on the pages that residents meet, in both languages: plain words, short sentences, easy to read aloud.

use domain::{
    case::{Ending, Outcome, Service, Stage, Way},
    clock::shanghai,
    wording::Lang,
};
use jiff::Timestamp;

/// The fixed words of one language.
pub struct Words {
    /// Tag of the language.
    pub tag: &'static str,
    /// Tag of the other language.
    pub other_tag: &'static str,
    /// Name of the other language, in that language.
    pub other_name: &'static str,
    /// Above the centre's number.
    pub call: &'static str,
    /// Heads the warning against fraud.
    pub fraud_title: &'static str,
    /// The warning against fraud.
    pub fraud: &'static str,
    /// Title of the status page.
    pub status_title: &'static str,
    /// Before the masked name.
    pub resident: &'static str,
    /// Before the item.
    pub item: &'static str,
    /// Before the case number.
    pub number: &'static str,
    /// Before the centre.
    pub centre: &'static str,
    /// Above what happens next.
    pub next: &'static str,
    /// Above the history.
    pub history: &'static str,
    /// Before the instant that the page shows.
    pub as_of: &'static str,
    /// Beneath a page that shows a case.
    pub keep: &'static str,
    /// Title of the look-up page.
    pub look_up_title: &'static str,
    /// Above its form.
    pub look_up_lead: &'static str,
    /// Where the case number is found.
    pub number_hint: &'static str,
    /// Before the query code.
    pub code: &'static str,
    /// Where the query code is found.
    pub code_hint: &'static str,
    /// On the button.
    pub look_up: &'static str,
    /// When nothing was found: heading.
    pub not_found_title: &'static str,
    /// When nothing was found: for whatever reason.
    pub not_found: &'static str,
    /// When a link is not good: title.
    pub dead_title: &'static str,
    /// When a link is not good.
    pub dead: &'static str,
    /// The way on from there.
    pub dead_way: &'static str,
    /// When the server cannot answer: title.
    pub sorry_title: &'static str,
    /// When the server cannot answer.
    pub sorry: &'static str,
    /// Title of the demo's messages.
    pub messages_title: &'static str,
    /// That they are no real ones.
    pub messages_warning: &'static str,
    /// When there are none.
    pub messages_none: &'static str,
    /// Before the masked number.
    pub to: &'static str,
}

const ZH: Words = Words {
    tag: "zh-CN",
    other_tag: "en",
    other_name: "English",
    call: "有问题，请打电话",
    fraud_title: "谨防诈骗",
    fraud: "本中心不会索要验证码、密码或转账。遇到这样的电话或短信，不要理会。",
    status_title: "办件进度",
    resident: "居民",
    item: "事项",
    number: "办件编号",
    centre: "办理地点",
    next: "接下来",
    history: "办理经过",
    as_of: "查询时间",
    keep: "这个页面只给您本人看，请不要转发。",
    look_up_title: "查办件进度",
    look_up_lead: "编号和查询码都在我们发给您的短信里。",
    number_hint: "短信里“办件”后面的一串，连字符和空格可以不输。",
    code: "查询码",
    code_hint: "6 位，大写小写都可以。",
    look_up: "查询",
    not_found_title: "没有查到",
    not_found: "请对照短信，核对办件编号和查询码。连续输错 5 次，要等 30 分钟才能再查。",
    dead_title: "打不开这个页面",
    dead: "链接不完整，或者已经过期。",
    dead_way: "用编号和查询码查",
    sorry_title: "暂时查不了",
    sorry: "系统正忙，请过几分钟再试。急事请打电话。",
    messages_title: "演示短信",
    messages_warning: "这是演示：人都是编的，短信没有发给任何人。",
    messages_none: "还没有短信。",
    to: "发给",
};

const EN: Words = Words {
    tag: "en",
    other_tag: "zh-CN",
    other_name: "中文",
    call: "Questions? Call us",
    fraud_title: "Beware of fraud",
    fraud: "This centre never asks for verification codes, passwords or money transfers. Ignore calls or messages that do.",
    status_title: "Your case",
    resident: "Resident",
    item: "Service",
    number: "Case number",
    centre: "Handled at",
    next: "What happens next",
    history: "What has happened",
    as_of: "As of",
    keep: "This page is for you only. Please do not pass it on.",
    look_up_title: "Look up a case",
    look_up_lead: "Number and query code are both in the message we sent you.",
    number_hint: "The long number in the message. Hyphens and spaces may be left out.",
    code: "Query code",
    code_hint: "6 characters, capital or small.",
    look_up: "Look up",
    not_found_title: "Nothing was found",
    not_found: "Please compare case number and query code with the message. After 5 wrong entries in a row, wait 30 minutes.",
    dead_title: "This page cannot be opened",
    dead: "The link is not complete, or it has expired.",
    dead_way: "Use number and query code",
    sorry_title: "Not possible just now",
    sorry: "The system is busy. Please try again in a few minutes, or call us.",
    messages_title: "Demo messages",
    messages_warning: "This is a demo: all people are made up, and no message was sent to anybody.",
    messages_none: "There are no messages yet.",
    to: "To",
};

/// The words of a language.
#[must_use]
pub const fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

/// One of two texts.
pub const fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Where a case stands: in a word, and in a sentence.
#[must_use]
pub const fn stage(stage: &Stage, lang: Lang) -> (&'static str, &'static str) {
    let (zh, en) = match stage {
        Stage::Receiving => (
            ("材料正在送达", "社工收集的材料正在传到中心。"),
            ("On its way", "What was collected at your home is on its way to the centre."),
        ),
        Stage::Received(_) => (
            ("已收件", "材料已经收齐，开始计算办理时间。"),
            ("Received", "All materials have arrived. The time for handling runs."),
        ),
        Stage::CorrectionRequested(_) => (
            ("材料需要补充", "还差的材料已经一次告诉了社工。"),
            ("Something is missing", "The worker was told at once everything that is missing."),
        ),
        Stage::NotAccepted(_) => {
            (("不予受理", "这件事本中心不能受理。"), ("Not accepted", "The centre cannot take this on."))
        }
        Stage::Accepted(_) => (
            ("已受理", "申请已经受理，正在办理。"),
            ("Accepted", "Your application was accepted and is being handled."),
        ),
        Stage::InReview(_) => (
            ("审批中", "申请已经受理，主管部门正在审批。"),
            ("In review", "Your application was accepted; the department is deciding."),
        ),
        Stage::Suspended { .. } => (
            ("特别程序中", "主管部门正在按规定核查，这段时间不计入办理时间。"),
            (
                "Being checked",
                "The department makes a check that the rules ask for; its time is not counted.",
            ),
        ),
        Stage::Concluded { service: Service::Issued { .. }, .. } => (
            ("已出件", "结果已经做好，正在给您送来或等您领取。"),
            ("On its way to you", "What was decided is made out and on its way, or waits for you."),
        ),
        Stage::Concluded { service: Service::Delivered { .. }, .. } => {
            (("已送达", "结果已经交到您手里。"), ("Delivered", "You have got what was decided."))
        }
        Stage::Concluded { service: Service::Closed { .. }, .. } => (
            ("已送达", "结果已经交到您手里，全部办完。"),
            ("Delivered", "You have got what was decided; all is done."),
        ),
        Stage::Concluded { outcome: Outcome::Granted, .. } => {
            (("已办结，准予", "您的申请已经批准。"), ("Granted", "Your application was granted."))
        }
        Stage::Concluded { outcome: Outcome::Refused, .. } => {
            (("已办结，没有批准", "您的申请没有获得批准。"), ("Refused", "Your application was not granted."))
        }
        Stage::Ended { how: Ending::Withdrawn, .. } => {
            (("已撤回", "申请已经撤回。"), ("Withdrawn", "The application was taken back."))
        }
        Stage::Ended { how: Ending::Terminated, .. } => {
            (("已终止", "这件事不能再办下去。"), ("Ended", "The matter cannot go on."))
        }
        Stage::Ended { how: Ending::Void, .. } => {
            (("已作废", "这次申请不再有效。"), ("Void", "This application no longer counts."))
        }
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What a resident may expect next.
#[must_use]
pub fn next(stage: &Stage, (immediate, promised_days): (bool, u16), way: Option<Way>, lang: Lang) -> String {
    let text = match stage {
        Stage::Receiving => {
            pick(lang, "材料收齐后，我们发短信告诉您。", "Once everything has arrived we send you a message.")
        }
        Stage::Received(_) | Stage::Accepted(_) if immediate => pick(
            lang,
            "一般当天办结。办结后发短信告诉您，您不用跑。",
            "It is usually concluded the same day. We send you a message then; you need not come.",
        ),
        Stage::Received(_) => pick(
            lang,
            "5 个工作日内告诉您是否受理。您不用跑。",
            "You hear within 5 working days whether it is accepted. You need not come.",
        ),
        Stage::Accepted(_) | Stage::InReview(_) => return within(promised_days, lang),
        Stage::Suspended { .. } => pick(
            lang,
            "核查结束后继续办理，有结果会发短信告诉您。您不用跑。",
            "It goes on after the check. We send you a message with the result; you need not come.",
        ),
        Stage::CorrectionRequested(_) => pick(
            lang,
            "社工会跟您联系，上门补齐。您不用跑。",
            "The worker gets in touch and collects it at your home. You need not come.",
        ),
        Stage::NotAccepted(_) => pick(
            lang,
            "书面通知会交到您手里，写明原因和您可以怎么办。",
            "You are handed a written notice with the reason and what you can do.",
        ),
        Stage::Concluded { service: Service::Issued { .. }, .. } => match way {
            Some(Way::Window) => pick(
                lang,
                "请在办公时间到窗口领取，也可以打电话请我们送上门。",
                "Please collect it at the window, or call us and we bring it.",
            ),
            Some(Way::Post) => pick(
                lang,
                "已经寄出或即将寄出，请留意签收。您不用跑。",
                "It comes by post; please sign for it. You need not come.",
            ),
            _ => pick(
                lang,
                "社工会把结果送上门，请您签收。您不用跑。",
                "The worker brings it to your door against your signature. You need not come.",
            ),
        },
        Stage::Concluded { service: Service::Delivered { .. }, .. } => pick(
            lang,
            "取走的原件还没有还清的，会送还给您。您不用跑。",
            "Originals that were taken and are not back yet are brought to you. You need not come.",
        ),
        Stage::Concluded { service: Service::Closed { .. }, .. } => pick(
            lang,
            "没有别的事了。有疑问请打下面的电话。",
            "Nothing more. If you have a question, call the number below.",
        ),
        Stage::Concluded { outcome: Outcome::Granted, .. } => pick(
            lang,
            "结果会按您选的方式给您：送上门、邮寄或短信。您不用跑。",
            "You get the result the way you chose: at your door, by post or by message. You need not come.",
        ),
        Stage::Concluded { outcome: Outcome::Refused, .. } => pick(
            lang,
            "书面决定会交到您手里，写明理由，也写明不同意时怎么办。",
            "You are handed the written decision with its reasons and how to appeal.",
        ),
        Stage::Ended { .. } => pick(
            lang,
            "有疑问请打下面的电话，想再办可以重新申请。您不用跑。",
            "If you have a question, call the number below. You may apply again; you need not come.",
        ),
    };
    text.to_owned()
}

fn within(promised_days: u16, lang: Lang) -> String {
    match (lang, promised_days) {
        (Lang::Zh, 0) => "当天办结。办结后发短信告诉您，您不用跑。".into(),
        (Lang::En, 0) => {
            "It is concluded the same day. We send you a message then; you need not come.".into()
        }
        (Lang::Zh, days) => format!("自受理起 {days} 个工作日内办结。办结后发短信告诉您，您不用跑。"),
        (Lang::En, days) => format!(
            "It is concluded within {days} working days of acceptance. We send you a message then; you need not come."
        ),
    }
}

/// An instant as people write it, by the clocks of Shanghai.
#[must_use]
pub fn instant(at: Timestamp, lang: Lang) -> String {
    let at = shanghai(at);
    let form = match lang {
        Lang::Zh => "%Y年%-m月%-d日 %H:%M",
        Lang::En => "%-d %B %Y, %H:%M",
    };
    at.strftime(form).to_string()
}
