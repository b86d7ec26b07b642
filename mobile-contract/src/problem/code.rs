//! The closed list of problem codes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Lang;

/// What a client does about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Send the same again later: after `retry_after` when there is one, otherwise after a growing pause.
    Wait,
    /// Refresh the session or sign in, then send the same again.
    SignIn,
    /// Ask how things stand (`GET` the object, `HEAD` the upload), then decide what to send.
    Look,
    /// The same request will never be done: set it aside, show it to a person, go on with the rest.
    Mend,
}

macro_rules! codes {
    ($($variant:ident $code:tt $remedy:ident $zh:literal $en:literal;)*) => {
        /// Why a request was not done. The set is closed within a release, and no code ever changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum ProblemCode {
            $(
                #[doc = $en]
                #[serde(rename = $code)]
                $variant,
            )*
        }

        impl ProblemCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The code in words.
            #[must_use]
            pub const fn title(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$variant, Lang::Zh) => $zh, (Self::$variant, Lang::En) => $en,)*
                }
            }

            /// What a client does about it.
            #[must_use]
            pub const fn remedy(self) -> Remedy {
                match self { $(Self::$variant => Remedy::$remedy,)* }
            }
        }
    };
}

codes! {
    // the request itself
    MalformedJson "malformed-json" Mend "请求内容不是有效的 JSON" "The body is not valid JSON";
    InvalidBody "invalid-body" Mend "提交的内容有误" "Something in the body is not valid";
    InvalidQuery "invalid-query" Mend "查询条件有误" "Something in the query is not valid";
    SealNotOpened "seal-not-opened" Mend "密封的内容无法打开" "The sealed body does not open";
    BodyTooLarge "body-too-large" Mend "提交的内容过大" "The body is too large";
    UnsupportedMediaType "unsupported-media-type" Mend "不支持的内容类型" "This content type is not taken here";
    RequestTimeout "request-timeout" Wait "请求超时,请稍后重试" "The request took too long to arrive";
    NotFound "not-found" Mend "未找到" "There is nothing here";
    MethodNotAllowed "method-not-allowed" Mend "不支持的操作" "This cannot be done here";

    // who asks
    NotAuthenticated "not-authenticated" SignIn "请先登录" "Sign in first";
    TokenExpired "token-expired" SignIn "登录凭证已过期" "The access token has run out";
    SendOnly "send-only" SignIn "此凭证只能用于提交,查看请先解锁" "This token only sends: unlock the phone to read";
    SignInRefused "sign-in-refused" Mend "用户名或密码不正确" "User name or password is wrong";
    LockedOut "locked-out" Wait "尝试次数过多,账号暂时锁定" "Too many failures: the account is locked for a while";
    SessionEnded "session-ended" SignIn "登录已失效,请重新登录" "The session has ended: sign in again";
    DeviceRevoked "device-revoked" Mend "此设备已被停用" "This device has been shut out";
    Forbidden "forbidden" Mend "没有权限" "You may not do this";

    // how things stand
    Conflict "conflict" Look "与已有内容冲突" "This contradicts what is stored";
    VersionConflict "version-conflict" Look "内容已被更新,请查看最新版本" "It has changed since you read it";
    WriteIdReused "write-id-reused" Mend "写入编号已用于其他内容" "This write_id was used for another body";
    StageRefused "stage-refused" Look "当前状态不允许此操作" "Its stage does not allow this";
    Reassigned "reassigned" Mend "已转交其他社工" "It has passed to a colleague";
    ResyncRequired "resync-required" Look "手机上的数据已过期,请重新同步" "What the phone holds is out of date: drop it and sync from the beginning";
    FourEyes "four-eyes" Mend "采集人不得受理本人采集的办件" "Who collected a case may not handle it at the window";
    NotDecidedAtCentre "not-decided-at-centre" Mend "该事项由部门审批" "A department decides this item";
    NotDecidedByDepartment "not-decided-by-department" Mend "该事项由中心办结" "The centre decides this item";
    CalendarVersionTaken "calendar-version-taken" Mend "该日历版本已存在" "There is a calendar of this version";
    CatalogueDayTaken "catalogue-day-taken" Mend "该日或之后已有目录版本生效"
        "A version of the catalogue begins on that day or later";
    CatalogueNotRecallable "catalogue-not-recallable" Mend "该目录版本已生效、即将生效或已有后续版本,不能撤回"
        "The version is in force or about to be, or another one follows it";
    CorrectedOnce "corrected-once" Mend "已一次性告知,再次告知须由主任说明理由" "There was a correction notice; a further one takes the manager and a reason";
    MandateEnded "mandate-ended" Mend "授权已过期、已收回或不含此权限" "The mandate has run out, was taken back, or lacks this power";
    NotADuplicate "not-a-duplicate" Mend "不是同一居民、同一事项的办件" "This is no case of the same resident and item";
    ConsentMissing "consent-missing" Mend "居民尚未同意处理个人信息" "The resident has not consented to this";
    LookUpMismatch "look-up-mismatch" Mend "共享数据与办件人员信息不一致" "A shared library knows this resident under other particulars";
    LookUpNotFound "look-up-not-found" Mend "共享数据中未查到,须提供材料" "A shared library has nothing: the original is needed";
    LetterNotPrinted "letter-not-printed" Mend "文书暂时无法打印,已交窗口处理" "This letter does not print: the window has been asked to see to it";
    CaseNotComplete "case-not-complete" Look "办件材料尚未收齐" "The case is not complete";
    NotInHand "not-in-hand" Mend "不在经办人手中,不能交接" "Who hands this on does not have it";
    ResultNumberTaken "result-number-taken" Mend "该事项已有此结果编号" "This item has a result of this number";
    FileNotReady "file-not-ready" Look "文件尚未核验" "The file has not been verified";

    // what is referred to
    ItemUnknown "item-unknown" Mend "没有此事项" "There is no such item";
    CatalogueVersionUnknown "catalogue-version-unknown" Look "事项目录版本未知,请更新目录"
        "This catalogue version is not known: fetch the catalogue";
    ItemClosed "item-closed" Mend "此事项已停办" "This item is no longer handled";
    ItemChanged "item-changed" Look "此事项的材料要求已变更" "This item asks for other materials now: see what differs";
    CommunityUnknown "community-unknown" Mend "没有此社区" "There is no such community";
    ResidentUnknown "resident-unknown" Mend "没有此居民" "There is no such resident";
    ResidentMismatch "resident-mismatch" Mend "与此前登记的居民不一致" "This is another resident than before";
    ResidentDead "resident-dead" Mend "该居民已去世,不再受理新的申请" "The resident has died: nothing is filed for them any more";
    Erased "erased" Mend "已按规定删除" "It has been erased";
    ErasureCaseOpen "erasure-case-open" Look "该居民还有未办结或者待处理的办件" "A case of this resident is open, or still has a task";
    ErasureRetained "erasure-retained" Look "该居民的办件还在法定保存期内" "A case of this resident has to be kept for some time yet";
    WorkerUnknown "worker-unknown" Mend "没有此社工" "There is no such worker";
    VisitUnknown "visit-unknown" Mend "没有此上门记录" "There is no such visit";
    VisitOfAnotherResident "visit-of-another-resident" Mend "上门记录属于其他居民" "The visit was to another resident";
    VisitNotStarted "visit-not-started" Look "上门尚未开始" "The visit has not started";

    // uploads
    UploadUnsupportedVersion "upload-unsupported-version" Mend "不支持的 tus 版本" "This tus version is not spoken here";
    UploadMetadata "upload-metadata" Mend "上传元数据有误" "Upload-Metadata is not valid";
    UploadHeader "upload-header" Mend "上传请求头有误" "A tus header is missing or not valid";
    UploadTooLarge "upload-too-large" Mend "文件过大" "The file is too large";
    UploadOffsetMismatch "upload-offset-mismatch" Look "上传位置不符" "The upload stands at another offset";
    UploadLengthExceeded "upload-length-exceeded" Mend "上传内容超出声明长度" "More bytes than the upload's length";
    UploadChecksumMismatch "upload-checksum-mismatch" Look "数据块校验不符,请重发该块"
        "The chunk arrived damaged: send it again";
    UploadChecksumUnsupported "upload-checksum-unsupported" Mend "不支持的校验算法" "This checksum algorithm is not known";
    UploadDigestMismatch "upload-digest-mismatch" Mend "文件摘要不符" "The file's SHA-256 is not the one announced";
    UploadExpired "upload-expired" Look "上传已过期,请重新上传" "The upload has expired: start it again";
    UploadComplete "upload-complete" Look "上传已完成" "The upload is complete";
    UploadIncomplete "upload-incomplete" Look "上传尚未完成" "The upload is not complete";
    UploadBusy "upload-busy" Wait "该上传正在接收数据" "The upload is taking bytes from another request";

    // the server
    TooManyRequests "too-many-requests" Wait "请求过于频繁,请稍后重试" "Too many requests";
    Busy "busy" Wait "系统繁忙,请稍后重试" "The server is busy";
    StorageFull "storage-full" Wait "存储空间不足,请稍后重试" "There is no room left";
    Unavailable "unavailable" Wait "服务暂不可用,请稍后重试" "The service is not available";
    Internal "internal" Wait "系统内部错误" "Something went wrong inside the server";
}

impl ProblemCode {
    /// The code with this spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}
