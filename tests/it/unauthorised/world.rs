//! The centre at which every operation is tried.

use domain::{
    actor::{Grant, Role},
    audit::Entry,
    ids::{CaseId, TaskId},
    task::{Task, TaskKind},
};
use harness::{
    Person, TestApp,
    app::PASSWORD,
    person::{Answer, answer},
    story::{self, Sealed},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;
use zerotrip::{calendar, catalogue};

use super::id_number;
use crate::contract::Operation;

/// A centre at work, with one of everything, and requests for every operation that would do something.
pub struct World {
    pub app: TestApp,
    /// Whose the visit, the cases and the uploads are.
    pub worker: Person,
    resident: Uuid,
    pub visit: Uuid,
    photo: Sealed,
    signature: Sealed,
    residents: u8,
    calendars: u8,
}

impl World {
    pub async fn found(app: TestApp) -> Self {
        let worker = app.worker().await;
        let resident = app.resident(&worker, app.centre.community.uuid(), "王秀英", story::WANG).await;
        let visit = app.visit(&worker, resident).await;
        let (photo, signature) = (app.photo(1), app.photo(2));
        worker.upload(&photo).await.ok();
        worker.upload(&signature).await.ok();
        Self { app, worker, resident, visit, photo, signature, residents: 0, calendars: 0 }
    }

    /// One of each who may come: the worker whose things they are, two who work beside and next door, the rest of
    /// the centre, and somebody with every role in another centre.
    pub async fn people(&self) -> Vec<(&'static str, Person)> {
        let app = &self.app;
        let here = |role, community, department: Option<&'static str>| {
            app.someone(role, app.centre, community, department)
        };
        let (first, second) = (Some(app.centre.community), Some(app.centre.second));
        let elsewhere = Role::ALL.map(|role| Grant {
            role,
            centre: Some(app.other.id),
            community: None,
            department: None,
        });
        vec![
            ("own", self.worker.clone()),
            ("colleague", here(Role::Worker, first, None).await),
            ("next-door", here(Role::Worker, second, None).await),
            ("window", here(Role::Window, None, None).await),
            ("approver", here(Role::Approver, None, Some("DPF")).await),
            ("manager", here(Role::Manager, None, None).await),
            ("auditor", here(Role::Auditor, None, None).await),
            ("admin", here(Role::Admin, None, None).await),
            ("elsewhere", app.signed_in_as(elsewhere.to_vec()).await),
        ]
    }

    /// A received case of the worker's.
    pub async fn case(&mut self) -> Uuid {
        let case = self.app.fresh();
        let body = self.app.senior_card(self.visit, self.resident, &self.photo, &self.signature);
        self.worker.put(&format!("/v1/cases/{case}"), &body).await.ok();
        self.app.run_jobs().await;
        case
    }

    /// A case of the worker's that its department has before it.
    async fn in_review(&mut self) -> Uuid {
        let (case, form, window) = (self.app.fresh(), self.app.photo(3), self.app.window().await);
        let (card, signature) = (&self.photo, &self.signature);
        let body = self.app.assistive_device(self.visit, self.resident, card, &form, signature);
        self.worker.put(&format!("/v1/cases/{case}"), &body).await.ok();
        self.worker.upload(&form).await.ok();
        self.app.run_jobs().await;
        let accept = json!({"write_id": self.app.fresh(), "base_version": 2});
        window.post(&format!("/v1/cases/{case}/accept"), &accept).await.ok();
        case
    }

    /// The mandate of a case, as a letter.
    async fn letter(&self, case: Uuid) -> String {
        let letters = self.app.window().await.get(&format!("/v1/cases/{case}/letters")).await.ok();
        let letters = letters["letters"].as_array().unwrap().clone();
        let mandate = letters.iter().find(|letter| letter["kind"] == "mandate");
        mandate.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// An open task: a case that is overdue.
    async fn task(&mut self) -> TaskId {
        let case = CaseId::from_uuid(self.case().await);
        let (centre, id, now) = (self.app.centre.id, TaskId::from_uuid(self.app.fresh()), self.app.now());
        let task = Task::about(id, centre, case, TaskKind::Overdue, now);
        let written = self.app.app.store.write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                tx.open_task(&task)?;
                Ok::<_, store::StoreError>((
                    (),
                    Entry::by_the_server("tell-overdue", "case", Some(case.uuid())),
                ))
            })?;
            Ok::<_, store::StoreError>(())
        });
        written.await.unwrap();
        id
    }

    /// A write of the worker's that was not applied.
    async fn not_applied(&self) -> Uuid {
        let body =
            json!({"write_id": self.app.fresh(), "base_version": 7, "device_at": self.app.now().to_string()});
        let refused = self.worker.post(&format!("/v1/visits/{}/start", self.visit), &body).await;
        refused.json()["not_applied"].as_str().unwrap().parse().unwrap()
    }

    /// A planned visit of the worker's.
    async fn planned(&self) -> Uuid {
        let visit = self.app.fresh();
        self.worker.put(&format!("/v1/visits/{visit}"), &self.plan()).await.ok();
        visit
    }

    fn plan(&self) -> Value {
        json!({
            "write_id": self.app.fresh(),
            "base_version": 0,
            "community_id": self.app.centre.community.uuid(),
            "resident_id": self.resident,
            "worker_id": self.worker.credential.user.uuid(),
            "planned_for": self.app.now().to_string(),
            "items": [],
        })
    }

    /// Somebody asks for a visit to the worker's resident.
    async fn request_for_a_visit(&self) -> Uuid {
        let request = self.app.fresh();
        let body = self.asked_visit(self.app.fresh());
        self.worker.put(&format!("/v1/visit-requests/{request}"), &body).await.ok();
        request
    }

    fn asked_visit(&self, write: Uuid) -> Value {
        json!({
            "write_id": write,
            "base_version": 0,
            "community_id": self.app.centre.community.uuid(),
            "source": "family",
            "resident_id": self.resident,
            "caller": {"name": "王大山", "phone": "13900001234"},
            "items": [],
        })
    }

    /// An upload of the worker's that lacks its second half.
    async fn half_an_upload(&self) -> (Uuid, Sealed) {
        let file = self.app.photo(9);
        let half = file.bytes.len() / 2;
        let request = self
            .worker
            .request(Method::POST, "/v1/uploads")
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", file.bytes.len())
            .header("Content-Type", "application/offset+octet-stream")
            .body(file.bytes.slice(..half));
        (upload_id(&answer(request).await), file)
    }

    /// The person's request for an operation, on things made for it where it changes them.
    pub async fn request(&mut self, operation: &Operation, person: &Person, name: &str) -> RequestBuilder {
        let (write, at) = (self.app.fresh(), self.app.now().to_string());
        let ask = |path: String| person.request(operation.method.clone(), &path);
        let tus = |path: String| ask(path).header("Tus-Resumable", "1.0.0");
        let bytes =
            |request: RequestBuilder| request.header("Content-Type", "application/offset+octet-stream");
        match operation.id.as_str() {
            "get_session" | "list_devices" | "list_visit_requests" | "list_cases" | "get_bulletin" | "get_service_report"
            | "list_visits" | "list_tasks" | "get_calendar" | "list_drafts" | "list_catalogues"
            | "list_erasures" | "get_sync" | "list_unapplied" => ask(operation.path.clone()),
            "list_custody" => ask(format!("{}?list=to_take", operation.path)),
            // In a sign-in of its own, so that the person stays.
            "end_session" => {
                let again = self.app.signed_in_as(self.grants_of(name)).await;
                let whose = if name == "nobody" { person } else { &again };
                whose.request(Method::DELETE, &operation.path)
            }
            "change_password" => ask(operation.path.clone())
                .json(&json!({"old_password": PASSWORD, "new_password": "another made-up Passw0rd"})),
            "settle_unapplied" => {
                let kept = self.not_applied().await;
                let body = json!({"write_id": write, "how": "dropped", "note": "已核对"});
                ask(format!("/v1/not-applied/{kept}/settle")).json(&body)
            }
            "report_device" => ask(operation.path.clone()).json(&json!({
                "app_version": "1.0.0", "unsent_cases": 0, "unsent_files": 0, "unsent_bytes": 0, "persisted": true,
            })),
            "revoke_device" => ask(format!("/v1/devices/{}", self.app.worker().await.device)),
            "put_resident" => {
                self.residents += 1;
                let identity = story::identity("李大有", &id_number(self.residents));
                let community = self.app.centre.community.uuid();
                ask(format!("/v1/residents/{}", self.app.fresh()))
                    .json(&json!({"write_id": write, "community_id": community, "identity": identity}))
            }
            "get_resident" => ask(format!("/v1/residents/{}", self.resident)),
            "unmask_case" => self.act(ask, "unmask", json!({"reason": "核对抄录的号码"})).await,
            "unmask_resident" => ask(format!("/v1/residents/{}/unmask", self.resident))
                .json(&json!({"reason": "电话核对上门时间", "fields": ["name"]})),
            "note_death" => {
                let dead = self.somebody().await;
                ask(format!("/v1/residents/{dead}/death"))
                    .json(&json!({"write_id": write, "source": "family"}))
            }
            "correct_resident" => {
                let resident = self.somebody().await;
                let identity = story::identity("李大友", &id_number(self.residents));
                ask(format!("/v1/residents/{resident}/correction")).json(&json!({
                    "write_id": write, "base_version": 1, "reason": "姓名录错", "identity": identity,
                }))
            }
            "export_resident" => ask(format!("/v1/residents/{}/export", self.resident))
                .json(&json!({"reason": "居民申请查阅"})),
            "ask_erasure" => ask(format!("/v1/residents/{}/erasure", self.somebody().await))
                .json(&json!({"write_id": write, "reason": "service_ended"})),
            "decide_erasure" => {
                let asking = json!({"write_id": write, "reason": "service_ended"});
                let path = format!("/v1/residents/{}/erasure", self.somebody().await);
                let request = self.worker.post(&path, &asking).await.ok();
                ask(format!("/v1/erasures/{}/decision", request["id"].as_str().unwrap()))
                    .json(&json!({"write_id": self.app.fresh(), "decision": "granted"}))
            }
            "put_visit" => ask(format!("/v1/visits/{}", self.app.fresh())).json(&self.plan()),
            "get_visit" => ask(format!("/v1/visits/{}", self.visit)),
            "start_visit" => {
                let body = json!({"write_id": write, "base_version": 1, "device_at": at});
                ask(format!("/v1/visits/{}/start", self.planned().await)).json(&body)
            }
            "finish_visit" => {
                let visit = self.app.visit(&self.worker, self.resident).await;
                let body = json!({"write_id": write, "base_version": 2, "device_at": at, "outcome": "done"});
                ask(format!("/v1/visits/{visit}/finish")).json(&body)
            }
            "order_visits" => {
                let visits = [self.planned().await, self.planned().await];
                let day = domain::clock::shanghai(self.app.now()).date().to_string();
                ask(operation.path.clone()).json(&json!({"date": day, "visit_ids": visits}))
            }
            "put_day_order" => {
                let day = domain::clock::shanghai(self.app.now()).date().to_string();
                let body = json!({"write_id": write, "date": day, "visit_ids": [self.visit]});
                ask(operation.path.clone()).json(&body)
            }
            "put_visit_request" => {
                ask(format!("/v1/visit-requests/{}", self.app.fresh())).json(&self.asked_visit(write))
            }
            "plan_visit_request" => {
                let mut body = self.plan();
                body["base_version"] = json!(1);
                body["visit_id"] = json!(self.app.fresh());
                ask(format!("/v1/visit-requests/{}/plan", self.request_for_a_visit().await)).json(&body)
            }
            "decline_visit_request" => {
                let body = json!({"write_id": write, "base_version": 1, "reason": "unreachable"});
                ask(format!("/v1/visit-requests/{}/decline", self.request_for_a_visit().await)).json(&body)
            }
            "unmask_caller" => {
                let path = format!("/v1/visit-requests/{}/unmask", self.request_for_a_visit().await);
                ask(path).json(&json!({"reason": "电话约定时间"}))
            }
            "held_uploads" => ask(operation.path.clone()).json(&json!({"digests": [self.photo.sha256]})),
            "begin_upload" => tus(operation.path.clone()).header("Upload-Length", 10),
            "head_upload" | "delete_upload" => tus(format!("/v1/uploads/{}", self.half_an_upload().await.0)),
            "get_upload" => {
                let file = self.app.photo(8);
                tus(format!("/v1/uploads/{}", upload_id(&self.worker.upload(&file).await)))
            }
            "patch_upload" | "override_upload" => {
                let (id, file) = self.half_an_upload().await;
                let half = file.bytes.len() / 2;
                bytes(tus(format!("/v1/uploads/{id}")))
                    .header("X-HTTP-Method-Override", "PATCH")
                    .header("Upload-Offset", half)
                    .body(file.bytes.slice(half..))
            }
            "put_case" => {
                let body = self.app.senior_card(self.visit, self.resident, &self.photo, &self.signature);
                ask(format!("/v1/cases/{}", self.app.fresh())).json(&body)
            }
            "get_case" => ask(format!("/v1/cases/{}", self.case().await)),
            "get_evidence" => ask(format!("/v1/cases/{}/files/{}", self.case().await, self.photo.file_id)),
            "list_letters" => ask(format!("/v1/cases/{}/letters", self.case().await)),
            "get_letter" => {
                let case = self.case().await;
                ask(format!("/v1/cases/{case}/letters/{}", self.letter(case).await))
            }
            "reprint_letter" => {
                let case = self.case().await;
                let path = format!("/v1/cases/{case}/letters/{}", self.letter(case).await);
                self.app.window().await.get(&path).await;
                ask(format!("{path}/reprint")).json(&json!({"write_id": write, "reason": "再取一份"}))
            }
            "get_slip" => ask(format!("/v1/visits/{}/slip", self.visit)),
            // Of the photo in the population library: there is nobody to ask here, and that is told.
            "ask_look_up" => ask(format!("/v1/cases/{}/lookups", self.case().await))
                .json(&json!({"write_id": write, "material": "photo"})),
            "accept_case" => self.act(ask, "accept", json!({})).await,
            "conclude_case" => self.act(ask, "conclude", json!({"outcome": "granted"})).await,
            "not_accept_case" => {
                self.act(ask, "not-accept", json!({"reason": "not_needed", "note": "不需要办理"})).await
            }
            "return_case" => {
                let defects = json!([{"material": "id-card", "reason": "unreadable"}]);
                self.act(ask, "return", json!({"defects": defects})).await
            }
            // Nothing was to follow: who may ask hears that, 422.
            "supplement_case" => {
                let materials = json!([{"material": "form", "cover": "file"}]);
                self.review(ask, "supplement", json!({"materials": materials, "manifest": []})).await
            }
            "forward_case" => {
                let case = self.in_review().await;
                let approver = self.approver().await;
                let back = json!({"write_id": write, "base_version": 3, "note": "请核对住址"});
                approver.post(&format!("/v1/cases/{case}/return-to-window"), &back).await.ok();
                let body = json!({"write_id": self.app.fresh(), "base_version": 4});
                ask(format!("/v1/cases/{case}/forward")).json(&body)
            }
            "act_on_cases" => {
                let one = json!({"case_id": self.case().await, "write_id": write, "base_version": 2});
                ask(operation.path.clone()).json(&json!({"act": "accept", "cases": [one]}))
            }
            "add_opinion" => self.review(ask, "opinion", json!({"note": "符合条件"})).await,
            "decide_case" => self.review(ask, "decide", json!({"outcome": "granted"})).await,
            "return_to_window" => self.review(ask, "return-to-window", json!({"note": "请核对住址"})).await,
            "suspend_case" => self.review(ask, "suspend", self.assessment()).await,
            "resume_case" => {
                let case = self.in_review().await;
                let mut pause = self.assessment();
                pause["write_id"] = json!(write);
                pause["base_version"] = json!(3);
                self.approver().await.post(&format!("/v1/cases/{case}/suspend"), &pause).await.ok();
                let body = json!({"write_id": self.app.fresh(), "base_version": 4});
                ask(format!("/v1/cases/{case}/resume")).json(&body)
            }
            "revoke_mandate" => self.review(ask, "revoke-mandate", json!({"note": "电话收回委托"})).await,
            "withdraw_case" => self.review(ask, "withdraw", json!({"reason": "changed_mind"})).await,
            "terminate_case" => {
                self.review(ask, "terminate", json!({"reason": "impossible", "note": "无法继续办理"})).await
            }
            "void_case" => {
                self.review(ask, "void", json!({"reason": "wrong_person", "note": "录入有误"})).await
            }
            "issue_case" => {
                let body = json!({"write_id": write, "base_version": 3, "way": "home"});
                ask(format!("/v1/cases/{}/issue", self.concluded().await)).json(&body)
            }
            "hand_over" => {
                let to = json!({"write_id": write, "things": {"result": true}, "to": "centre"});
                ask(format!("/v1/cases/{}/hand-over", self.carried().await)).json(&to)
            }
            // By the worker whom it was offered to.
            "take_over" => {
                let body = json!({"write_id": write, "things": {"result": true}});
                ask(format!("/v1/cases/{}/take-over", self.offered().await)).json(&body)
            }
            "reassign_custody" => {
                let body = json!({"write_id": write, "things": {"result": true}, "reason": "社工病休"});
                ask(format!("/v1/cases/{}/reassign", self.carried().await)).json(&body)
            }
            "deliver_case" => {
                let signature = self.app.photo(7);
                let body = json!({
                    "write_id": write, "things": {"result": true}, "receiver": "resident",
                    "signature": {
                        "file_id": signature.file_id, "sha256": signature.sha256, "size": signature.bytes.len(),
                        "media_type": signature.media_type,
                    },
                });
                ask(format!("/v1/cases/{}/deliver", self.carried().await)).json(&body)
            }
            "note_attempt" => {
                let body = json!({"write_id": write, "reason": "not_at_home"});
                ask(format!("/v1/cases/{}/attempt", self.carried().await)).json(&body)
            }
            "take_originals" => {
                let slip = self.app.photo(6);
                let body = json!({
                    "write_id": write, "originals": [{"material": "id-card", "count": 1}], "device_at": at,
                    "back_by": self.tomorrow(),
                    "signature": {
                        "file_id": slip.file_id, "sha256": slip.sha256, "size": slip.bytes.len(),
                        "media_type": slip.media_type,
                    },
                });
                ask(format!("/v1/cases/{}/originals", self.case().await)).json(&body)
            }
            // Nothing was delivered: who may close it hears that, 409.
            "close_case" => {
                let body = json!({"write_id": write, "base_version": 3, "note": "原件遗失"});
                ask(format!("/v1/cases/{}/close", self.concluded().await)).json(&body)
            }
            "post_calendar" => {
                self.calendars += 1;
                let version = format!("cn-2026-{}", 10 + self.calendars);
                let text = calendar::SHIPPED.replace("cn-2026-1", &version);
                ask(operation.path.clone()).json(&json!({"write_id": write, "text": text}))
            }
            "get_draft" => ask(format!("/v1/catalogue-drafts/{}", self.draft().await)),
            "compare_draft" => ask(format!("/v1/catalogue-drafts/{}/difference", self.draft().await)),
            "put_draft" => {
                let (draft, text) = (self.draft().await, next_catalogue());
                let body = json!({"write_id": write, "base_version": 1, "text": text});
                ask(format!("/v1/catalogue-drafts/{draft}")).json(&body)
            }
            "discard_draft" => {
                let draft = self.draft().await;
                let body = json!({"write_id": write, "base_version": 1});
                ask(format!("/v1/catalogue-drafts/{draft}/discard")).json(&body)
            }
            "publish_draft" => {
                let draft = self.draft().await;
                let body = json!({"write_id": write, "base_version": 1, "day": "2026-12-01"});
                ask(format!("/v1/catalogue-drafts/{draft}/publish")).json(&body)
            }
            "get_catalogue" => ask("/v1/catalogues/2018-01-illustrative-1".to_owned()),
            "compare_catalogue" => ask("/v1/catalogues/2018-01-illustrative-1/difference".to_owned()),
            "recall_catalogue" => ask("/v1/catalogues/2018-01-illustrative-1/recall".to_owned())
                .json(&json!({"write_id": write})),
            "finish_task" => {
                let task = self.task().await;
                ask(format!("/v1/tasks/{task}/done")).json(&json!({"write_id": write}))
            }
            unknown => panic!("nobody has said how {unknown} is asked for: add its request here"),
        }
    }

    /// A resident of the worker's community whom nothing has happened to yet.
    async fn somebody(&mut self) -> Uuid {
        self.residents += 1;
        let (community, number) = (self.app.centre.community.uuid(), id_number(self.residents));
        self.app.resident(&self.worker, community, "李大有", &number).await
    }

    /// A case of the worker's that the centre granted.
    async fn concluded(&mut self) -> Uuid {
        let (case, window) = (self.case().await, self.app.window().await);
        let body = json!({"write_id": self.app.fresh(), "base_version": 2, "outcome": "granted"});
        window.post(&format!("/v1/cases/{case}/conclude"), &body).await.ok();
        case
    }

    /// A case whose result is offered to the worker.
    async fn offered(&mut self) -> Uuid {
        let (case, window) = (self.concluded().await, self.app.window().await);
        let body = json!({"write_id": self.app.fresh(), "base_version": 3, "way": "home"});
        window.post(&format!("/v1/cases/{case}/issue"), &body).await.ok();
        let body = json!({
            "write_id": self.app.fresh(), "things": {"result": true}, "to": "worker",
            "worker_id": self.worker.credential.user.uuid(),
        });
        window.post(&format!("/v1/cases/{case}/hand-over"), &body).await.ok();
        case
    }

    /// A case whose result the worker carries.
    async fn carried(&mut self) -> Uuid {
        let case = self.offered().await;
        let body = json!({"write_id": self.app.fresh(), "things": {"result": true}});
        self.worker.post(&format!("/v1/cases/{case}/take-over"), &body).await.ok();
        case
    }

    /// An act on a case at the window.
    async fn act(
        &mut self,
        ask: impl Fn(String) -> RequestBuilder,
        act: &str,
        body: Value,
    ) -> RequestBuilder {
        let case = self.case().await;
        self.on_case(ask, (case, 2), act, body)
    }

    /// An act on a case in the department's hands.
    async fn review(
        &mut self,
        ask: impl Fn(String) -> RequestBuilder,
        act: &str,
        body: Value,
    ) -> RequestBuilder {
        let case = self.in_review().await;
        self.on_case(ask, (case, 3), act, body)
    }

    fn on_case(
        &self,
        ask: impl Fn(String) -> RequestBuilder,
        (case, version): (Uuid, i32),
        act: &str,
        mut body: Value,
    ) -> RequestBuilder {
        body["write_id"] = json!(self.app.fresh());
        body["base_version"] = json!(version);
        ask(format!("/v1/cases/{case}/{act}")).json(&body)
    }

    /// A draft of the site's catalogue.
    async fn draft(&self) -> Uuid {
        let site = Grant { role: Role::Admin, centre: None, community: None, department: None };
        let (admin, draft) = (self.app.signed_in(site).await, self.app.fresh());
        let body = json!({"write_id": self.app.fresh(), "base_version": 0, "text": next_catalogue()});
        admin.put(&format!("/v1/catalogue-drafts/{draft}"), &body).await.ok();
        draft
    }

    async fn approver(&self) -> Person {
        self.app.someone(Role::Approver, self.app.centre, None, Some("DPF")).await
    }

    fn assessment(&self) -> Value {
        json!({"kind": "assessment", "legal_basis": "残疾评定办法", "until": self.tomorrow()})
    }

    fn tomorrow(&self) -> String {
        self.app.now().to_zoned(jiff::tz::TimeZone::UTC).date().tomorrow().unwrap().to_string()
    }

    fn grants_of(&self, name: &str) -> Vec<Grant> {
        let role = match name {
            "window" => Role::Window,
            "approver" => Role::Approver,
            "manager" => Role::Manager,
            "auditor" => Role::Auditor,
            "admin" => Role::Admin,
            _ => Role::Worker,
        };
        vec![Grant { role, centre: Some(self.app.centre.id), community: None, department: None }]
    }

    /// A refusal holds nothing of anybody.
    pub fn assert_tells_nothing(&self, operation: &Operation, answer: &Answer) {
        let text = answer.text();
        for personal in ["王", "999999", "1390000", "阳光", &self.worker.credential.user.to_string()] {
            assert!(!text.contains(personal), "{}: {text}", operation.id);
        }
    }
}

/// A catalogue that may follow the shipped one.
fn next_catalogue() -> String {
    catalogue::LUOJIAZHUANG.replacen("illustrative-1", "illustrative-2", 1)
}

fn upload_id(answer: &Answer) -> Uuid {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().rsplit('/').next().unwrap().parse().unwrap()
}
