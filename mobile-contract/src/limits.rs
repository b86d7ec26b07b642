//! Published limits. A phone checks them before it sends; the server refuses what passes them. The unit is in the name:
//! `BYTES`, `CHARS` (Unicode scalar values after trimming), `DAYS` (of 24 hours), `SECONDS`; without one it is a count.
//! The numbers in the types' schemas are these; a test compares them.

/// Largest JSON body.
pub const JSON_BODY_BYTES: usize = 256 * 1024;

/// What sealing may add to a body: age's header, and a tag for every 64 KiB.
pub const SEAL_BYTES: usize = 4096;

/// Largest sealed file.
pub const SEALED_FILE_BYTES: u64 = 20 * 1024 * 1024;
/// Most files in a case's manifest.
pub const FILES_A_CASE: usize = 40;
/// Life of an upload that no manifest names.
pub const UPLOAD_EXPIRY_DAYS: u32 = 30;
/// Most digests in one question to `POST /v1/uploads/have`.
pub const DIGESTS_A_QUESTION: usize = 500;

/// Life of a saved reply: for so long a `write_id` may be sent again.
pub const WRITE_ID_DAYS: u32 = 90;
/// Life of an access token, at most.
pub const ACCESS_TOKEN_SECONDS: u32 = 900;
/// Most entries of one page of a list, and the number when none is asked for.
pub const PAGE_MOST: u32 = 100;
/// Most changes of one page of `GET /v1/sync`.
pub const SYNC_PAGE_MOST: u32 = 200;
/// How long a cursor of `GET /v1/sync` is answered.
pub const SYNC_CURSOR_DAYS: u32 = 30;
/// How long a phone keeps a finished visit, from when it was planned for.
pub const FINISHED_VISIT_DAYS: u32 = 7;
/// How long a phone keeps a closed case, from its last write.
pub const CLOSED_CASE_DAYS: u32 = 30;

/// Shortest name of a person.
pub const NAME_LEAST_CHARS: usize = 2;
/// Longest name of a person.
pub const NAME_MOST_CHARS: usize = 30;
/// Longest address.
pub const ADDRESS_MOST_CHARS: usize = 200;
/// Longest note.
pub const NOTE_MOST_CHARS: usize = 2000;
/// Shortest reason.
pub const REASON_LEAST_CHARS: usize = 2;
/// Longest reason.
pub const REASON_MOST_CHARS: usize = 500;
/// Longest code of an item, material or department, and longest version of a catalogue or consent text.
pub const CODE_MOST_CHARS: usize = 64;

/// Shortest sign-in name.
pub const USERNAME_LEAST_CHARS: usize = 3;
/// Longest sign-in name.
pub const USERNAME_MOST_CHARS: usize = 40;
/// Shortest password.
pub const PASSWORD_LEAST_CHARS: usize = 10;
/// Longest password.
pub const PASSWORD_MOST_CHARS: usize = 128;
/// Longest name of a device.
pub const DEVICE_NAME_MOST_CHARS: usize = 80;
/// Longest version of an app.
pub const APP_VERSION_MOST_CHARS: usize = 40;
/// Longest words on what an app runs in.
pub const AGENT_MOST_CHARS: usize = 120;

/// Most items planned for a visit.
pub const ITEMS_A_VISIT: usize = 20;
/// Most visits of one proposed order.
pub const STOPS_AN_ORDER: usize = 16;
/// Most visits of one day's order.
pub const VISITS_A_DAY: usize = 100;
/// Most things left for the next visit.
pub const NEXT_TIME_A_VISIT: usize = 40;
/// Most cases of one act on many.
pub const CASES_AN_ACT: usize = 100;
/// Most materials that a case covers, and most defects that a return names.
pub const MATERIALS_A_CASE: usize = 40;
/// Most consents of a case: one a kind.
pub const CONSENTS_A_CASE: usize = 7;
/// Most answers of a form.
pub const FORM_ENTRIES: usize = 100;
/// Longest field name of a form.
pub const FORM_FIELD_MOST_CHARS: usize = 64;
/// Longest answer of a form.
pub const FORM_VALUE_MOST_CHARS: usize = 2000;
/// Longest term of a mandate.
pub const MANDATE_TERM_DAYS: u16 = 90;
