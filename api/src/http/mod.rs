//! The first door: HTTP. A handler converts, calls one action and converts back. Knows the contract and the actions;
//! never the store, the files or the ring.

mod calendars;
mod cases;
mod catalogues;
mod centres;
mod consents;
mod convert;
mod custody;
mod day;
mod devices;
mod extract;
mod health;
mod items;
mod not_applied;
pub mod openapi;
mod pages;
mod problem;
mod recipient;
mod reports;
mod residents;
mod rights;
mod serve;
mod sessions;
mod sync;
mod tasks;
mod trace;
mod unknown;
mod unread;
mod uploads;
mod visit_requests;
mod visits;
mod web_apps;

pub use mobile_contract::v1::SEALED_BODY;
pub use serve::Server;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every route there is.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        // signing in
        .service(sessions::sign_in)
        .service(sessions::refresh_session)
        .service(sessions::get_session)
        .service(sessions::end_session)
        .service(sessions::change_password)
        .service(devices::list_devices)
        .service(devices::revoke_device)
        .service(sessions::get_keys)
        // residents and visits
        .service(residents::put_resident)
        .service(residents::get_resident)
        .service(residents::unmask_resident)
        .service(residents::note_death)
        .service(rights::correct_resident)
        .service(rights::export_resident)
        .service(rights::ask_erasure)
        .service(rights::list_erasures)
        .service(rights::decide_erasure)
        .service(visits::order::put_day_order)
        .service(visits::put_visit)
        .service(visits::list_visits)
        .service(visits::get_visit)
        .service(visits::start_visit)
        .service(visits::finish_visit)
        .service(visits::order::order_visits)
        .service(visit_requests::put_visit_request)
        .service(visit_requests::list_visit_requests)
        .service(visit_requests::plan_visit_request)
        .service(visit_requests::decline_visit_request)
        .service(visit_requests::unmask_caller)
        // what a phone holds
        .service(sync::get_sync)
        .service(devices::report_device)
        .service(not_applied::list_unapplied)
        .service(not_applied::settle_unapplied)
        // uploads
        .service(uploads::upload_options)
        .service(uploads::held_uploads)
        .service(uploads::begin_upload)
        .service(uploads::one_upload_options)
        .service(uploads::head_upload)
        .service(uploads::patch_upload)
        .service(uploads::override_upload)
        .service(uploads::delete_upload)
        .service(uploads::get_upload)
        // cases
        .service(cases::put_case)
        .service(cases::list_cases)
        .service(cases::get_case)
        .service(cases::lookups::ask_look_up)
        .service(cases::accept_case)
        .service(cases::conclude_case)
        .service(cases::not_accept_case)
        .service(cases::return_case)
        .service(cases::many::act_on_cases)
        .service(cases::supplement::supplement_case)
        .service(cases::unmask::unmask_case)
        .service(cases::department::forward_case)
        .service(cases::department::add_opinion)
        .service(cases::department::decide_case)
        .service(cases::department::return_to_window)
        .service(cases::department::suspend_case)
        .service(cases::department::resume_case)
        .service(cases::department::withdraw_case)
        .service(cases::department::terminate_case)
        .service(cases::department::void_case)
        .service(cases::department::revoke_mandate)
        .service(cases::get_evidence)
        .service(cases::letters::list_letters)
        .service(cases::letters::get_letter)
        .service(cases::letters::reprint_letter)
        .service(visits::slip::get_slip)
        // what follows a conclusion
        .service(custody::issue_case)
        .service(custody::hand_over)
        .service(custody::take_over)
        .service(custody::reassign_custody)
        .service(custody::deliver_case)
        .service(custody::note_attempt)
        .service(custody::take_originals)
        .service(custody::close_case)
        .service(custody::list_custody)
        // clocks, and what they ask of people
        .service(calendars::get_calendar)
        .service(calendars::post_calendar)
        .service(tasks::list_tasks)
        .service(tasks::finish_task)
        // the catalogue as the site keeps it
        .service(catalogues::list_drafts)
        .service(catalogues::get_draft)
        .service(catalogues::put_draft)
        .service(catalogues::discard_draft)
        .service(catalogues::publish_draft)
        .service(catalogues::compare_draft)
        .service(catalogues::list_catalogues)
        .service(catalogues::get_catalogue)
        .service(catalogues::recall_catalogue)
        .service(catalogues::compare_catalogue)
        // reports
        .service(reports::get_bulletin)
        .service(reports::get_service_report)
        // what anybody may know
        .app_data(web::Data::new(items::Guides::default()))
        .service(items::list_items)
        .service(items::get_item)
        .service(consents::list_consent_texts)
        .service(centres::list_centres)
        .service(rights::get_retention)
        .service(recipient::get_recipient)
        // pages for residents
        .service(pages::open_link)
        .service(pages::look_up_form)
        .service(pages::look_up)
        .service(pages::rate::rate_by_link)
        .service(pages::rate::rate_by_code)
        .service(pages::show_demo_messages)
        // the worker's phone app
        .route("/m", web::get().to(web_apps::phone_door))
        .route("/m/{path:.*}", web::get().to(web_apps::phone))
        // operators
        .service(health::healthz)
        .service(health::readyz)
        .service(health::metrics)
        .service(health::openapi);
}
