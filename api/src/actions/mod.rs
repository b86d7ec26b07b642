//! The verbs: one file a use case, each a function that takes the [`App`](crate::app::App), who asks and what for.
//!
//! An action opens one transaction, in which the actor is read, the policy asked, a pure move of `domain` made and
//! everything written together: effect, audit, change, job and saved reply. Files are put before it, messages sent
//! after it. Actions know nothing of HTTP or of the contract.

pub mod add_user;
pub mod append_upload;
pub mod change_password;
pub mod check_readiness;
pub mod checkpoint_audit;
pub mod claim_files;
pub mod compare_catalogues;
pub mod complete_upload;
pub mod create_upload;
pub mod demo_messages;
pub mod draft_catalogue;
pub mod end_session;
pub mod error;
pub mod file_case;
pub mod find_community;
pub mod hash_password;
pub mod have_uploads;
pub mod idempotent;
pub mod import_calendar;
pub mod judge_filing;
pub mod keep_catalogues;
pub mod keep_deadlines;
pub mod keep_facts;
pub mod keep_secrets;
pub mod land_body;
pub mod list_counted;
pub mod list_devices;
pub mod lock_out;
pub mod look_up;
pub mod look_up_case;
pub mod match_resident;
pub mod note_death;
pub mod open_status;
pub mod own_upload;
pub mod plan_visit;
pub mod publish_catalogue;
pub mod rate_case;
pub mod read_case;
pub mod read_evidence;
pub mod read_resident;
pub mod read_session;
pub mod read_upload;
pub mod read_visits;
pub mod receive_message;
pub mod record_resident;
pub mod refresh_session;
pub mod report_bulletin;
pub mod report_service;
pub mod review_case;
pub mod review_many;
pub mod revoke_device;
pub mod see_tasks;
pub mod see_to_each;
pub mod sign_in;
pub mod supplement_case;
pub mod sweep_files;
pub mod tell_resident;
pub mod terminate_upload;
pub mod unmask_case;
pub mod unmask_resident;
pub mod verify_case;
pub mod watch_deadlines;
pub mod watch_deferrals;
pub mod work_visit;

pub use error::Error;
